// The door on a telephone: find one's name, one tap, and the tap waits for the network if it must.

const RETRY_MS = 4000;
const dutch = document.documentElement.lang === "nl";
const WORDS = {
  kept: dutch
    ? "Geen verbinding: uw aanwezigheid blijft bewaard en vertrekt vanzelf. Laat deze pagina open."
    : "Pas de connexion\u00a0: votre présence est gardée et partira toute seule. Laissez cette page ouverte.",
};

const root = document.querySelector("[data-door]");
const name = root && `accueil:${root.dataset.door}`;
let memory = null;
let timer = null;

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
}

function kept() {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return memory; }
}

function keep(tap) {
  memory = tap;
  try {
    if (tap) localStorage.setItem(name, JSON.stringify(tap));
    else localStorage.removeItem(name);
  } catch { /* full or forbidden: this page remembers as long as it lives */ }
}

function filter(input) {
  const words = fold(input.value).split(/\s+/).filter(Boolean);
  root.querySelectorAll("[data-words]").forEach((line) => {
    const text = fold(line.dataset.words);
    line.hidden = !words.every((word) => text.includes(word));
  });
  root.querySelectorAll("[data-seat]").forEach((seat) => {
    seat.hidden = !seat.querySelector("[data-words]:not([hidden])");
  });
  root.querySelector("#no-match").hidden = Boolean(root.querySelector("[data-words]:not([hidden])"));
}

// The answer is a page: it takes the place of this one, without a second journey.
function show(html, address) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  document.querySelector("main").replaceWith(fresh);
  history.replaceState(null, "", address);
  fresh.focus();
  window.scrollTo(0, 0);
}

async function send() {
  clearTimeout(timer);
  const tap = kept();
  if (!tap) return;
  const button = root.querySelector("[data-confirm] button");
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(tap.url, { method: "POST", body: new URLSearchParams(tap.data), credentials: "same-origin" });
    if (answer.status >= 500) throw new Error("server");
    keep(null);
    show(await answer.text(), answer.url);
  } catch {
    const line = root.querySelector("#door-status");
    if (line) {
      line.textContent = WORDS.kept;
      line.hidden = false;
    }
    timer = setTimeout(send, RETRY_MS);
  }
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// « Vous êtes … ? » is asked on the page itself: the network may already be gone.
function ask(link) {
  const panel = root.querySelector("#ask").content.firstElementChild.cloneNode(true);
  const title = panel.querySelector("h2");
  title.textContent = title.textContent.replace("§", link.querySelector("b").textContent);
  panel.querySelector("[data-office]").textContent = link.closest("[data-seat]").querySelector("h2").textContent;
  panel.querySelector("[name=qui]").value = link.dataset.who;
  panel.querySelector("[name=key]").value = newKey();
  panel.querySelector("[data-not-me]").addEventListener("click", () => {
    panel.remove();
    root.classList.remove("asking");
    link.focus();
  });
  root.classList.add("asking");
  root.querySelector("#door-status").after(panel);
  panel.scrollIntoView({ block: "center" });
  panel.focus();
}

if (root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-who]:not(.in)");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    ask(link);
  });
  root.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  const input = root.querySelector("#find");
  input?.addEventListener("input", () => filter(input));
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-confirm], #stranger form")) return;
    if (form.elements.namedItem("person_name")?.value.trim() === "") return; // the server says what is missing
    event.preventDefault();
    keep({ url: form.action, data: Object.fromEntries(new FormData(form)) });
    send();
  });
  window.addEventListener("online", send);
  send();
}
