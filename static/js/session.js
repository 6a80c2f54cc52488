// The screen of a session: one clock for everybody, the point where one is, passages that open when one writes in them, and
// what the others write meanwhile. Words are kept and sent by notebook.js, presences by attendance.js. Without script, the
// buttons of each point do the work.

import { Passages } from "./session_passages.js";

const WATCH_MS = 8000;
const NEAR = 5; // minutes under which nobody is early or late, as in session_clock.py
const dutch = document.documentElement.lang === "nl";
const WORDS = {
  spent: (min, of) => (of ? (dutch ? `${min} min van ${of}` : `${min} min sur ${of}`) : `${min} min`),
  foreseen: (of) => (dutch ? `${of} min voorzien` : `${of} min prévues`),
  over: (min) => (dutch ? `${min} min te lang` : `dépassé de ${min} min`),
  late: (min) => (dutch ? `${min} min achter op het schema` : `en retard de ${min} min sur l’horaire`),
  early: (min) => (dutch ? `${min} min voor op het schema` : `en avance de ${min} min sur l’horaire`),
  onTime: dutch ? "op tijd" : "à l’heure",
  nothing: dutch ? "Geen lopend punt" : "Aucun point en cours",
  cut: dutch ? "Geen verbinding: dit gebaar is niet gebeurd. Probeer straks opnieuw." : "Pas de connexion\u00a0: ce geste n’est pas fait. Réessayez dans un instant.",
  added: dutch ? "Er is een agendapunt toegevoegd." : "Un point a été ajouté à l’ordre du jour.",
  lifted: dutch ? "De vergadering is gesloten." : "La séance est levée.",
  reload: dutch ? "Pagina opnieuw laden" : "Recharger la page",
  start: dutch ? "Beginnen" : "Commencer",
  resume: dutch ? "Hervatten" : "Reprendre",
};
const HEADERS = { "HX-Request": "true", "X-Requested-With": "fetch" };

class Session {
  constructor(root) {
    this.root = root;
    this.toldLine = root.querySelector("[data-told]");
    root.classList.add("live");
    root.querySelectorAll("[data-script], [data-here]").forEach((part) => { part.hidden = false; });
    root.addEventListener("submit", (event) => this.submitted(event));
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("focusin", (event) => this.focused(event));
    this.passages = new Passages(root);
    document.addEventListener("visibilitychange", () => document.hidden || this.watch());
    this.take(JSON.parse(document.getElementById("session-clock").textContent));
    const asked = /^#point-(\d+)$/.exec(window.location.hash)?.[1];
    this.choose(asked || this.running()?.id || this.items.find((item) => !item.outcome)?.id || this.items[0]?.id);
    setInterval(() => this.tick(), 1000);
    setInterval(() => document.hidden || this.watch(), WATCH_MS);
  }

  // --- The clock --------------------------------------------------------------------------------------------

  take(state) {
    this.offset = state.now - Date.now();
    this.starts = state.starts;
    this.items = state.items;
    if (state.adjourned) this.tell(WORDS.lifted, true);
    this.items.forEach((item) => this.show(item));
    this.root.querySelectorAll("input[name=seen]").forEach((field) => { field.value = this.running()?.id ?? ""; });
    this.tick();
  }

  running() {
    return this.items.find((item) => item.since);
  }

  seconds(item) {
    const running = item.since ? Math.max(0, Math.round((Date.now() + this.offset - item.since) / 1000)) : 0;
    return item.spent + running;
  }

  show(item) {
    const point = this.point(item.id);
    if (!point) return;
    point.classList.toggle("running", Boolean(item.since));
    point.classList.toggle("settled", Boolean(item.outcome));
    const flag = point.querySelector("[data-outcome]");
    flag.hidden = !item.outcome;
    flag.textContent = item.label;
    const shown = { start: !item.since, stop: item.since, next: item.since, close: !item.outcome, reopen: item.outcome === "treated" };
    Object.entries(shown).forEach(([value, is]) => {
      const button = point.querySelector(`[name=gesture][value=${value}]`);
      const focused = document.activeElement === button;
      button.hidden = !is;
      if (focused && !is) point.querySelector("[name=gesture]:not([hidden])")?.focus();
    });
    point.querySelector("[value=start]").textContent = item.outcome === "treated" || item.spent ? WORDS.resume : WORDS.start;
    const line = this.root.querySelector(`[data-line="${item.id}"]`);
    line?.classList.toggle("done", Boolean(item.outcome));
    line?.classList.toggle("running", Boolean(item.since));
  }

  tick() {
    this.items.forEach((item) => {
      const words = this.timeOf(item);
      [this.point(item.id)?.querySelector("[data-time]"), this.root.querySelector(`[data-line="${item.id}"] [data-time]`)].forEach((place) => {
        if (!place || place.textContent === words) return;
        place.textContent = words;
        place.classList.toggle("over", this.overtime(item) > 0);
      });
    });
    const running = this.running();
    this.write("[data-now-time]", running ? this.watchFace(running) : "");
    this.write("[data-late]", this.lateness());
    const now = this.root.querySelector("[data-now]");
    const id = running ? String(running.id) : "";
    if (now.dataset.now === id && now.dataset.set) return;
    now.dataset.now = id;
    now.dataset.set = "1";
    now.textContent = running ? "" : WORDS.nothing;
    if (!running) return;
    const link = document.createElement("a");
    link.href = `#point-${id}`;
    link.textContent = this.point(id)?.querySelector("h2").textContent.trim() ?? "";
    now.append(link);
  }

  write(selector, words) {
    const place = this.root.querySelector(selector);
    if (place.textContent !== words) place.textContent = words;
  }

  overtime(item) {
    return item.foreseen ? Math.floor(this.seconds(item) / 60) - item.foreseen : 0;
  }

  timeOf(item) {
    const seconds = this.seconds(item);
    if (!seconds && !item.since) return item.foreseen ? WORDS.foreseen(item.foreseen) : "";
    return WORDS.spent(Math.floor(seconds / 60), item.foreseen);
  }

  watchFace(item) {
    const seconds = this.seconds(item);
    const face = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const over = this.overtime(item);
    return `${face}${item.foreseen ? ` / ${item.foreseen} min` : ""}${over > 0 ? ` · ${WORDS.over(over)}` : ""}`;
  }

  // As session_clock.delay counts it.
  lateness() {
    if (!this.items.some((item) => item.foreseen)) return "";
    const done = this.items.reduce((sum, item) => {
      const taken = this.seconds(item);
      const foreseen = 60 * (item.foreseen || 0);
      if (!foreseen) return sum + taken;
      return sum + (item.outcome ? foreseen : Math.min(taken, foreseen));
    }, 0);
    const late = Math.floor(((Date.now() + this.offset - this.starts) / 1000 - done) / 60);
    if (late >= NEAR) return WORDS.late(late);
    return late <= -NEAR ? WORDS.early(-late) : WORDS.onTime;
  }

  // --- Where one is -------------------------------------------------------------------------------------------

  point(id) {
    return this.root.querySelector(`[data-point="${id}"]`);
  }

  choose(id) {
    if (!id || String(id) === this.here) return;
    this.here = String(id);
    this.root.querySelectorAll("[data-point]").forEach((point) => point.classList.toggle("here", point.dataset.point === this.here));
    this.root.querySelectorAll("[data-line]").forEach((line) => {
      const is = line.dataset.line === this.here;
      line.classList.toggle("here", is);
      if (is) line.querySelector("a").setAttribute("aria-current", "true");
      else line.querySelector("a").removeAttribute("aria-current");
    });
  }

  go(step) {
    const points = [...this.root.querySelectorAll("[data-point]")];
    const place = points.findIndex((point) => point.dataset.point === this.here);
    const next = points[Math.max(0, Math.min(points.length - 1, place + step))];
    if (next) this.reach(next);
  }

  reach(point) {
    this.choose(point.dataset.point);
    point.focus({ preventScroll: true });
    point.scrollIntoView({ block: "start" });
  }

  focused(event) {
    const point = event.target.closest("[data-point]");
    if (point) this.choose(point.dataset.point);
  }

  clicked(event) {
    const edit = event.target.closest("[data-edit]");
    if (edit && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.passages.edit(edit.closest("article"));
    }
    if (event.target.closest("[data-here]")) this.reach(event.target.closest("[data-point]"));
    const link = event.target.closest("a[href^='#point-']");
    const point = link && document.querySelector(link.getAttribute("href"));
    if (!point) return;
    event.preventDefault();
    this.reach(point);
  }

  // --- Gestures -------------------------------------------------------------------------------------------------

  submitted(event) {
    const form = event.target;
    if (form.matches("[data-gestures]") && event.submitter) {
      event.preventDefault();
      this.gesture(form, event.submitter.value);
    } else if (form.matches("[data-new-point]")) {
      event.preventDefault();
      this.newPoint(form);
    }
  }

  async post(url, body) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: HEADERS, redirect: "manual", credentials: "same-origin" });
      if (answer.headers.get("Content-Type")?.includes("json")) return await answer.json();
    } catch { /* said below */ }
    this.tell(WORDS.cut);
    return null;
  }

  async gesture(form, value) {
    if (this.busy) return;
    this.busy = true;
    this.gestures = (this.gestures || 0) + 1;
    const body = new FormData(form);
    body.set("gesture", value);
    const state = await this.post(form.getAttribute("action"), body);
    this.busy = false;
    if (!state) return;
    this.take(state);
    this.tell(state.told);
    const reached = this.point(state.point);
    if (value === "next" && reached && !state.told) this.reach(reached);
  }

  async newPoint(form) {
    const found = await this.post(form.getAttribute("action"), new FormData(form));
    if (!found) return;
    this.tell(found.told || "");
    if (found.told) return;
    form.reset();
    this.root.querySelector("[data-nothing]")?.remove();
    this.root.querySelector("[data-points]").insertAdjacentHTML("beforeend", found.item);
    this.root.querySelector("[data-plan]").insertAdjacentHTML("beforeend", found.line);
    const point = this.point(found.point);
    point.querySelectorAll("[data-here]").forEach((button) => { button.hidden = false; });
    this.passages.tend(point.querySelector("[data-passages]"));
    await this.watch();
    this.reach(point);
  }

  async watch() {
    const before = this.gestures;
    const state = await this.passages.watch();
    if (!state || this.busy || before !== this.gestures) return; // a gesture of mine is fresher
    this.take(state);
    if (state.items.some((item) => !this.point(item.id))) this.tell(WORDS.added, true); // by another secretary
  }

  tell(words, canReload = false) {
    this.toldLine.textContent = words || "";
    if (!canReload) return;
    this.toldLine.append(" ", Object.assign(document.createElement("a"), { href: window.location.pathname, textContent: WORDS.reload }));
  }
}

const root = document.querySelector("[data-session]");
if (root) window.session = new Session(root);
