// Moving the lines of a list: with a finger or a mouse on the handle, or the arrows of the keyboard on the same handle.
// The up and down buttons of each line do the same without script.

const dutch = document.documentElement.lang === "nl";

function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
}

class Reorder {
  constructor(list) {
    this.list = list;
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    list.after(this.status);
    list.querySelectorAll("[data-handle]").forEach((handle) => { handle.hidden = false; });
    list.addEventListener("pointerdown", (event) => this.grab(event));
    list.addEventListener("keydown", (event) => this.key(event));
  }

  items() {
    return [...this.list.children].filter((item) => item.dataset.id);
  }

  order() {
    return this.items().map((item) => item.dataset.id);
  }

  grab(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button > 0) return;
    event.preventDefault();
    handle.focus();
    const item = handle.closest("[data-id]");
    const before = this.order().join();
    const move = (moved) => this.drag(item, moved.clientY);
    const drop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", drop);
      item.classList.remove("dragging");
      if (this.order().join() !== before) this.save(item);
    };
    item.classList.add("dragging");
    // On the window: moving the line in the page would make the handle lose the pointer.
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
  }

  drag(item, y) {
    const others = this.items().filter((other) => other !== item);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    if ((next || null) === item.nextElementSibling) return;
    if (next) next.before(item);
    else others.at(-1)?.after(item);
  }

  key(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const item = handle.closest("[data-id]");
    const items = this.items();
    const place = items.indexOf(item);
    const other = items[place + (event.key === "ArrowUp" ? -1 : 1)];
    if (!other) return;
    if (event.key === "ArrowUp") other.before(item);
    else other.after(item);
    handle.focus();
    this.save(item);
  }

  save(item) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(item), 350); // several arrows, one request
  }

  async send(item) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    this.order().forEach((id) => body.append(this.list.dataset.field || "order", id));
    try {
      const answer = await fetch(this.list.dataset.url, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "fetch", "HX-Request": "true" },
        credentials: "same-origin",
      });
      if (!answer.ok) throw new Error(answer.status);
      this.say(item);
    } catch {
      window.location.reload(); // show the order the server knows, never one that was not kept
    }
  }

  say(item) {
    const items = this.items();
    const place = items.indexOf(item) + 1;
    this.status.textContent = dutch
      ? `Verplaatst: ${place} van ${items.length}.`
      : `Déplacé\u00a0: ${place} sur ${items.length}.`;
  }
}

function start() {
  document.querySelectorAll("[data-reorder]:not([data-reorder-on])").forEach((list) => {
    list.dataset.reorderOn = "";
    new Reorder(list);
  });
}

document.addEventListener("htmx:afterSwap", start);
start();
