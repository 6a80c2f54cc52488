// The form of a passage: read, filled, made from its template, put in its place.

const OURS = ["csrfmiddlewaretoken", "version", "keep", "anyway"];

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function formOf(key) {
  return document.querySelector(`form[data-autosave][data-key="${CSS.escape(key)}"]`);
}

export function sectionOf(key) {
  return formOf(key)?.closest("[data-passage]");
}

export function listOf(item) {
  return document.querySelector(`[data-passages="${CSS.escape(String(item))}"]`);
}

// [[name, value], …] as the form would be posted.
export function read(form) {
  return [...new FormData(form)].filter(([name, value]) => !OURS.includes(name) && typeof value === "string");
}

export function version(form) {
  return Number(form.elements.namedItem("version").value);
}

export function sameValues(one, other) {
  const sorted = (values) => JSON.stringify([...values].map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]).sort());
  return sorted(one) === sorted(other);
}

export function fill(form, values, revision) {
  for (const field of form.elements) {
    if (!field.name || OURS.includes(field.name) || ["submit", "button"].includes(field.type)) continue;
    const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = given.includes(field.value);
    else if (given.length && field.value !== given[0]) field.value = given[0];
  }
  if (revision !== undefined) form.elements.namedItem("version").value = revision;
  form.querySelectorAll("textarea[data-autosize]").forEach(grow);
}

// A passage that the server does not know yet, from the page's template of its kind.
export function make(root, record) {
  const template = root.querySelector(`template[data-block="${CSS.escape(record.kind)}"]`);
  const copy = document.createElement("template");
  copy.innerHTML = template.innerHTML.replaceAll(root.dataset.blank, record.key);
  const section = copy.content.querySelector("[data-passage]");
  const form = section.querySelector("form");
  form.dataset.item = record.item;
  form.setAttribute("action", putUrl(root, record));
  section.classList.add("is-new");
  return section;
}

export function putUrl(root, { item, key }) {
  return root.dataset.put.replace(root.dataset.blank, key).replace("/points/0/", `/points/${item}/`);
}

// Right after the passage named, first, or last.
export function place(section, list, after) {
  const before = after && after !== "first" ? sectionOf(after) : null;
  if (after === "first") list.prepend(section);
  else if (before && before.parentNode === list) before.after(section);
  else list.append(section);
}

export function neighbour(section) {
  let before = section.previousElementSibling;
  while (before && !before.dataset.passage) before = before.previousElementSibling;
  return before ? before.dataset.passage : "first";
}

// With this script the buttons « Enregistrer » step back and those that move come forward.
export function prepare(root) {
  if (root !== document) window.htmx?.process(root);
  root.querySelectorAll("form[data-item] [data-save-by-hand]").forEach((part) => { part.hidden = true; });
  root.querySelectorAll("[data-passage] [data-move]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("textarea[data-autosize]").forEach(grow);
}

function grow(area) {
  area.style.height = "0";
  area.style.height = `${area.scrollHeight + 2}px`;
}
