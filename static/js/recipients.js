// « Tout cocher » : one box for all of its group; without this script each one is ticked by hand.

document.querySelectorAll("[data-check-all]").forEach((label) => {
  const group = label.closest("[data-check-group]");
  const all = label.querySelector("input");
  const boxes = [...group.querySelectorAll("input[type=checkbox]")].filter((box) => box !== all);
  const follow = () => {
    all.checked = boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", follow));
  label.hidden = false;
  follow();
});
