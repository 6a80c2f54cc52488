// Small comforts of every page: growing textareas, popups that close, filters that submit, focus on the errors,
// and a button that counts.

function grow(area) {
  area.style.height = "0"; // not « auto »: the rows attribute would hold it open
  area.style.height = `${area.scrollHeight + 2}px`;
}

function prepare(root) {
  root.querySelectorAll("textarea[data-autosize]").forEach(grow);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-autosize]")) grow(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

document.addEventListener("click", (event) => {
  document.querySelectorAll("details[data-popup][open]").forEach((popup) => {
    if (!popup.contains(event.target)) popup.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const popup = document.querySelector("details[data-popup][open]");
  if (!popup) return;
  popup.open = false;
  popup.querySelector("summary").focus();
});

// The button says to how many the letter goes, also while the list is being changed.
function recount(form) {
  const button = form.querySelector("[data-many]");
  const ticked = [...form.querySelectorAll("[data-counted] input:checked")];
  const n = new Set(ticked.map((box) => box.dataset.reader ?? box.value)).size; // one letter a reader
  button.textContent = n === 1 ? button.dataset.one : button.dataset.many.replace("{n}", n);
  button.disabled = n === 0;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-recipients]");
  if (form) recount(form);
});

window.addEventListener("resize", () => prepare(document));
document.addEventListener("htmx:afterSwap", (event) => prepare(event.target));
prepare(document);
document.querySelector("[data-error-summary]")?.focus();
