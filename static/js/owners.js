// A field that takes several names (data-several): the list proposes what may follow the last comma.

function names(list) {
  list.known ||= [...list.options].map((option) => option.value);
  return list.known;
}

function propose(input) {
  const list = document.getElementById(input.getAttribute("list"));
  if (!list) return;
  const comma = Math.max(input.value.lastIndexOf(","), input.value.lastIndexOf(";"));
  const before = comma < 0 ? "" : `${input.value.slice(0, comma + 1)} `;
  if (list.before === before) return;
  list.before = before;
  const known = names(list);
  list.replaceChildren(...known.map((name) => {
    const option = document.createElement("option");
    option.value = before + name;
    option.label = name;
    return option;
  }));
}

["focusin", "input"].forEach((what) => document.addEventListener(what, (event) => {
  if (event.target.matches?.("input[data-several]")) propose(event.target);
}));
