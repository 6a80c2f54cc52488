// Who is in the room. Every tap goes to a queue on this device first, then to the server: without a connection it waits,
// through a reload or a closed tab. Each tap bears its own key and its age, so that it counts once and in its place.
// Without script, the form's own button does the work.

const SEND_MS = 8000; // before trying again
const WATCH_MS = 10000; // before asking what the others noted
const BATCH = 50;
const dutch = document.documentElement.lang === "nl";
const several = (n, one, many) => (n === 1 ? one : many.replace("{n}", n));
const WORDS = {
  waiting: (n) => dutch
    ? several(n, "1 handeling wacht op de verbinding", "{n} handelingen wachten op de verbinding")
    : several(n, "1 geste attend la connexion", "{n} gestes attendent la connexion"),
  sending: dutch ? "Bezig met opslaan" : "Enregistrement en cours",
  saved: (clock) => (dutch ? `Opgeslagen om ${clock}` : `Enregistré à ${clock}`),
  signIn: (n) => dutch
    ? several(n, "Meld u opnieuw aan: uw handeling blijft bewaard", "Meld u opnieuw aan: uw {n} handelingen blijven bewaard")
    : several(n, "Reconnectez-vous\u00a0: votre geste est gardé", "Reconnectez-vous\u00a0: vos {n} gestes sont gardés"),
  link: dutch ? "Aanmelden" : "Se reconnecter",
  first: dutch ? "Wacht tot alle handelingen opgeslagen zijn." : "Attendez que tous les gestes soient enregistrés.",
  unreadable: dutch ? "Een handeling kon niet worden gelezen: kijk de lijst na." : "Un geste n’a pas pu être lu\u00a0: vérifiez la liste.",
  nobody: dutch ? "niemand" : "personne",
  kept: dutch ? "wacht" : "en attente",
};

function clock(date) {
  const minutes = String(date.getMinutes()).padStart(2, "0");
  return dutch ? `${date.getHours()}u${minutes}` : `${date.getHours()}\u00a0h\u00a0${minutes}`;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// After signing in again in another tab the cookie is fresher than this page.
function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) || document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}

class Queue {
  constructor(name) {
    this.name = `presences:${name}`;
    this.memory = [];
  }

  read() {
    try { return JSON.parse(localStorage.getItem(this.name)) || []; } catch { return this.memory; }
  }

  write(taps) {
    this.memory = taps;
    try {
      if (taps.length) localStorage.setItem(this.name, JSON.stringify(taps));
      else localStorage.removeItem(this.name);
    } catch { /* full or forbidden: this page remembers as long as it lives */ }
  }

  add(tap) {
    this.write([...this.read(), tap]);
  }

  remove(keys) {
    this.write(this.read().filter((tap) => !keys.has(tap.key)));
  }
}

class Sheet {
  constructor(root) {
    this.root = root;
    this.queue = new Queue(root.dataset.sheet);
    this.last = Number(root.dataset.last);
    this.size = BATCH;
    this.form = root.querySelector("#sheet");
    this.line = root.querySelector("#saved");
    root.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("submit", (event) => this.queue.read().length && this.hold(event));
    this.form.addEventListener("toggle", (event) => this.opened(event), true);
    root.addEventListener("submit", (event) => {
      if (event.target.matches("[data-close]") && this.queue.read().length) this.hold(event);
    });
    root.querySelector("#filter").addEventListener("input", () => this.filter());
    root.querySelector("#only-unknown").addEventListener("change", () => this.filter());
    this.unexpected(root.querySelector("[data-add]"));
    window.addEventListener("online", () => this.send());
    window.addEventListener("storage", (event) => event.key === this.queue.name && this.show());
    document.addEventListener("visibilitychange", () => document.hidden || this.watch());
    this.replay();
    this.show();
    this.send();
    setInterval(() => document.hidden || this.watch(), WATCH_MS);
  }

  // --- Taps ---------------------------------------------------------------------------------------------

  tap(row, what, value) {
    this.queue.add({ key: newKey(), row, what, value, at: Date.now() });
    this.show();
    this.recount();
    this.send();
  }

  changed(event) {
    const line = event.target.closest("[data-row]");
    if (!line) return;
    const row = Number(line.dataset.row);
    if (event.target.type === "radio") {
      line.querySelector("[data-nd]").hidden = event.target.value !== "unknown";
      this.tap(row, "presence", event.target.value);
    } else if (event.target.dataset.what) {
      if (event.target.validity?.badInput) return;
      this.tap(row, event.target.dataset.what, event.target.value);
    }
  }

  clicked(event) {
    const button = event.target.closest("[data-now]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("[data-row]");
    const now = new Date();
    const hour = `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
    line.querySelector(`input[data-what=${button.dataset.now}]`).value = hour;
    this.check(line, "present");
    this.tap(Number(line.dataset.row), button.dataset.now, hour);
  }

  check(line, state) {
    line.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === state; });
    line.querySelector("[data-nd]").hidden = state !== "unknown";
  }

  // The page was drawn by the server: put back what waits on this device.
  replay() {
    this.queue.read().forEach((tap) => {
      if (tap.what === "added") return this.provisional(tap);
      const line = this.root.querySelector(`[data-row="${tap.row}"]`);
      if (!line) return undefined;
      if (tap.what === "presence") return this.check(line, tap.value);
      const field = line.querySelector(`[data-what=${tap.what}]`);
      if (field && tap.what !== "proxy") field.value = tap.value;
      return undefined;
    });
    this.recount();
  }

  hold(event) {
    event.preventDefault();
    this.send();
    this.say("stopped", `${WORDS.first} ${WORDS.waiting(this.queue.read().length)}.`);
  }

  // Who may receive a proxy is known when the list is opened, also without a connection.
  opened(event) {
    const select = event.target.matches?.("details[open]") && event.target.querySelector("select[data-what=proxy]");
    if (!select) return;
    const mine = event.target.closest("[data-row]");
    const chosen = select.value;
    const options = [...this.root.querySelectorAll("[data-row]")].filter((line) => line !== mine && this.holds(line, chosen));
    select.replaceChildren(new Option(WORDS.nobody, ""), ...options.map((line) => {
      const office = line.closest("[data-seat]")?.querySelector("h3")?.textContent.trim();
      const name = line.querySelector(".who b").textContent;
      return new Option(office ? `${name} (${office})` : name, line.dataset.row, false, line.dataset.row === chosen);
    }));
  }

  holds(line, chosen) {
    const state = this.stateOf(line);
    return line.dataset.row === chosen || state === "present" || (state === "unknown" && "expected" in line.dataset);
  }

  stateOf(line) {
    return line.querySelector("input[type=radio]:checked")?.value || "unknown";
  }

  // --- Sending ------------------------------------------------------------------------------------------

  async send() {
    clearTimeout(this.timer);
    if (this.busy || !this.queue.read().length) return;
    this.busy = true;
    try {
      await this.alone(() => this.batch());
    } finally {
      this.busy = false;
    }
    if (this.queue.read().length) this.timer = setTimeout(() => this.send(), this.lost ? SEND_MS : 50);
  }

  // Two tabs of the same person share one queue: one of them sends.
  alone(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request(this.queue.name, { ifAvailable: true }, (lock) => lock && work());
  }

  async batch() {
    const taps = this.queue.read().slice(0, this.size);
    const sent = taps.map(({ at, ...tap }) => ({ ...tap, age: Math.max(0, Date.now() - at) }));
    this.say("saving", WORDS.sending);
    let answer;
    try {
      answer = await fetch(`${this.root.dataset.taps}?apres=${this.last}`, {
        method: "POST",
        body: JSON.stringify({ taps: sent }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token(), "X-Requested-With": "fetch" },
        redirect: "manual",
        credentials: "same-origin",
        keepalive: true,
      });
    } catch {
      return this.wait();
    }
    if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return this.signIn();
    if (answer.status === 400) return this.unreadable(taps);
    if (!answer.ok) return this.wait();
    this.size = BATCH;
    return this.answered(await answer.json());
  }

  // One tap the server cannot read must not hold back the others: they go one by one, and that one is told.
  unreadable(taps) {
    if (taps.length === 1) {
      this.queue.remove(new Set([taps[0].key]));
      this.refuse(WORDS.unreadable);
    }
    this.size = 1;
    this.show();
  }

  wait() {
    this.lost = true;
    this.show();
  }

  signIn() {
    this.lost = true;
    this.expired = true;
    this.show();
  }

  answered(state) {
    this.lost = this.expired = false;
    this.queue.remove(new Set(state.outcomes.map((outcome) => outcome.key)));
    state.outcomes.forEach((outcome) => {
      this.root.querySelector(`[data-provisional="${outcome.key}"]`)?.remove();
      if (outcome.sentence) this.refuse(outcome.sentence);
    });
    this.apply(state);
    this.show();
    if (!this.queue.read().length) this.say("saved", WORDS.saved(clock(new Date())));
  }

  refuse(sentence) {
    const item = document.createElement("li");
    item.className = "warning";
    item.textContent = sentence;
    this.root.querySelector("#refusals").append(item);
  }

  // --- What the others noted ----------------------------------------------------------------------------

  async watch() {
    if (this.queue.read().length) return this.send();
    try {
      const answer = await fetch(`${this.root.dataset.state}?apres=${this.last}`, {
        headers: { "X-Requested-With": "fetch" },
        redirect: "manual",
        credentials: "same-origin",
      });
      if (answer.ok) this.apply(await answer.json());
      else if (answer.type === "opaqueredirect" || answer.status === 403) this.signIn();
    } catch { /* without a connection this screen keeps what it knows */ }
    return undefined;
  }

  apply(state) {
    const pending = new Set(this.queue.read().map((tap) => tap.row));
    this.fresh(state.fresh);
    state.rows.forEach((row) => pending.has(row.id) || this.draw(row));
    this.swap("#arrivals", state.arrivals);
    this.swap("#closing", state.closing);
    if (pending.size) this.recount();
    else this.root.querySelector("#count").innerHTML = state.count;
    this.filter();
  }

  // Only when it changed, and never under a finger.
  swap(selector, html) {
    const place = this.root.querySelector(selector);
    if (place.dataset.html === html || place.contains(document.activeElement)) return;
    if (place.dataset.html !== undefined || place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
    place.dataset.html = html;
  }

  fresh(lines) {
    if (!lines.length) return;
    const section = this.root.querySelector("#fresh");
    section.hidden = false;
    lines.forEach((html) => {
      section.querySelector("ul").insertAdjacentHTML("beforeend", html);
      const line = section.querySelector("ul").lastElementChild;
      line.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
      this.last = Math.max(this.last, Number(line.dataset.row));
    });
  }

  draw(row) {
    const line = this.root.querySelector(`[data-row="${row.id}"]`);
    if (!line) return;
    this.check(line, row.presence);
    line.querySelector("[data-was=presence]").value = row.presence;
    ["arrived", "left"].forEach((what) => {
      const input = line.querySelector(`input[data-what=${what}]`);
      if (input !== document.activeElement) input.value = row[what];
      line.querySelector(`[data-was=${what}]`).value = row[what];
    });
    const select = line.querySelector("select[data-what=proxy]");
    if (select !== document.activeElement && select.value !== String(row.proxy)) {
      const holder = this.root.querySelector(`[data-row="${row.proxy}"] .who b`)?.textContent;
      if (holder && ![...select.options].some((option) => option.value === String(row.proxy))) select.add(new Option(holder, row.proxy));
      select.value = String(row.proxy);
    }
    const facts = line.querySelector("[data-facts]");
    if (facts.innerHTML.trim() !== row.facts) facts.innerHTML = row.facts;
  }

  // --- Somebody unexpected ------------------------------------------------------------------------------

  unexpected(form) {
    const office = form.elements.namedItem("organisation_name");
    office.addEventListener("change", () => this.propose(form, office.value));
    form.addEventListener("submit", (event) => {
      const value = {};
      new FormData(form).forEach((text, name) => { if (name !== "csrfmiddlewaretoken") value[name] = text; });
      if (!value.name.trim()) return; // the server says what is missing
      event.preventDefault();
      const tap = { key: newKey(), row: 0, what: "added", value, at: Date.now() };
      this.queue.add(tap);
      this.provisional(tap);
      form.reset();
      form.elements.namedItem("organisation_name").focus();
      this.show();
      this.send();
    });
  }

  provisional(tap) {
    const section = this.root.querySelector("#fresh");
    section.hidden = false;
    const line = document.createElement("li");
    line.dataset.provisional = tap.key;
    const who = document.createElement("div");
    who.className = "who";
    const name = document.createElement("b");
    name.textContent = tap.value.name;
    const office = document.createElement("span");
    office.textContent = [tap.value.organisation_name, WORDS.kept].filter(Boolean).join(" · ");
    who.append(name, office);
    line.append(who);
    section.querySelector("ul").append(line);
  }

  async propose(form, office) {
    const list = document.querySelector("#people");
    list.replaceChildren();
    if (!office.trim()) return;
    try {
      const answer = await fetch(`${form.dataset.people}?organisation_name=${encodeURIComponent(office)}`, { redirect: "manual" });
      if (answer.ok) list.innerHTML = await answer.text();
    } catch { /* suggestions can wait */ }
  }

  // --- What is shown ------------------------------------------------------------------------------------

  say(state, text) {
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  show() {
    const taps = this.queue.read();
    const rows = new Set(taps.map((tap) => String(tap.row)));
    this.root.querySelectorAll("[data-row]").forEach((line) => line.classList.toggle("pending", rows.has(line.dataset.row)));
    if (this.expired) {
      this.say("stopped", taps.length ? `${WORDS.signIn(taps.length)}. ` : "");
      const link = document.createElement("a");
      link.href = `${this.root.dataset.login}?next=${encodeURIComponent(window.location.pathname)}`;
      link.textContent = WORDS.link;
      this.line.append(link);
    } else if (taps.length) {
      this.say("offline", WORDS.waiting(taps.length));
    }
  }

  recount() {
    const lines = [...this.root.querySelectorAll("[data-row]")];
    const here = lines.filter((line) => this.stateOf(line) === "present");
    const seated = lines.filter((line) => ["present", "represented"].includes(this.stateOf(line)));
    const offices = (some) => new Set(some.map((line) => line.dataset.institution).filter(Boolean));
    const expected = offices(lines.filter((line) => "expected" in line.dataset));
    const persons = new Set(here.map((line) => line.dataset.key)).size;
    const institutions = offices(seated);
    const invited = [...institutions].filter((office) => expected.has(office)).length;
    this.root.querySelector("#count").textContent = tally(persons, institutions.size, invited, expected.size);
  }

  filter() {
    const words = fold(this.root.querySelector("#filter").value).split(/\s+/).filter(Boolean);
    const unknown = this.root.querySelector("#only-unknown").checked;
    let shown = 0;
    this.root.querySelectorAll("[data-row]").forEach((line) => {
      const fits = words.every((word) => line.dataset.words.includes(word));
      line.hidden = !fits || (unknown && this.stateOf(line) !== "unknown" && !line.contains(document.activeElement));
      shown += line.hidden ? 0 : 1;
    });
    this.root.querySelectorAll("[data-seat]").forEach((seat) => {
      seat.hidden = !seat.querySelector("[data-row]:not([hidden]), [data-provisional]");
    });
    this.root.querySelector("#no-match").hidden = shown > 0 || !(words.length || unknown);
  }
}

function tally(persons, institutions, invited, expected) {
  if (dutch) {
    const text = `${persons} ${persons === 1 ? "persoon" : "personen"}, ${institutions} ${institutions === 1 ? "instelling" : "instellingen"}`;
    if (!expected) return text;
    return invited === institutions ? `${text} van de ${expected} verwachte` : `${text}, waarvan ${invited} van de ${expected} verwachte`;
  }
  const text = `${persons} ${persons < 2 ? "personne" : "personnes"}, ${institutions} ${institutions < 2 ? "institution" : "institutions"}`;
  if (!expected) return text;
  return invited === institutions ? `${text} sur ${expected} attendues` : `${text}, dont ${invited} sur ${expected} attendues`;
}

const root = document.querySelector("[data-sheet]");
if (root) new Sheet(root);
