// On site: rows of materials, words kept on the phone until they are sent, one tap to call.

import { stayAnyway } from "./forms.js";

export function startOnSite() {
  document.querySelectorAll("[data-rows]:has([data-row-add])").forEach(prepareRows);
  document.querySelectorAll("form:has([data-costs])").forEach(preparePrices);
  forgetSent();
  document.querySelectorAll("form[data-draft]").forEach(prepareDraft);
  document.querySelectorAll("details[id]").forEach((fold) => `#${fold.id}` === location.hash && (fold.open = true));
  window.addEventListener("hashchange", () => {
    const fold = document.querySelector(`details${location.hash || "[data-none]"}`);
    if (fold) fold.open = true;
  });
}

export function startCalls() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-call]")) return;
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const { phone } = await answer.json();
      if (!phone) throw new Error();
      stayAnyway();
      location.href = `tel:${phone}`;
      document.querySelectorAll(".reporter-phone").forEach((place) => (place.textContent = phone));
    } catch {
      form.submit();
    }
  });
}

// What one usually takes brings its measure and price along; the sum is said before it is sent.
function preparePrices(form) {
  const usual = form.querySelector("#materials");
  const place = form.querySelector("[data-costs]");
  if (!usual || !place) return;
  const fen = (row, many, price) => {
    const [count, each] = [many, price].map((name) => Number(row.querySelector(`[name=${name}]`)?.value || 0));
    return Math.round(count * each * 100) || 0;
  };
  const add = () => {
    const rows = [...form.querySelectorAll("[data-row]")].map((row) => fen(row, "material_quantity", "material_price"));
    const sum = rows.reduce((all, one) => all + one, fen(form, "labour_hours", "labour_price"));
    place.hidden = !sum;
    place.textContent = place.dataset.costs.replace("{sum}", `¥${(sum / 100).toFixed(2)}`);
  };
  form.addEventListener("input", ({ target }) => {
    const known = target.name === "material_name" && [...usual.options].find((option) => option.value === target.value);
    if (known) {
      const row = target.closest("[data-row]");
      for (const name of ["unit", "price"]) row.querySelector(`[name=material_${name}]`).value ||= known.dataset[name];
    }
    add();
  });
  add();
}

function prepareRows(box) {
  const add = box.querySelector("[data-row-add]");
  const show = () => {
    const rows = [...box.querySelectorAll("[data-row]")];
    rows.forEach((row) => (row.querySelector("[data-row-remove]").hidden = rows.length < 2));
  };
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = newRow(box);
    row.querySelector("input").focus();
    show();
  });
  box.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-row-remove]");
    if (!remove) return;
    remove.closest("[data-row]").remove();
    box.querySelector("[data-row] input").focus();
    show();
  });
  show();
}

function newRow(box) {
  const last = [...box.querySelectorAll("[data-row]")].at(-1);
  const row = last.cloneNode(true);
  row.querySelectorAll("input").forEach((input) => (input.value = input.name.endsWith("quantity") ? "1" : ""));
  last.after(row);
  return row;
}

const isRefused = (form) => form.querySelector(".callout-crimson, .field-wrong") !== null;

// A draft is forgotten once its form was sent and did not come back with errors.
function forgetSent() {
  for (const mark of Object.keys(localStorage).filter((name) => name.startsWith("draft:") && name.endsWith(":sent"))) {
    const key = mark.slice(0, -":sent".length);
    const form = document.querySelector(`form[data-draft="${CSS.escape(key.slice("draft:".length))}"]`);
    localStorage.removeItem(mark);
    if (!form || !isRefused(form)) localStorage.removeItem(key);
  }
}

function prepareDraft(form) {
  const key = `draft:${form.dataset.draft}`;
  if (!isRefused(form)) restore(form, JSON.parse(localStorage.getItem(key) ?? "[]"));
  form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(kept(form))));
  form.addEventListener("submit", () => localStorage.setItem(`${key}:sent`, "1"));
}

const kept = (form) =>
  [...form.elements]
    .filter((control) => control.name && control.matches("textarea, select, input:not([type=hidden], [type=file], [type=radio], [type=checkbox])"))
    .map((control) => [control.name, control.value]);

function restore(form, words) {
  const missing = words.filter(([name]) => name === "material_name").length - form.querySelectorAll("[name=material_name]").length;
  for (let number = 0; number < missing; number += 1) newRow(form.querySelector("[data-rows]"));
  const seen = {};
  for (const [name, value] of words) {
    const control = form.querySelectorAll(`[name="${name}"]`)[(seen[name] = (seen[name] ?? -1) + 1)];
    if (control && value) control.value = value;
  }
}
