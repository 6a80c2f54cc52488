// The passages of a PV, written as people talk: each change is kept on this device, sent in its turn,
// and sent again after a cut, a reload, a server that fell or a session that ended.
//
// Others ask for changes with events on document: notebook:add {item, kind, after}, notebook:remove
// {key}, notebook:move {key, after | direction}. They hear notebook:added {key, form},
// notebook:created {key, item} (the server knows it) and notebook:saved {key, version}.

import { WORDS, clock, isSignedOut, post, refreshToken } from "./sending.js";
import { Store } from "./notebook_store.js";
import * as passage from "./notebook_passage.js";
import { Choices } from "./notebook_choices.js";

const WAIT_MS = 1000; // after the last letter
const AT_MOST_MS = 4000; // after the first one
const RETRY_MS = [1000, 2000, 4000, 8000, 15000, 30000];
const ADOPT_MS = 10000;

// The line is cut, or the server is in no state to answer: whether it got the text is not known.
class Cut extends Error {
  constructor(words, wait = 0) {
    super(words);
    this.words = words;
    this.wait = wait;
  }
}

class Notebook {
  constructor(root) {
    this.root = root;
    const name = `notebook:${root.dataset.writer}:${root.dataset.notebook}`;
    this.store = new Store(name);
    this.records = this.store.mine;
    this.fails = 0;
    this.choices = new Choices(this);
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
    this.listen();
    this.opening = this.store.open().then(() => this.takeUp());
  }

  listen() {
    document.addEventListener("input", (event) => this.touched(event));
    document.addEventListener("change", (event) => this.touched(event));
    document.addEventListener("focusout", (event) => this.hurry(event.target.closest?.("form[data-item]")));
    document.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("notebook:add", ({ detail }) => this.add(detail));
    document.addEventListener("notebook:remove", ({ detail }) => this.remove(detail));
    document.addEventListener("notebook:move", ({ detail }) => this.move(detail));
    const again = () => { this.fails = 0; this.plan(0); };
    window.addEventListener("online", again);
    window.addEventListener("focus", () => this.fails && again());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.hurry() : this.fails && again()));
    window.addEventListener("beforeunload", (event) => this.records.size && event.preventDefault());
    this.channel?.addEventListener("message", ({ data }) => this.heard(data));
    setInterval(() => this.takeUp(), ADOPT_MS);
    passage.prepare(document);
  }

  // --- What is written -------------------------------------------------------------------------

  record(form) {
    const key = form.dataset.key;
    const fresh = passage.version(form) === 0;
    return this.records.get(key) ?? {
      key, item: form.dataset.item, kind: form.dataset.kind, made: Date.now(), fresh,
      version: passage.version(form), after: passage.neighbour(form.closest("[data-passage]")),
    };
  }

  touched(event) {
    const form = event.target.closest?.("form[data-autosave][data-item]");
    if (!form || !event.target.name) return;
    const record = this.record(form);
    record.values = passage.read(form);
    record.since ??= Date.now();
    record.due = Math.min(Date.now() + WAIT_MS, record.since + AT_MOST_MS);
    if (record.stopped === "mistake") record.stopped = null;
    this.store.save(record);
    if (!this.store.works) this.say("offline", WORDS.fragile);
    else if (!this.fails && !record.stopped) this.say("saving", WORDS.saving);
    this.plan();
  }

  add({ item, kind, after }) {
    const list = passage.listOf(item);
    if (!list) return;
    const record = { key: passage.newKey(), item, kind, made: Date.now(), fresh: true, version: 0, due: 0 };
    const section = passage.make(this.root, record);
    passage.place(section, list, after);
    passage.prepare(section);
    const form = section.querySelector("form");
    record.after = passage.neighbour(section);
    record.values = passage.read(form);
    this.store.save(record);
    this.plan();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
    document.dispatchEvent(new CustomEvent("notebook:added", { detail: { key: record.key, form } }));
  }

  remove({ key, version }) {
    const form = passage.formOf(key);
    const record = form ? this.record(form) : this.records.get(key);
    if (!record) return;
    Object.assign(record, { removed: true, stopped: null, due: 0, since: null });
    if (version) record.version = version;
    const section = passage.sectionOf(key);
    if (section) section.hidden = true;
    this.store.save(record);
    this.plan();
  }

  move({ key, after, direction }) {
    const section = passage.sectionOf(key);
    if (!section) return;
    if (direction === "up" && section.previousElementSibling) section.previousElementSibling.before(section);
    else if (direction === "down" && section.nextElementSibling) section.nextElementSibling.after(section);
    else if (after) passage.place(section, section.parentNode, after);
    const record = this.record(section.querySelector("form"));
    record.after = passage.neighbour(section);
    Object.assign(record, { moved: !record.fresh || Boolean(record.sent), due: 0 });
    this.store.save(record);
    this.plan();
  }

  submitted(event) {
    const adding = event.target.closest("[data-notebook-add]");
    const kind = event.submitter?.value;
    if (adding && kind) {
      event.preventDefault();
      this.add({ item: adding.dataset.notebookAdd, kind });
    } else if (event.target.matches("form[data-autosave][data-item]")) {
      event.preventDefault();
      this.hurry(event.target);
    }
  }

  clicked(event) {
    const button = event.target.closest?.("[data-move], [data-remove]");
    const section = button?.closest("[data-passage]");
    if (!section) return;
    event.preventDefault();
    const key = section.dataset.passage;
    if (button.dataset.move) {
      this.move({ key, direction: button.dataset.move });
      button.focus();
    } else if (this.choices.sure(section)) this.remove({ key });
  }

  // --- What is sent ----------------------------------------------------------------------------

  hurry(form) {
    for (const record of this.records.values()) {
      if (!form || form.dataset.key === record.key) record.due = 0;
    }
    this.plan();
  }

  waiting() {
    return [...this.records.values()].filter((record) => !record.stopped).sort((one, other) => one.made - other.made);
  }

  plan(delay) {
    clearTimeout(this.timer);
    const dues = this.waiting().map((record) => record.due ?? 0);
    if (!dues.length) return;
    const wait = delay ?? (this.fails ? this.pause : Math.max(0, Math.min(...dues) - Date.now()));
    this.timer = setTimeout(() => this.flush(), wait);
  }

  // One request at a time, in the order in which the passages were begun.
  async flush() {
    if (this.running) return;
    this.running = true;
    try {
      for (;;) {
        const record = this.waiting().find((one) => (one.due ?? 0) <= Date.now());
        if (!record) break;
        this.say("saving", WORDS.saving);
        await this.send(record);
        this.fails = 0;
      }
      this.tell();
    } catch (cut) {
      if (!(cut instanceof Cut)) throw cut;
      this.fails += 1;
      const wait = RETRY_MS[Math.min(this.fails, RETRY_MS.length) - 1];
      this.pause = cut.wait || wait * (0.75 + Math.random() / 2);
      this.say("offline", this.store.works ? cut.words : WORDS.fragile, cut.words === WORDS.signedOut);
    } finally {
      this.running = false;
      this.plan();
    }
  }

  tell() {
    const stopped = [...this.records.values()].find((record) => record.stopped);
    if (stopped) this.say("stopped", typeof stopped.words === "string" ? stopped.words : WORDS.stopped);
    else if (!this.records.size) this.say("saved", WORDS.saved(clock()));
  }

  send(record) {
    if (record.removed) return this.sendRemoval(record);
    if (record.values || record.sent) return this.sendText(record);
    return this.sendMove(record);
  }

  async sendText(record) {
    // A text whose fate is unknown goes again as it was: the newer one follows on its revision.
    record.sent ??= { version: record.version, values: record.values, after: record.after };
    this.store.save(record);
    const body = new FormData();
    record.sent.values.forEach(([name, value]) => body.append(name, value));
    body.append("version", record.sent.version);
    body.append("after", record.sent.after ?? "");
    body.append("kind", record.kind);
    body.append("writer", this.root.dataset.writer);
    if (record.anyway) body.append("anyway", "1");
    const answer = await this.ask(passage.putUrl(this.root, record), body);
    if (answer.ok) await this.acknowledged(record, answer);
    else await this.refused(record, answer);
  }

  async acknowledged(record, answer) {
    const { sent } = record;
    const revision = Number(answer.headers.get("X-Version"));
    const form = passage.formOf(record.key);
    if (answer.status === 200 && !this.adopted(record, form, await answer.json())) {
      record.sent = null; // typed in the same field meanwhile: the older revision stays the base
      record.due = 0;
      return this.store.save(record);
    }
    const wasFresh = record.fresh;
    Object.assign(record, { version: revision, fresh: false, anyway: false, sent: null, since: null });
    if (form) form.elements.namedItem("version").value = revision;
    if (passage.sameValues(record.values ?? sent.values, sent.values)) record.values = null;
    this.choices.clear(record.key);
    this.settle(record);
    this.channel?.postMessage({ key: record.key, version: revision, values: sent.values });
    if (wasFresh) document.dispatchEvent(new CustomEvent("notebook:created", { detail: { key: record.key, item: record.item } }));
    document.dispatchEvent(new CustomEvent("notebook:saved", { detail: { key: record.key, version: revision } }));
    return undefined;
  }

  // What somebody else wrote in other fields enters the form; false when I am writing there too.
  adopted(record, form, { values, told }) {
    const mine = record.values ?? record.sent.values;
    const given = Object.entries(values).flatMap(([name, list]) => list.map((value) => [name, value]));
    const touched = (name) => !passage.sameValues(
      mine.filter(([one]) => one === name), record.sent.values.filter(([one]) => one === name),
    );
    if (Object.keys(values).some(touched)) return false;
    const names = Object.keys(values);
    record.sent.values = [...record.sent.values.filter(([name]) => !names.includes(name)), ...given];
    record.values = [...mine.filter(([name]) => !names.includes(name)), ...given];
    if (form) passage.fill(form, record.values);
    this.choices.tell(record.key, told);
    return true;
  }

  async sendMove(record) {
    const body = new FormData();
    body.append("after", record.after);
    const answer = await this.ask(this.root.dataset.move.replace(this.root.dataset.blank, record.key), body);
    if (!answer.ok && answer.status !== 404) return this.refused(record, answer);
    record.moved = false;
    return this.settle(record);
  }

  async sendRemoval(record) {
    const url = this.root.dataset.delete.replace(this.root.dataset.blank, record.key);
    const body = new FormData();
    if (record.version) body.append("version", record.version);
    const answer = await this.ask(url, body);
    if (!answer.ok && answer.status !== 404) {
      record.removed = false;
      const section = passage.sectionOf(record.key);
      if (section) section.hidden = false;
      return this.refused(record, answer);
    }
    passage.sectionOf(record.key)?.remove();
    return this.store.remove(record.key);
  }

  settle(record) {
    if (record.values || record.moved || record.removed) return this.store.save(record);
    return this.store.remove(record.key);
  }

  // Answers that say nothing about the text itself are dealt with here, and thrown.
  async ask(url, body, isSecond = false) {
    let answer;
    try {
      answer = await post(url, body);
    } catch {
      throw new Cut(navigator.onLine ? WORDS.trouble : WORDS.offline);
    }
    if (isSignedOut(answer)) throw new Cut(WORDS.signedOut);
    if (answer.status === 429) throw new Cut(WORDS.busy, 1000 * Number(answer.headers.get("Retry-After") ?? 0));
    if (answer.status >= 500) throw new Cut(WORDS.trouble);
    if (answer.status !== 403) return answer;
    if (answer.headers.get("X-Conflict") === "writer") throw new Cut(WORDS.otherName);
    if (isSecond) throw new Cut(WORDS.refused, RETRY_MS.at(-1));
    let isIn = false;
    try { isIn = await refreshToken(); } catch { throw new Cut(WORDS.offline); }
    if (!isIn) throw new Cut(WORDS.signedOut);
    return this.ask(url, body, true);
  }

  async refused(record, answer) {
    Object.assign(record, { shown: record.sent?.values, sent: null }); // it was not kept: that is known
    record.stopped = answer.status === 409 ? "choice" : "mistake";
    record.words = [409, 422].includes(answer.status) ? null : WORDS.refused;
    this.store.save(record);
    const html = [409, 422].includes(answer.status) ? await answer.text() : "";
    this.choices.show(record, html);
  }

  // --- What was left on the device, and what other tabs say --------------------------------------

  async takeUp() {
    const taken = await this.store.adopt();
    for (const record of taken) this.restore(record);
    if (!taken.length) return;
    this.say("offline", WORDS.restored);
    this.plan(0);
  }

  restore(record) {
    Object.assign(record, { stopped: null, due: 0, since: null });
    let form = passage.formOf(record.key);
    if (!form && !record.removed) form = this.remake(record);
    if (!form) return;
    if (record.values || record.sent) passage.fill(form, record.values ?? record.sent.values, record.version);
    if (record.moved) passage.place(form.closest("[data-passage]"), form.closest("[data-passages]"), record.after);
    if (record.removed) form.closest("[data-passage]").hidden = true;
  }

  remake(record) {
    const list = passage.listOf(record.item);
    if (!list || !record.kind) return null;
    const section = passage.make(this.root, record);
    passage.place(section, list, record.after);
    passage.prepare(section);
    return section.querySelector("form");
  }

  heard({ key, version, values }) {
    const form = passage.formOf(key);
    if (form && !this.records.has(key) && passage.version(form) < version) passage.fill(form, values, version);
  }

  say(state, text, canSignIn = false) {
    document.querySelectorAll("[data-saved]").forEach((line) => {
      if (line.dataset.state === state && line.textContent.startsWith(text)) return;
      line.dataset.state = state;
      line.textContent = text;
      if (!canSignIn) return;
      const link = Object.assign(document.createElement("a"), { href: this.root.dataset.login, target: "_blank", textContent: WORDS.signIn });
      line.append(" ", link);
    });
  }
}

const root = document.querySelector("[data-notebook]");
if (root) new Notebook(root);
