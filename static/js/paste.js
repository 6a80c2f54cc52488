// A text being written takes what people paste from Word and keeps its bold, lists and links, as light marks; a small bar and
// a few keys write the same marks. Without script, people paste plain text, which reads as well.

import { address, markup } from "./paste_reader.js";

const dutch = document.documentElement.lang === "nl";
const WORDS = {
  tools: dutch ? "Opmaak" : "Mise en forme",
  bold: dutch ? "Vet" : "Gras",
  list: dutch ? "Lijst" : "Liste",
  link: "Lien",
  address: dutch ? "Adres van de link" : "Adresse du lien",
  put: dutch ? "Link invoegen" : "Mettre le lien",
};
if (dutch) WORDS.link = "Link";

const LARGEST = 2_000_000; // beyond, the plain text will do

function insert(area, text) {
  area.focus();
  // The old command is the only one that « annuler » takes back.
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function selected(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function embolden(area) {
  const chosen = selected(area);
  const marked = /^\*\*([^*]+)\*\*$/.exec(chosen);
  const start = area.selectionStart;
  if (marked) {
    insert(area, marked[1]);
    return area.setSelectionRange(start, start + marked[1].length);
  }
  const lines = chosen.split("\n").map((line) => line.replace(/^(\s*(?:[-*·]\s+|\d{1,2}[.)]\s+)?)(\S(?:.*\S)?)(\s*)$/, "$1**$2**$3"));
  insert(area, chosen.trim() ? lines.join("\n") : "****");
  if (!chosen.trim()) area.setSelectionRange(start + 2, start + 2);
  else area.setSelectionRange(start, start + lines.join("\n").length);
  return undefined;
}

function wholeLines(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = area.value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(start, found < 0 ? area.value.length : found);
  return selected(area).split("\n");
}

function enlist(area) {
  const lines = wholeLines(area);
  const listed = lines.every((line) => /^\s*- /.test(line));
  insert(area, lines.map((line) => (listed ? line.replace(/^(\s*)- /, "$1") : `- ${line}`)).join("\n"));
}

function link(area, href) {
  const url = address(/^[\w.+-]+@[\w-]+\./.test(href) ? `mailto:${href}` : /^\w+:/.test(href) ? href : `https://${href}`);
  const words = selected(area).trim().replaceAll("[", "(").replaceAll("]", ")");
  if (url) insert(area, words ? `[${words}](${url})` : url.replace(/^mailto:/, ""));
}

// « Entrée » at the end of a point opens the next one; on an empty point, it closes the list.
function nextPoint(event, area) {
  const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
  const point = /^(\s*)(?:-|(\d{1,2})\.)\s+(\S)?/.exec(line);
  if (!point || area.selectionStart !== area.selectionEnd) return;
  event.preventDefault();
  if (!point[3]) {
    area.setSelectionRange(area.selectionStart - line.length, area.selectionStart);
    return insert(area, "\n");
  }
  return insert(area, `\n${point[1]}${point[2] ? `${Number(point[2]) + 1}.` : "-"} `);
}

// --- The small bar: it goes where one writes -----------------------------------------------------------------

class Bar {
  constructor() {
    this.box = document.createElement("div");
    this.box.className = "marks";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", WORDS.tools);
    this.button(WORDS.bold, embolden, "Control+B");
    this.button(WORDS.list, enlist);
    this.toggle = this.button(WORDS.link, () => this.ask(), "Control+K");
    this.toggle.setAttribute("aria-expanded", "false");
    this.field = document.createElement("input");
    this.field.type = "text";
    this.field.inputMode = "url";
    this.field.placeholder = "https://";
    this.field.hidden = true;
    this.field.setAttribute("aria-label", WORDS.address);
    this.box.append(this.field);
    this.put = this.button(WORDS.put, () => this.answer());
    this.put.hidden = true;
    this.box.addEventListener("input", (event) => event.stopPropagation()); // not the text: nothing to save
    this.box.addEventListener("change", (event) => event.stopPropagation());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); this.close(); this.area.focus(); }
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.answer();
    });
  }

  button(label, act, keys) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    if (keys) button.setAttribute("aria-keyshortcuts", keys);
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    button.addEventListener("click", () => act(this.area));
    this.box.append(button);
    return button;
  }

  show(area) {
    if (this.area === area && this.box.isConnected) return;
    this.area = area;
    this.close();
    area.before(this.box);
  }

  ask() {
    this.range = [this.area.selectionStart, this.area.selectionEnd];
    this.field.hidden = this.put.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    this.field.focus();
  }

  answer() {
    const href = this.field.value.trim();
    this.close();
    this.area.focus();
    this.area.setSelectionRange(...this.range);
    if (href) link(this.area, href);
  }

  close() {
    this.field.value = "";
    this.field.hidden = this.put.hidden = true;
    this.toggle.setAttribute("aria-expanded", "false");
  }
}

function pasted(event, area) {
  const html = event.clipboardData?.getData("text/html") || "";
  const text = event.clipboardData?.getData("text/plain") || "";
  if (selected(area).trim() && /^https?:\/\/\S+$/.test(text.trim()) && !selected(area).includes("\n")) {
    event.preventDefault();
    return link(area, text.trim());
  }
  if (!html || html.length > LARGEST) return undefined;
  event.preventDefault();
  return insert(area, markup(html) || text);
}

function typed(event, area, bar) {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && event.key.toLowerCase() === "b") { event.preventDefault(); embolden(area); }
  if (command && event.key.toLowerCase() === "k") { event.preventDefault(); bar.show(area); bar.ask(); }
  if (event.key === "Enter" && !command && !event.shiftKey && !event.altKey && !event.isComposing) nextPoint(event, area);
}

const bar = new Bar();
const WRITTEN = "textarea[data-markup], form[data-item] textarea[name^='text_']";
const area = (event) => (event.target.matches?.(WRITTEN) ? event.target : null);
document.addEventListener("focusin", (event) => area(event) && bar.show(event.target));
document.addEventListener("paste", (event) => area(event) && pasted(event, event.target));
document.addEventListener("keydown", (event) => area(event) && typed(event, event.target, bar));
