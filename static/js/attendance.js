// Who is in the room, counted while ticking: « 27 personnes, 19 institutions ».
// A represented member counts for the institution, not as a person.

const dutch = document.documentElement.lang === "nl";

function words(people, institutions) {
  if (dutch) {
    return `${people} ${people === 1 ? "persoon" : "personen"}, ${institutions} ${institutions === 1 ? "instelling" : "instellingen"}`;
  }
  return `${people}\u00a0${people < 2 ? "personne" : "personnes"}, ${institutions}\u00a0${institutions < 2 ? "institution" : "institutions"}`;
}

function stateOf(line) {
  return line.querySelector("input[type=radio]:checked")?.value || line.querySelector("select[data-state]")?.value || "";
}

function count() {
  let people = 0;
  const institutions = new Set();
  document.querySelectorAll("[data-attendance]").forEach((list) => {
    const counting = (list.dataset.counting || "present represented").split(" ");
    list.querySelectorAll("[data-person]").forEach((line) => {
      const state = stateOf(line);
      if (!counting.includes(state)) return;
      if (state !== "represented") people += 1;
      if (line.dataset.institution) institutions.add(line.dataset.institution);
    });
  });
  document.querySelectorAll("[data-attendance-count]").forEach((output) => {
    output.textContent = words(people, institutions.size);
  });
}

if (document.querySelector("[data-attendance-count]")) {
  document.addEventListener("change", (event) => event.target.closest("[data-attendance]") && count());
  document.addEventListener("htmx:afterSwap", count);
  count();
}
