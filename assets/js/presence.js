// An open case says that somebody is at it, every twenty seconds, and that they have gone when it closes.
import { isDirty } from "./forms.js";

const BEAT_MS = 20_000;
let writing = false;

export function startPresence() {
  if (!place()) return;
  beat();
  setInterval(beat, BEAT_MS);
  document.addEventListener("input", notice);
  document.addEventListener("close", () => setTimeout(notice), true);
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  window.addEventListener("pagehide", () => navigator.sendBeacon(place().dataset.presence, words({ leave: "1" })));
}

const place = () => document.querySelector("[data-presence]");

const writes = () => [...document.querySelectorAll("dialog[open] form, .step-form")].some(isDirty);

function notice() {
  if (writes() !== writing) beat();
}

function beat() {
  if (document.hidden) return;
  writing = writes();
  fetch(place().dataset.presence, { method: "POST", body: words(writing ? { writing: "1" } : {}), keepalive: true }).catch(() => {});
}

function words(said) {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", place().dataset.presenceToken);
  Object.entries(said).forEach(([name, value]) => form.set(name, value));
  return form;
}
