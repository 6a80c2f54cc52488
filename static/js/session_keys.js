// The keys of a session: a letter outside the fields, Alt and the letter inside, Escape to leave one. They can be turned off
// (somebody who dictates presses letters without knowing); the buttons do the same.

const session = window.session;
const STORE = "session-keys";
const KINDS = { t: "information", d: "decision", a: "action", v: "opinion", e: "finding", p: "proposition", q: "question", r: "remark", c: "statement" };

const list = document.querySelector("[data-keys]");
const single = document.querySelector("[data-single-keys]");

function add(kind) {
  if (!session.here) return;
  document.dispatchEvent(new CustomEvent("notebook:add", { detail: { item: session.here, kind } }));
}

function press(value) {
  const point = session.point(session.here);
  const form = point?.querySelector("[data-gestures]");
  if (form) session.gesture(form, value);
}

function clock() {
  const item = session.items.find((one) => String(one.id) === session.here);
  press(item?.since ? "stop" : "start");
}

// « Traité » ends what runs, wherever one reads.
function finish() {
  const running = session.running();
  if (running) session.choose(running.id);
  press("next");
}

function editLast() {
  const passages = [...session.point(session.here)?.querySelectorAll("[data-passage]:not([hidden])") ?? []];
  const last = passages.at(-1);
  if (last?.matches("article")) session.passages.edit(last);
  else last?.querySelector("textarea")?.focus();
}

const GESTURES = {
  s: () => session.go(1),
  S: () => session.go(-1),
  h: clock,
  f: finish,
  m: editLast,
  n: () => document.getElementById("filter")?.focus(),
  o: () => document.getElementById("nouveau-point")?.focus(),
};

function help() {
  list.open = !list.open;
  if (!list.open) return;
  list.querySelector("summary").focus();
}

function isField(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
}

function pressed(event) {
  if (!session || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.getModifierState("AltGraph")) return;
  const inField = isField(event.target);
  if (event.key === "Escape" && inField) return void leave(event.target);
  if (inField && !event.altKey) return;
  if (!event.altKey && !single.checked && event.key !== "?") return;
  const key = event.shiftKey && event.key.length === 1 ? event.key.toUpperCase() : event.key.toLowerCase();
  const act = key === "?" ? help : GESTURES[key] ?? (KINDS[key] && (() => add(KINDS[key])));
  if (!act || (key === "?" && inField)) return;
  event.preventDefault();
  act();
}

function leave(field) {
  const place = field.closest("[data-point]") || session.point(session.here);
  field.blur();
  place?.focus({ preventScroll: true });
}

try { single.checked = localStorage.getItem(STORE) !== "off"; } catch { /* asked again next time */ }
single?.addEventListener("change", () => {
  try { localStorage.setItem(STORE, single.checked ? "on" : "off"); } catch { /* asked again next time */ }
});
document.addEventListener("keydown", pressed);
