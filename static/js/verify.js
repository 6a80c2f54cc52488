// The fingerprint of a file is computed here: the file itself does not leave the device. Without
// this script, or where the browser has no cryptography (plain http), the form sends the file.
const MOST_BYTES = 25 * 1024 * 1024;
const form = document.querySelector("[data-verify]");

async function check(file) {
  const said = form.querySelector("[data-progress]");
  if (file.size > MOST_BYTES) {
    said.textContent = said.dataset.big;
    return;
  }
  said.textContent = said.dataset.words;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  location.assign(`${form.dataset.verify}?empreinte=${hex}#reponse`);
}

if (form && globalThis.crypto?.subtle) {
  const input = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-drop]");
  form.querySelector("[data-local]").hidden = false;
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    check(input.files[0]);
  });
  input.addEventListener("change", () => input.files.length && check(input.files[0]));
  for (const name of ["dragover", "dragenter"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      place.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) place.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    place.classList.remove("over");
    if (!file) return;
    event.preventDefault();
    check(file);
  });
}
