// Old minutes read again: each field is saved when it changes; a folder can be chosen or dropped.

const form = document.querySelector("form[data-intake]");
const DELAY = 900;

function watch() {
  const waiting = new Map();
  const say = (text) => { form.querySelector("[data-saved]").textContent = text; };
  let timer = null;
  let isSending = false;
  let isStopped = false;

  async function send() {
    if (isSending || isStopped || !waiting.size) return;
    isSending = true;
    const sent = new Map(waiting);
    waiting.clear();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("revision", form.elements.revision.value);
    sent.forEach((value, name) => body.set(name, value));
    try {
      const answer = await fetch(form.dataset.intake, { method: "POST", body });
      const told = await answer.json();
      if (answer.ok) keep(told);
      else {
        isStopped = true;
        say(told.sentence);
      }
    } catch {
      sent.forEach((value, name) => waiting.has(name) || waiting.set(name, value));
      say("…");
      setTimeout(send, 4000);
    }
    isSending = false;
    if (waiting.size) plan();
  }

  function keep(told) {
    form.elements.revision.value = told.revision;
    form.querySelector("[data-percent]").textContent = told.percent;
    form.querySelector("[data-lost]").textContent = told.lost.join(", ");
    const now = new Date();
    say(`✓ ${now.getHours()} h ${String(now.getMinutes()).padStart(2, "0")}`);
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(send, DELAY);
  }

  form.addEventListener("input", ({ target }) => {
    if (!target.name || target.type === "hidden") return;
    const isBox = target.type === "checkbox";
    waiting.set(target.name, isBox && !target.checked ? "" : target.value);
    plan();
  });
  // The buttons send the whole form: nothing may be saved beside it meanwhile.
  form.addEventListener("submit", (event) => {
    if (form.dataset.left || isSending) {
      event.preventDefault();
      if (!form.dataset.left) setTimeout(() => form.requestSubmit(event.submitter), 300);
      return;
    }
    form.dataset.left = "1";
    isStopped = true;
  });
}

if (form) watch();

const drop = document.querySelector("form[data-drop]");
if (drop) {
  const folder = drop.querySelector("[data-folder]");
  if ("webkitdirectory" in document.createElement("input")) folder.hidden = false;
  const files = drop.querySelector("input[type=file]");
  drop.addEventListener("dragover", (event) => event.preventDefault());
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    files.files = event.dataTransfer.files;
  });
}
