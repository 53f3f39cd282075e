// On site without signal: each step is kept on the phone, shown as kept, and sent when there is a signal.
import { carriedBy, confirmOnce, beforeSending } from "./forms.js";
import { heldBy } from "./held.js";
import { newKey } from "./key.js";
import { keepJobs } from "./kept-pages.js";
import { refreshAll } from "./live.js";
import { asNote, dropStep, inWords, keepStep, keptSteps, sendKept } from "./outbox.js";

const ANSWER_MS = 12_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 120_000;
const PHOTOS_A_NOTE = 9;
const CARRIED = "form[data-outbox][data-case]";
const NEXT = { accept: "set_out", set_out: "arrive", arrive: "finish", wait: "resume", resume: "finish" };
const ENDS = ["finish", "return", "tick"];

let strip = null;
let account = "";
let steps = [];
let wait = FIRST_WAIT;
let retry = null;
let justSent = false;

export async function startWithoutSignal() {
  strip = document.querySelector("[data-outbox-strip]");
  if (!strip || !("indexedDB" in window)) return;
  ({ account } = strip.dataset);
  try {
    steps = await keptSteps(account);
  } catch {
    // A browser without a store of its own needs the signal, as every other page does.
    return;
  }
  // A page kept on the phone carries keys that may have been used.
  document.querySelectorAll(CARRIED).forEach(renewKey);
  carriedBy(CARRIED, carry);
  draw();
  startTicks();
  window.addEventListener("online", again);
  window.addEventListener("offline", draw);
  window.addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  document.addEventListener("nuanlin:fresh", () => {
    draw();
    keepJobs(account);
  });
  document.addEventListener("click", onClick);
  beforeSending((form) => !form.matches("[data-signs-out]") || !steps.length || confirmOnce(strip.dataset.textLeave));
  keepJobs(account, { now: true });
  again();
}

// Sending

async function carry(form, submitter) {
  const step = describe(form, submitter);
  // Whoever walks from door to door stays on the page, and never waits for an answer.
  const mustWait = stays(form) || step.photos.length || steps.some((one) => one.case === step.case);
  if (!mustWait && (await sendNow(form, step))) return;
  await keepStep(step);
  settle(form);
  await reload();
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("outbox")).catch(() => {});
  again();
}

/** Send the form at once and go on to its next page; answers false where there is no signal. */
async function sendNow(form, step) {
  if (!navigator.onLine) return false;
  const body = new FormData(form);
  body.set("device_at", step.at);
  body.set("watched", "1");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(ANSWER_MS) });
  } catch {
    return false;
  }
  // Signed out, or a server that is being restarted: what was done stays on the phone until it is sent.
  if (answer.type === "opaqueredirect" || answer.status >= 500) return false;
  if (answer.ok) location.assign(form.dataset.next);
  else form.submit();
  return true;
}

async function again() {
  clearTimeout(retry);
  if (!steps.some(isWaiting) || !navigator.onLine) return draw();
  draw("sending");
  let ended = false;
  const outcome = await sendKept(async (step, answer) => {
    ended ||= isHere(step) && ENDS.includes(step.kind) && answer.kind === "done";
    justSent = true;
    wait = FIRST_WAIT;
    await reload("sending");
  });
  await reload(outcome === "signed-out" ? "signed-out" : "");
  if (ended) return location.assign(strip.dataset.list);
  if (justSent) {
    refreshAll();
    keepJobs(account, { now: true });
  }
  if (!steps.some(isWaiting)) return;
  retry = setTimeout(again, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

const isWaiting = (step) => step.state === "waiting" && !steps.some((one) => one.case === step.case && one.state === "conflict");
const isHere = (step) => document.querySelector("[data-job-page]")?.dataset.jobPage === step.case;

// What a form says

const stays = (form) => form.hasAttribute("data-stay");

function describe(form, submitter) {
  const at = new Date();
  return {
    account,
    case: form.dataset.case,
    kind: form.dataset.outbox,
    label: stays(form) ? submitter.textContent.trim() : form.dataset.label,
    where: form.dataset.where,
    url: new URL(form.action).pathname,
    key: form.elements.request_key.value,
    at: at.toISOString(),
    shownAt: at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false }),
    fields: [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string"),
    words: typed(form),
    photos: heldBy(form),
  };
}

function typed(form) {
  const controls = [...form.elements].filter((control) => control.name && control.matches("textarea, select, input:not([type=hidden], [type=file])"));
  const said = controls.filter((control) => (control.matches("[type=radio], [type=checkbox]") ? control.checked : control.value.trim()));
  return said
    .filter((control) => control.value !== control.defaultValue || control.matches("[type=radio], [type=checkbox], textarea"))
    .map((control) => [nameOf(control), control.matches("[type=radio], [type=checkbox]") ? wordOf(control) : control.value.trim()])
    .map(([name, value]) => (name === value ? [name, "✓"] : [name, value]));
}

const wordOf = (control) => control.labels[0]?.textContent.trim() ?? control.value;
const nameOf = (control) =>
  control.getAttribute("aria-label") ??
  (control.matches("[type=radio]") ? control.closest("fieldset")?.querySelector("legend")?.textContent.trim() : null) ??
  control.labels[0]?.firstChild?.textContent.trim() ??
  control.name;

function renewKey(form) {
  const field = form.elements.request_key;
  if (field) field.value = newKey();
}

/** Empty a form whose words are kept with its step. */
function settle(form) {
  form.closest("dialog")?.close();
  form.querySelectorAll("[data-upload]").forEach((item) => item.remove());
  form.querySelector("[data-clear]")?.click();
  form.reset();
  renewKey(form);
  if (form.dataset.draft) localStorage.removeItem(`draft:${form.dataset.draft}`);
  if (!stays(form)) window.scrollTo({ top: 0, behavior: "smooth" });
}

// What one sees of it

async function reload(state = "") {
  steps = await keptSteps(account);
  draw(state);
}

function draw(state = "") {
  const conflicts = new Set(steps.filter((step) => step.state === "conflict").map((step) => step.case));
  const waiting = steps.filter(isWaiting).length;
  drawStrip(typeof state === "string" ? state : "", waiting);
  document.querySelectorAll("[data-job]").forEach(drawJob);
  drawConflicts(conflicts);
}

function drawStrip(state, waiting) {
  const words = strip.dataset;
  const shown = !navigator.onLine ? "offline" : waiting ? state || "waiting" : justSent && !steps.length ? "sent" : "";
  const counted = { text: waiting ? words.textWaiting.replace("{n}", waiting) : "" };
  const text = { "": "", offline: [words.textOffline, counted.text].filter(Boolean).join(" · "), waiting: counted.text, sending: words.textSending.replace("{n}", waiting), sent: words.textSent, "signed-out": words.textSignedOut }[shown];
  strip.hidden = !shown;
  strip.dataset.state = shown;
  const place = strip.querySelector("[data-outbox-text]");
  if (place.textContent !== text) place.textContent = text;
}

/** Show a job as it stands with the steps that wait: what is kept, and the step after them. */
function drawJob(box) {
  const mine = steps.filter((step) => step.case === box.dataset.job);
  const list = box.querySelector("[data-kept]");
  if (list) {
    list.hidden = !mine.length;
    list.querySelector("ul").replaceChildren(...mine.map(line));
  }
  const ended = mine.some((step) => ENDS.includes(step.kind));
  document.querySelectorAll(`[data-while-open="${box.dataset.job}"]`).forEach((part) => (part.hidden = ended));
  const buttons = box.querySelector("[data-steps]");
  if (!buttons) return;
  buttons.hidden = ended;
  const now = mine.reduce((step, { kind }) => NEXT[kind] ?? step, buttons.dataset.steps);
  for (const choice of buttons.querySelectorAll("[data-step]")) choice.hidden = choice.dataset.step !== now;
  if (now === "finish" && mine.length) document.getElementById("finish")?.setAttribute("open", "");
}

function line(step) {
  const item = document.createElement("li");
  const photos = step.photos.length ? ` · ${strip.dataset.textPhotos.replace("{n}", step.photos.length)}` : "";
  item.append(Object.assign(document.createElement("b"), { textContent: step.label }), ` ${step.shownAt}${photos}`);
  for (const [label, value] of step.words) item.append(Object.assign(document.createElement("span"), { className: "kept-words", textContent: `${label}: ${value}` }));
  return item;
}

function drawConflicts(cases) {
  const place = document.querySelector("[data-conflicts]");
  const model = document.getElementById("conflict-card");
  const drawn = [...cases].map((job) => {
    const card = model.content.firstElementChild.cloneNode(true);
    const mine = steps.filter((step) => step.case === job);
    const { problem } = mine.find((step) => step.state === "conflict");
    card.dataset.conflict = job;
    card.querySelector("[data-conflict-where]").textContent = mine.map((step) => step.where).find(Boolean) ?? "";
    card.querySelector("[data-conflict-why]").textContent = ["not_allowed", ""].includes(problem.code) ? strip.dataset.textGone : problem.sentence;
    card.querySelector("ul").replaceChildren(...mine.map(line));
    // Only a job has a place for notes.
    card.querySelectorAll("[data-as-note], [data-note-words]").forEach((part) => (part.hidden = !/^\d+$/.test(job)));
    const photos = mine.flatMap((step) => step.photos);
    card.querySelector("[data-conflict-photos]").replaceChildren(...photos.map(picture));
    return card;
  });
  place.replaceChildren(...drawn);
}

function picture({ blob, name }) {
  const image = Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: name });
  image.onload = () => URL.revokeObjectURL(image.src);
  return image;
}

// What was refused: left as a note, or thrown away by the person who did it.

async function onClick(event) {
  const button = event.target.closest("[data-conflict] button");
  if (!button) return;
  const job = button.closest("[data-conflict]").dataset.conflict;
  const mine = steps.filter((step) => step.case === job);
  if (button.matches("[data-discard]")) {
    if (!(await confirmOnce(button.dataset.question, button.textContent.trim()))) return;
  } else {
    const photos = mine.flatMap((step) => step.photos);
    for (let from = 0; from === 0 || from < photos.length; from += PHOTOS_A_NOTE) {
      await keepStep(asNote(mine[0], button.textContent.trim(), from ? "" : inWords(mine), photos.slice(from, from + PHOTOS_A_NOTE)));
    }
  }
  for (const step of mine) await dropStep(step.id);
  await reload();
  again();
}

// The checklist: each tick is kept on the phone at once and with the visit as soon as there is a signal.

function startTicks() {
  const box = document.querySelector("[data-ticks]");
  if (!box) return;
  const place = `ticks:${account}:${box.dataset.ticks}`;
  const lines = () => [...box.querySelectorAll("input[name=checked]")];
  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  if (kept) lines().forEach((line) => (line.checked = kept.includes(line.value)));
  let soon = null;
  const send = async () => {
    const ticked = JSON.parse(localStorage.getItem(place) ?? "null");
    if (!ticked || !navigator.onLine) return;
    const body = new FormData();
    ticked.forEach((value) => body.append("checked", value));
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.ok && localStorage.getItem(place) === JSON.stringify(ticked)) localStorage.removeItem(place);
    } catch {
      // The phone keeps them; they also go with the end of the visit.
    }
  };
  box.addEventListener("change", () => {
    const ticked = lines().filter((line) => line.checked).map((line) => line.value);
    localStorage.setItem(place, JSON.stringify(ticked));
    clearTimeout(soon);
    soon = setTimeout(send, 400);
  });
  window.addEventListener("online", send);
  send();
}
