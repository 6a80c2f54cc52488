// What feeds the chapters of a report comes after its page: what is read or written stays where it is on the screen.

function looked() {
  const typed = document.activeElement?.closest(".chapter textarea");
  if (typed) return typed;
  const aimed = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (aimed && isSeen(aimed)) return aimed;
  return scrollY ? [...document.querySelectorAll(".chapter")].find(isSeen) : null; // at the top nothing moves
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight;
}

let held = null;
let top = 0;

document.addEventListener("htmx:beforeOnLoad", () => {
  held = looked();
  top = held?.getBoundingClientRect().top;
});

document.addEventListener("htmx:afterOnLoad", () => {
  if (held) scrollBy({ top: held.getBoundingClientRect().top - top, behavior: "instant" });
});
