// Rows are chosen with x, a click or shift and a click; what was chosen stays so when the table moves.
const boxes = () => [...document.querySelectorAll('.cell-choose input[name="case"]')];
const chosen = new Set();
let last = null;

export function startBulk() {
  if (!document.getElementById("chosen")) return;
  boxes().forEach((box) => box.checked && chosen.add(box.value));
  show();
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("nuanlin:fresh", () => {
    boxes().forEach((box) => (box.checked = chosen.has(box.value)));
    show();
  });
  window.addEventListener("pageshow", () => {
    boxes().forEach((box) => (box.checked = chosen.has(box.value)));
    show();
  });
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
  if (event.key === "x") {
    const row = document.querySelector("tr.is-current") ?? event.target.closest?.("tr");
    const box = row?.querySelector('.cell-choose input[name="case"]');
    if (!box) return;
    event.preventDefault();
    set(box, !box.checked);
    return show();
  }
  const step = chosen.size && document.querySelector(`[data-bulk-key="${CSS.escape(event.key)}"]`);
  if (!step) return;
  event.preventDefault();
  step.click();
}

function onClick(event) {
  const box = event.target.closest?.('.cell-choose input[name="case"]');
  if (!box) return;
  const all = boxes();
  const from = all.indexOf(last);
  if (event.shiftKey && from >= 0) {
    const [start, end] = [from, all.indexOf(box)].sort((one, other) => one - other);
    all.slice(start, end + 1).forEach((one) => set(one, box.checked));
  }
  last = box;
}

function onChange(event) {
  if (event.target.matches("[data-choose-all]")) boxes().forEach((box) => set(box, event.target.checked));
  else if (event.target.matches('.cell-choose input[name="case"]')) set(event.target, event.target.checked);
  else return;
  show();
}

function set(box, on) {
  box.checked = on;
  if (on) chosen.add(box.value);
  else chosen.delete(box.value);
}

function show() {
  const all = boxes();
  // What has left the page is not chosen any longer.
  const here = new Set(all.map((box) => box.value));
  [...chosen].forEach((value) => here.has(value) || chosen.delete(value));
  const every = document.querySelector("[data-choose-all]");
  every.checked = all.length > 0 && chosen.size === all.length;
  every.indeterminate = chosen.size > 0 && !every.checked;
  document.querySelector("[data-chosen-count]").textContent = chosen.size || "";
}
