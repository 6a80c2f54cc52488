// The passages of a session: read until somebody writes in them, and what the others wrote meanwhile.

import * as passage from "./notebook_passage.js";

const PATIENCE_MS = 2500; // for the form of a passage; then the page makes it itself
const HEADERS = { "HX-Request": "true", "X-Requested-With": "fetch" };

export class Passages {
  constructor(root) {
    this.root = root;
    root.querySelectorAll("[data-passages]").forEach((list) => this.tend(list));
  }

  // A form that enters a list takes the place of the passage it writes (typed before a reload, taken up by notebook.js).
  tend(list) {
    const settle = (node) => {
      if (!node.matches?.("section[data-passage]")) return;
      list.querySelector(`article[data-passage="${node.dataset.passage}"]`)?.replaceWith(node);
    };
    [...list.children].forEach(settle);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(settle))).observe(list, { childList: true });
  }

  async edit(article) {
    const { passage: key, kind, item, version, values } = article.dataset;
    article.setAttribute("aria-busy", "true");
    let section = await this.formOf(article.querySelector("[data-edit]").dataset.edit);
    const notebook = document.querySelector("[data-notebook]");
    if (!section) {
      section = passage.make(notebook, { key, kind, item });
      section.classList.remove("is-new");
      const flat = Object.entries(JSON.parse(values)).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
      passage.fill(section.querySelector("form"), flat, version);
    }
    if (!article.isConnected) return;
    article.replaceWith(section);
    passage.prepare(section);
    const area = section.querySelector("textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  async formOf(url) {
    if (!navigator.onLine) return null;
    try {
      const answer = await fetch(url, { headers: HEADERS, redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (!answer.ok) return null;
      const copy = document.createElement("template");
      copy.innerHTML = await answer.text();
      return copy.content.querySelector("[data-passage]");
    } catch { return null; }
  }

  // --- What the others do ----------------------------------------------------------------------------------------------

  async watch() {
    const state = await this.read("");
    if (!state) return null;
    const wanted = Object.values(state.passages).flat().filter(([key, revision]) => this.isNews(key, revision));
    this.forget(state.passages);
    if (!wanted.length) return state;
    const found = await this.read(`?lire=${wanted.slice(0, 60).map(([key]) => key).join(",")}`);
    const html = new Map(found?.read || []);
    Object.entries(found?.passages || {}).forEach(([item, rows]) => this.place(item, rows, html));
    return state;
  }

  async read(query) {
    try {
      const answer = await fetch(this.root.dataset.state + query, { headers: HEADERS, redirect: "manual", credentials: "same-origin" });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  isNews(key, revision) {
    const known = this.root.querySelector(`[data-passages] [data-passage="${key}"]`);
    if (!known) return true;
    const isBusy = known.contains(document.activeElement) || known.querySelector(".vote form"); // a vote under way there
    return known.matches("article") && !isBusy && Number(known.dataset.version) < revision;
  }

  // A passage that is being written here stays: the notebook says what the others did to it.
  forget(passages) {
    const there = new Set(Object.values(passages).flat().map(([key]) => key));
    this.root.querySelectorAll("article[data-passage]").forEach((article) => {
      if (!there.has(article.dataset.passage) && !article.contains(document.activeElement)) article.remove();
    });
  }

  place(item, rows, html) {
    const list = passage.listOf(item);
    let before = null;
    rows.forEach(([key]) => {
      let node = list?.querySelector(`[data-passage="${key}"]`);
      if (list && html.has(key) && (!node || node.matches("article"))) {
        const copy = document.createElement("template");
        copy.innerHTML = html.get(key);
        const fresh = copy.content.querySelector("article");
        if (node) node.replaceWith(fresh);
        else if (before) before.after(fresh);
        else list.prepend(fresh);
        node = fresh;
      }
      before = node || before;
    });
  }
}
