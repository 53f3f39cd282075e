// The duty plan without a new page for each press: cells go to the server one after the other,
// arrows walk from day to day, a number sets its shift.
import { merge } from "./live.js";
import { newKey } from "./key.js";

let line = Promise.resolve();
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function startDuty() {
  // Before the forms' own guard: presses wait for one another here instead of being held back.
  window.addEventListener("submit", onSubmit, true);
  document.addEventListener("keydown", onKey);
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches("[data-duty]") || !event.submitter || !navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  press(form, event.submitter);
}

function press(form, cell) {
  const sent = new FormData(form, cell);
  sent.set("request_key", newKey());
  cell.setAttribute("data-busy", "");
  line = line.then(() => send(form.action, sent)).catch(() => location.reload());
}

async function send(address, sent) {
  const answer = await fetch(address, { method: "POST", body: sent, credentials: "same-origin" });
  if (!answer.ok && answer.status !== 422) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("duty-form");
  const old = document.getElementById("duty-form");
  if (!fresh || !old) return location.reload();
  document.getElementById("duty-wrong").replaceWith(page.getElementById("duty-wrong"));
  const chosen = old.querySelector("[name=shift]:checked")?.value;
  merge(old.querySelector("table"), fresh.querySelector("table"));
  const radio = [...document.querySelectorAll("#duty-form [name=shift]")].find((one) => one.value === chosen);
  if (radio) radio.checked = true;
}

function onKey(event) {
  const cell = event.target.closest?.("button.duty-cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in ARROWS) return walk(event, cell);
  if (!/^\d$/.test(event.key)) return;
  const radios = [...cell.form.querySelectorAll("[name=shift]")];
  const radio = event.key === "0" ? radios.at(-1) : radios.slice(0, -1)[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  press(cell.form, cell);
}

function walk(event, cell) {
  const [down, right] = ARROWS[event.key];
  const rows = [...cell.closest("table").rows].filter((row) => row.querySelector("button.duty-cell"));
  const at = cell.closest("td").cellIndex;
  let row = rows.indexOf(cell.closest("tr"));
  let column = at;
  do {
    row += down;
    column += right;
    const next = rows[row]?.cells[column];
    if (!next) return;
    const button = next.querySelector("button.duty-cell");
    if (button) {
      event.preventDefault();
      return button.focus();
    }
  } while (true);
}
