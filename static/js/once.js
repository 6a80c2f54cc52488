// A letter leaves once: after the first submit, the buttons of a POST form wait for the answer.
// Opt out with data-many on the form (htmx and autosave forms are left alone).

function isLeftAlone(form) {
  return form.getAttribute("method")?.toLowerCase() !== "post" || form.matches("[data-many], [data-autosave], [hx-post]");
}

function buttonsOf(form) {
  return [...form.elements].filter((item) => item.type === "submit");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (isLeftAlone(form) || event.defaultPrevented) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
  // After this turn, so that the name and value of the clicked button still travel.
  setTimeout(() => buttonsOf(form).forEach((button) => { button.disabled = true; }), 0);
});

// Coming back with the browser's arrow shows the page as it was left: give the buttons back.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("form[aria-busy]").forEach((form) => {
    form.removeAttribute("aria-busy");
    buttonsOf(form).forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  });
});
