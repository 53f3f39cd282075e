// Forms that cannot be sent twice, ask before what cannot be undone, and do not lose words.
import { keepKey } from "./sending.js";

const gates = [];
const carriers = [];

/** Let `carry(form, submitter)` send those forms that may wait for a signal and fit `selector`. */
export const carriedBy = (selector, carry) => carriers.push({ selector, carry });
const carrierOf = (form) => carriers.find(({ selector }) => form.matches(selector))?.carry;

/** Let `gate(form, submitter)` hold a form back: it answers true when the form may go. */
export const beforeSending = (gate) => gates.push(gate);

const changed = (control) => {
  if (control.type === "hidden" || !control.name) return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.tagName === "SELECT") {
    const options = [...control.options];
    const first = options.some((option) => option.defaultSelected);
    return options.some((option, index) => option.selected !== (first ? option.defaultSelected : index === 0 && !control.multiple));
  }
  return control.type === "file" ? control.files.length > 0 : control.value !== control.defaultValue;
};

/** Whether somebody has begun to fill the form in: words, choices, photos, a signature. */
export const isDirty = (form) =>
  [...form.elements].some((control) => "defaultValue" in control || control.tagName === "SELECT" ? changed(control) : false) ||
  form.querySelector("[data-upload], [data-signed]") !== null;

const passed = new WeakSet();
const asking = new WeakSet();
let leaving = false;

export function startForms() {
  document.addEventListener("submit", onSubmit, true);
  window.addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-sending]").forEach(release);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && [...document.querySelectorAll("form[data-guard]")].some(isDirty)) event.preventDefault();
  });
  document.addEventListener("click", (event) => event.target.closest('a[href^="tel:"]') && stayAnyway());
  document.addEventListener("change", (event) => event.target.closest("[data-autosubmit]")?.form?.requestSubmit());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) event.target.form?.requestSubmit();
  });
  document.addEventListener("input", (event) => event.target.matches("textarea[maxlength]") && showCount(event.target));
  document.addEventListener("htmx:afterRequest", (event) => event.target.closest?.("form")?.matches("[data-sending]") && release(event.target.closest("form")));
  document.querySelector("[data-focus]")?.focus();
  document.querySelectorAll("[data-flash]").forEach(leaveLater);
  beforeSending((form, submitter) => {
    const question = submitter?.dataset.confirm || form.dataset.confirm;
    return !question || confirmOnce(question, submitter?.textContent.trim());
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    confirmOnce(event.detail.question).then((yes) => yes && event.detail.issueRequest(true));
  });
}

/** A call leaves the page where it is, so nobody is asked about words that are not lost. */
export function stayAnyway() {
  leaving = true;
  setTimeout(() => (leaving = false), 1_000);
}

async function onSubmit(event) {
  const form = event.target;
  const { submitter } = event;
  if (form.method === "dialog") return;
  if (form.hasAttribute("data-sending") || asking.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method === "post" && !navigator.onLine && !carrierOf(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(document.body.dataset.textOffline);
    return;
  }
  if (!passed.delete(form)) {
    const questions = gates.map((gate) => gate(form, submitter));
    if (questions.some((answer) => answer !== true)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      asking.add(form);
      const answers = await Promise.all(questions);
      asking.delete(form);
      if (!answers.every(Boolean)) return;
      passed.add(form);
      form.requestSubmit(submitter?.isConnected ? submitter : undefined);
      return;
    }
  }
  if (form.method !== "post" || form.target === "_blank" || form.hasAttribute("data-again")) return;
  keepKey(form);
  leaving = true;
  form.setAttribute("data-sending", "");
  submitter?.setAttribute("aria-busy", "true");
  const carry = carrierOf(form);
  if (carry) {
    event.preventDefault();
    carry(form, submitter).finally(() => release(form));
    return;
  }
  // A lost connection must not lock the form for good.
  setTimeout(() => release(form), 15_000);
}

function release(form) {
  form.removeAttribute("data-sending");
  form.querySelectorAll("[aria-busy]").forEach((control) => control.removeAttribute("aria-busy"));
}

function showCount(area) {
  const left = area.maxLength - area.value.length;
  let place = area.parentElement.querySelector("[data-count]");
  if (!place) {
    place = Object.assign(document.createElement("p"), { className: "note num" });
    place.dataset.count = "";
    area.after(place);
  }
  place.textContent = left < area.maxLength * 0.25 ? `${area.value.length} / ${area.maxLength}` : "";
}

function leaveLater(flash) {
  setTimeout(() => flash.classList.add("leaving"), 6_000);
  setTimeout(() => flash.remove(), 6_500);
}

/** Ask `question` in a dialog; answers whether the reader agreed. */
export function confirmOnce(question, yes) {
  const words = document.body.dataset;
  return say(question, choice(words.textNo, "", "button-quiet"), choice(yes || words.textYes, "yes", "button-main"));
}

/** Say `sentence` in a small window of its own. */
export const tell = (sentence) => say(sentence, choice(document.body.dataset.textClose, "", "button-main"));

function say(question, ...choices) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const body = Object.assign(document.createElement("p"), { className: "dialog-body", textContent: question });
  const foot = Object.assign(document.createElement("form"), { className: "dialog-foot", method: "dialog" });
  foot.append(...choices);
  dialog.setAttribute("aria-label", question);
  dialog.append(body, foot);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) =>
    dialog.addEventListener("close", () => {
      answer(dialog.returnValue === "yes");
      dialog.remove();
    }),
  );
}

function choice(text, value, kind) {
  return Object.assign(document.createElement("button"), { className: `button button-m ${kind}`, textContent: text, value });
}
