// Somebody else was there too: both texts inside the passage, and what the writer chooses.

import { WORDS } from "./sending.js";
import * as passage from "./notebook_passage.js";

const dutch = document.documentElement.lang === "nl";
const SURE = dutch
  ? "Deze passage wegnemen? De tekst blijft bewaard bij de weggenomen passages."
  : "Retirer ce passage\u00a0? Son texte reste dans les passages retirés.";

export class Choices {
  constructor(notebook) {
    this.notebook = notebook;
    document.addEventListener("click", (event) => this.chosen(event));
  }

  sure(section) {
    const typed = [...section.querySelectorAll("textarea")].some((area) => area.value.trim());
    return !typed || window.confirm(SURE);
  }

  zone(key) {
    return passage.formOf(key)?.querySelector("[data-conflict]");
  }

  clear(key) {
    const zone = this.zone(key);
    if (zone?.querySelector("[data-situation], [data-error-summary]")) zone.replaceChildren();
  }

  tell(key, sentence) {
    const zone = this.zone(key);
    if (!zone) return;
    const line = Object.assign(document.createElement("p"), { className: "told", textContent: sentence });
    zone.replaceChildren(line);
  }

  // A passage of an item that this page does not show gets a place of its own.
  show(record, html) {
    if (!passage.formOf(record.key) && !this.makePlace(record)) return;
    const zone = this.zone(record.key);
    zone.innerHTML = html;
    const section = passage.sectionOf(record.key);
    section.hidden = false;
    if (!section.contains(document.activeElement)) zone.scrollIntoView({ block: "nearest" });
  }

  makePlace(record) {
    if (!record.kind || !record.values) return false;
    let place = document.querySelector("[data-elsewhere]");
    if (!place) {
      place = document.createElement("section");
      place.dataset.elsewhere = "";
      place.append(Object.assign(document.createElement("h3"), { textContent: WORDS.elsewhere }));
      this.notebook.root.before(place);
    }
    const section = passage.make(this.notebook.root, record);
    place.append(section);
    passage.prepare(section);
    passage.fill(section.querySelector("form"), record.values, record.version);
    return true;
  }

  chosen(event) {
    const button = event.target.closest?.("[data-choice]");
    const form = button?.closest("form[data-item]");
    const record = form && this.notebook.records.get(form.dataset.key);
    if (!record) return;
    event.preventDefault();
    const version = Number(button.dataset.version);
    const does = {
      mine: () => this.again(record, form, { version }),
      both: () => this.unite(record, form, version),
      anyway: () => this.again(record, form, { anyway: true }),
      elsewhere: () => this.moveTo(record, form, button.dataset.item),
      delete: () => this.notebook.remove({ key: record.key, version }),
      theirs: () => this.takeTheirs(record),
      abandon: () => this.letGo(record),
    };
    does[button.dataset.choice]?.();
  }

  unite(record, form, version) {
    // Written in again since both texts were shown: they are shown again, with the new words.
    if (!passage.sameValues(record.shown, passage.read(form))) return this.again(record, form, {});
    form.querySelectorAll("[data-united]").forEach((area) => {
      form.elements.namedItem(area.dataset.united).value = area.value;
    });
    return this.again(record, form, { version });
  }

  again(record, form, changes) {
    Object.assign(record, { values: passage.read(form), stopped: null, sent: null, due: 0 }, changes);
    if (changes.version) form.elements.namedItem("version").value = changes.version;
    passage.fill(form, record.values);
    // Chosen once: both texts stay in sight until the answer, and a second click chooses nothing.
    const situation = form.querySelector("[data-situation]");
    if (situation) situation.inert = true;
    this.notebook.store.save(record);
    this.notebook.plan(0);
  }

  moveTo(record, form, item) {
    const section = form.closest("[data-passage]");
    const list = passage.listOf(item);
    form.dataset.item = item;
    if (list && list !== section.parentNode) list.append(section);
    // Its passage went with its item: choosing another is putting it back.
    this.again(record, form, { item, version: 0, fresh: true, after: "", anyway: true });
  }

  // The saved text replaces mine once it is here: until then, both stay.
  async takeTheirs(record) {
    const url = passage.putUrl(this.notebook.root, record);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "manual" });
      if (!answer.ok && answer.status !== 404) throw new Error("not here");
      const copy = document.createElement("template");
      copy.innerHTML = answer.ok ? await answer.text() : "";
      this.letGo(record, copy.content.querySelector("[data-passage]"));
    } catch {
      this.notebook.say("offline", WORDS.trouble);
    }
  }

  letGo(record, replacement = null) {
    const section = passage.sectionOf(record.key);
    this.notebook.store.remove(record.key);
    if (replacement) {
      section.replaceWith(replacement);
      passage.prepare(replacement);
    } else section.remove();
    this.notebook.tell();
  }
}
