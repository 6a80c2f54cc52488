// Nothing typed is ever lost: a form with data-autosave saves itself, and keeps the text on this
// device until the server has it. Without script, the form's own button does the work.

const WAIT_MS = 1200;
const RETRY_MS = 15000;
const dutch = document.documentElement.lang === "nl";
const WORDS = {
  saving: dutch ? "Bezig met opslaan" : "Enregistrement en cours",
  saved: (clock) => (dutch ? `Opgeslagen om ${clock}` : `Enregistré à ${clock}`),
  offline: dutch
    ? "Geen verbinding: de tekst blijft op dit toestel bewaard."
    : "Hors ligne\u00a0: le texte est gardé sur cet appareil.",
  stopped: dutch
    ? "Niet opgeslagen: kijk wat hieronder staat."
    : "Pas enregistré\u00a0: voyez le message près du texte.",
  refused: dutch
    ? "Niet opgeslagen: u bent misschien afgemeld. De tekst blijft op dit toestel bewaard."
    : "Pas enregistré\u00a0: vous êtes peut-être déconnecté. Le texte est gardé sur cet appareil.",
  restored: dutch
    ? "Tekst van dit toestel teruggezet, nog niet opgeslagen."
    : "Texte retrouvé sur cet appareil, pas encore enregistré.",
};

function clock(date) {
  const minutes = String(date.getMinutes()).padStart(2, "0");
  return dutch ? `${date.getHours()}.${minutes} uur` : `${date.getHours()}\u00a0h\u00a0${minutes}`;
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.getAttribute("action") || window.location.href; // a field may be named « action »
    this.key = `autosave:${form.dataset.key || this.url}`;
    this.line = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
    this.conflict = form.querySelector("[data-conflict]") || document.querySelector("[data-conflict]");
    this.stopped = false;
    this.changes = 0; // counts what was typed, to know whether an answer covers the last letter
    this.savedChanges = 0;
    form.querySelectorAll("[data-save-by-hand]").forEach((part) => { part.hidden = true; });
    this.restore();
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("focusout", () => this.unsaved && this.later(0));
    form.addEventListener("submit", () => this.leave());
    window.addEventListener("online", () => this.unsaved && this.later(0));
    document.addEventListener("click", (event) => this.takeSaved(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.unsaved && this.save());
    window.addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
  }

  get unsaved() {
    return this.changes > this.savedChanges;
  }

  fields() {
    return [...this.form.elements].filter(
      (item) => item.name && !["csrfmiddlewaretoken", "version"].includes(item.name)
        && !["submit", "button", "file", "hidden", "password"].includes(item.type),
    );
  }

  say(state, text) {
    if (!this.line) return;
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  touched() {
    this.changes += 1;
    this.keep();
    if (!this.stopped) this.later(WAIT_MS);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  keep() {
    const values = this.fields().map((item) => [item.name, item.value, item.checked ?? null]);
    // With the version it was written on: text found again later meets the conflict it deserves.
    const kept = { version: this.form.elements.namedItem("version")?.value, values };
    try { localStorage.setItem(this.key, JSON.stringify(kept)); } catch { /* full or forbidden: the server copy remains */ }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* nothing kept, nothing to forget */ }
  }

  restore() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(this.key)); } catch { return; }
    if (!kept) return;
    const fields = this.fields();
    let changed = false;
    kept.values?.forEach(([name, value, checked]) => {
      const choice = (item) => ["radio", "checkbox"].includes(item.type);
      const item = fields.find((one) => one.name === name && (!choice(one) || one.value === value));
      if (!item) return;
      if (choice(item)) {
        changed ||= item.checked !== checked;
        item.checked = checked;
      } else {
        changed ||= item.value !== value;
        item.value = value;
      }
    });
    if (!changed) return this.forget();
    const version = this.form.elements.namedItem("version");
    if (version && kept.version) version.value = kept.version;
    this.say("offline", WORDS.restored);
    this.touched();
  }

  async save() {
    clearTimeout(this.timer);
    if (this.stopped || !this.unsaved) return;
    if (this.busy) return this.later(WAIT_MS);
    this.busy = true;
    const sent = this.changes;
    this.say("saving", WORDS.saving);
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        body: new FormData(this.form),
        headers: { "X-Requested-With": "fetch", "HX-Request": "true", "X-Autosave": "1" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await this.answered(answer, sent);
    } catch {
      this.say("offline", WORDS.offline);
      this.later(RETRY_MS);
    } finally {
      this.busy = false;
    }
  }

  async answered(answer, sent) {
    if (answer.ok) return this.done(answer, sent);
    if ([400, 409, 422].includes(answer.status)) {
      this.stopped = answer.status === 409;
      if (this.conflict) this.conflict.innerHTML = await answer.text();
      this.conflict?.scrollIntoView({ block: "nearest" });
      return this.say("stopped", WORDS.stopped);
    }
    if (answer.status >= 500) throw new Error("server");
    this.say("stopped", WORDS.refused);
  }

  async done(answer, sent) {
    let version = answer.headers.get("X-Version");
    if (!version && answer.headers.get("Content-Type")?.includes("json")) {
      version = (await answer.json()).version;
    }
    const input = this.form.elements.namedItem("version");
    if (version && input) input.value = version;
    if (this.conflict) this.conflict.replaceChildren();
    this.savedChanges = sent;
    if (this.unsaved) return this.later(WAIT_MS);
    this.forget();
    this.say("saved", WORDS.saved(clock(new Date())));
  }

  takeSaved(event) {
    const given = event.target.closest?.("[data-autosave-forget]"); // « take the saved text »
    if (!given || !this.form.contains(given)) return;
    this.leave();
    this.forget();
    const { pathname, search } = new URL(given.href);
    if (pathname + search !== window.location.pathname + window.location.search) return;
    event.preventDefault(); // the address of this very page: following it would load nothing
    window.location.reload();
  }

  leave() {
    clearTimeout(this.timer);
    this.savedChanges = this.changes; // the page itself carries the text now: no warning
  }
}

function start(root) {
  root.querySelectorAll("form[data-autosave]:not([data-autosave-on]):not([data-item])").forEach((form) => {
    form.dataset.autosaveOn = "";
    new Autosave(form);
  });
}

document.addEventListener("htmx:afterSwap", (event) => start(event.target.parentNode || document));
start(document);
