// Words that a resident will read or hear: phrases by Alt+P, and beneath the box what could be said better.
import { beforeSending, confirmOnce } from "./forms.js";

const PAUSE_MS = 300;
const GAP = /\{[^{}\n\r]{0,20}\}/;
const BOX = "[data-wording]";
const boxes = new WeakMap();
const checks = new WeakMap();
let numbers = 0;

export function startWording() {
  document.addEventListener("input", (event) => event.target.matches?.(BOX) && checkSoon(event.target));
  document.addEventListener("change", (event) => event.target.form?.querySelectorAll(`[data-wording-if="${event.target.name}"]`).forEach(checkSoon));
  document.addEventListener("keydown", onShortcut);
  beforeSending((form) => {
    const open = [...form.querySelectorAll(BOX)].find((box) => box.offsetParent && !("wordingGaps" in box.dataset) && GAP.test(box.value));
    const question = kit()?.dataset.question;
    return !open || !question || confirmOnce(question.replace("{}", open.value.match(GAP)[0]));
  });
}

/** Give every box its phrases and findings, and every place to say something its phrases. */
export function dressWording(root) {
  if (!kit()) return;
  root.querySelectorAll(BOX).forEach((box) => {
    const place = dress(box.closest(".control") ?? box, box.dataset.wording, box);
    if (place && box.value.trim()) check(box);
  });
  root.querySelectorAll("[data-wording-say]").forEach((place) => dress(place, place.dataset.wordingSay));
}

const kit = () => document.getElementById("wording-kit");

function dress(after, moments, box = null) {
  if (after.nextElementSibling?.classList.contains("wording")) return null;
  const place = kit().content.firstElementChild.cloneNode(true);
  after.after(place);
  const parts = { place, moments, box, about: after };
  for (const name of ["open", "offer", "filter", "list", "findings", "said"]) parts[name] = place.querySelector(`.wording-${name}`);
  parts.list.id = `wording-list-${++numbers}`;
  parts.filter.setAttribute("aria-controls", parts.list.id);
  if (box) boxes.set(box, parts);
  parts.open.addEventListener("click", () => (parts.offer.hidden ? offer(parts) : close(parts)));
  parts.filter.addEventListener("input", () => filter(parts));
  parts.filter.addEventListener("keydown", (event) => onFilterKey(event, parts));
  parts.list.addEventListener("click", (event) => take(parts, event.target.closest("[role=option]")));
  parts.findings.addEventListener("click", (event) => better(parts, event.target.closest("[data-start]")));
  return place;
}

function onShortcut(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["KeyP", "KeyB"].includes(event.code)) return;
  const within = document.querySelector("dialog[open]") ?? document;
  const box = event.target.matches?.(BOX) ? event.target : [...within.querySelectorAll(BOX)].find((one) => one.offsetParent);
  const parts = box ? boxes.get(box) : null;
  const button = event.code === "KeyB" ? parts?.findings.querySelector("[data-start]") : (parts?.open ?? within.querySelector(".wording-open"));
  if (!button) return;
  event.preventDefault();
  button.click();
}

async function ask(address, fields, signal) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: kit().dataset.token });
  const answer = await fetch(address, { method: "POST", body, signal });
  return answer.ok ? answer.text() : "";
}

async function offer(parts) {
  const about = JSON.parse(parts.about.closest("[data-wording-for]")?.dataset.wordingFor ?? "{}");
  parts.offer.hidden = false;
  parts.open.setAttribute("aria-expanded", "true");
  parts.filter.value = "";
  parts.filter.focus();
  Object.assign(parts, { waiting: true, early: false });
  try {
    parts.list.innerHTML = await ask(kit().dataset.offered, { ...about, moments: parts.moments });
  } catch {
    return close(parts); // no signal: one writes without
  }
  [...parts.list.querySelectorAll("[role=option]")].forEach((option, index) => (option.id = `${parts.list.id}-${index}`));
  parts.waiting = false;
  filter(parts);
  if (parts.early) take(parts, shown(parts)[0]);
}

function close(parts) {
  parts.early = false;
  parts.offer.hidden = true;
  parts.open.setAttribute("aria-expanded", "false");
  (parts.box ?? parts.open).focus();
}

function filter(parts) {
  const wanted = parts.filter.value.trim().toLowerCase();
  for (const group of parts.list.querySelectorAll("[role=group]")) {
    const options = [...group.querySelectorAll("[role=option]")];
    options.forEach((option) => (option.hidden = wanted ? !option.dataset.words.includes(wanted) : !("fitting" in group.dataset)));
    group.hidden = options.every((option) => option.hidden);
  }
  choose(parts, shown(parts)[0]);
}

const shown = (parts) => [...parts.list.querySelectorAll("[role=option]:not([hidden])")];

function choose(parts, option) {
  parts.list.querySelectorAll("[aria-selected=true]").forEach((one) => one.setAttribute("aria-selected", "false"));
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  parts.filter.setAttribute("aria-activedescendant", option?.id ?? "");
}

function onFilterKey(event, parts) {
  if (event.isComposing || !["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") return close(parts);
  // Who types fast presses Enter before the phrases have come.
  if (parts.waiting) return (parts.early = event.key === "Enter");
  const options = shown(parts);
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Enter") return take(parts, options[now]);
  choose(parts, options[Math.max(0, Math.min(options.length - 1, now + (event.key === "ArrowDown" ? 1 : -1)))]);
}

/** Put the phrase in at the cursor, its first gap ready to be typed over; without a box, show it large to say. */
function take(parts, option) {
  if (!option) return;
  const words = option.dataset.phrase;
  const { box } = parts;
  if (box) {
    const start = box.selectionStart;
    box.setRangeText(words, start, box.selectionEnd, "end");
    const gap = words.match(GAP);
    close(parts);
    if (gap) box.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    parts.said.textContent = words;
    parts.said.hidden = false;
    close(parts);
  }
}

function checkSoon(box) {
  const before = checks.get(box);
  clearTimeout(before?.timer);
  before?.asking?.abort();
  checks.set(box, { timer: setTimeout(() => check(box), PAUSE_MS) });
}

async function check(box) {
  const parts = boxes.get(box);
  const text = box.value;
  const asking = new AbortController();
  checks.set(box, { asking, text });
  if (!parts) return;
  if (!text.trim() || !isForResidents(box)) return parts.findings.replaceChildren();
  try {
    const found = await ask(kit().dataset.check, { text, ...("wordingGaps" in box.dataset && { gaps: "1" }) }, asking.signal);
    if (box.value === text) parts.findings.innerHTML = found;
  } catch {
    // Typed on, or no signal: nothing is held back.
  }
}

/** Some words are for residents only when a box beside them is ticked, or a choice is `data-wording-is`. */
const isForResidents = ({ form, dataset }) => {
  const choice = form.elements[dataset.wordingIf];
  return !dataset.wordingIf || (dataset.wordingIs ? choice?.value === dataset.wordingIs : choice?.checked);
};

/** Put the better words in the place of those that were marked, or show what is still to be filled in. */
function better({ box }, button) {
  const text = checks.get(box)?.text;
  if (!button || box.value !== text) return;
  // The office counts characters, the browser halves of them.
  const at = (count) => [...text].slice(0, Number(count)).join("").length;
  const [start, end] = [at(button.dataset.start), at(button.dataset.end)];
  box.focus();
  if ("better" in button.dataset) {
    box.setRangeText(button.dataset.better, start, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    box.setSelectionRange(start, end);
  }
}
