// Open pages move by themselves: the stream tells which topics were touched, and the parts
// of the page that show them are asked for again and merged in.
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";
import { isDirty } from "./forms.js";

const POLL_MS = 20_000;
const MAX_WAIT_MS = 60_000;
const MERGE_MS = 40;
const OPEN_MS = 10_000;
const HIDDEN_MS = 30_000;
const AGAIN_MS = 5_000;

let stream = null;
let wait = 1_000;
let missedSomething = false;
let poll = null;
let retry = null;
let rest = null;
const due = new Set();
let running = false;

const parts = () => [...document.querySelectorAll("[data-live]")];

export function startLive() {
  // What no topic tells of is asked for again every so many seconds.
  for (const part of document.querySelectorAll("[data-poll]")) setInterval(() => document.hidden || refresh([part]), part.dataset.poll * 1_000);
  const { liveUrl } = document.body.dataset;
  if (!liveUrl || !(parts().length || document.querySelector("[data-hears]"))) return;
  connect();
  document.addEventListener("visibilitychange", () => {
    clearTimeout(rest);
    if (document.hidden) rest = setTimeout(pause, HIDDEN_MS);
    else if (!stream) reconnectNow();
  });
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      missedSomething = true;
      reconnectNow();
    }
  });
}

function connect() {
  const { liveUrl, liveToken } = document.body.dataset;
  if (!("EventSource" in window)) return startPolling();
  const opening = new EventSource(`${liveUrl}?token=${encodeURIComponent(liveToken ?? "")}`);
  stream = opening;
  setTimeout(() => opening === stream && opening.readyState === EventSource.CONNECTING && opening.onerror(), OPEN_MS);
  stream.onopen = () => {
    wait = 1_000;
    stopPolling();
    if (missedSomething) refreshAll();
    missedSomething = false;
  };
  stream.onmessage = (event) => touched(JSON.parse(event.data).topics ?? []);
  stream.onerror = () => {
    disconnect();
    missedSomething = true;
    startPolling();
    // Spread out, so that a restarted server is not met by everybody at once.
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, MAX_WAIT_MS);
  };
}

function disconnect() {
  stream?.close();
  stream = null;
  clearTimeout(retry);
}

// A browser keeps few connections to one host: a page nobody looks at lends its own to the others.
function pause() {
  disconnect();
  stopPolling();
  missedSomething = true;
}

function reconnectNow() {
  disconnect();
  wait = 1_000;
  connect();
}

function startPolling() {
  poll ??= setInterval(() => document.hidden || refreshAll(), POLL_MS);
}

function stopPolling() {
  clearInterval(poll);
  poll = null;
}

function touched(topics) {
  const names = new Set(topics);
  document.dispatchEvent(new CustomEvent("nuanlin:touched", { detail: names }));
  refresh(parts().filter((part) => part.dataset.live.split(/\s+/).some((topic) => names.has(topic))));
}

/** Ask for these parts of the page again, those of one address together. */
export function refresh(wanted) {
  wanted.forEach((part) => due.add(part));
  if (due.size && !running) {
    running = true;
    setTimeout(work, MERGE_MS);
  }
}

async function work() {
  while (due.size) {
    const byUrl = Map.groupBy ? Map.groupBy(due, address) : groupBy(due, address);
    due.clear();
    await Promise.all([...byUrl].map(([url, some]) => ask(url, some)));
  }
  running = false;
}

/** Ask for everything on the page that moves by itself; what listens by itself hears that it may have missed something. */
export function refreshAll() {
  document.dispatchEvent(new CustomEvent("nuanlin:missed"));
  refresh(parts());
}

const address = (part) => part.dataset.refreshUrl || location.pathname + location.search;

function groupBy(values, key) {
  const groups = new Map();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}

async function ask(url, some) {
  let answer, words;
  try {
    answer = await fetch(url, { headers: { "X-Live-Refresh": "1" }, credentials: "same-origin" });
    words = await answer.text();
  } catch {
    answer = null;
  }
  // What could not be had is asked for again: nothing else may tell of this change any more.
  if (!answer || answer.status >= 500) return setTimeout(() => refresh(some.filter((part) => part.isConnected)), AGAIN_MS);
  // Signed out meanwhile: the whole page has to be asked for again.
  if (answer.redirected && new URL(answer.url).pathname !== new URL(url, location).pathname) return location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(words, "text/html");
  for (const part of some) {
    const fresh = part.id ? page.getElementById(part.id) : page.body.firstElementChild;
    if (fresh && part.isConnected) merge(part, fresh);
  }
}

const isTypedIn = (form) => isDirty(form) || (form.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));

/** What a refresh must leave alone: open questions, forms being filled in, widgets that scripts have dressed. */
const isBusy = (node) =>
  node.nodeType === Node.ELEMENT_NODE &&
  (node.matches("dialog[open], :popover-open, [aria-busy=true], [data-ready]") || (node.matches("form") && isTypedIn(node)));

const holdsBusy = (node) =>
  node.nodeType === Node.ELEMENT_NODE &&
  [node, ...node.querySelectorAll("form, dialog[open]")].some((one) => !one.matches("[data-ready]") && isBusy(one));

/** Change `part` into `fresh` with as little disturbance as can be; answers the part as it stands now. */
export function merge(part, fresh) {
  const before = part.textContent.replace(/\s+/g, " ");
  const words = fresh.dataset.announce;
  const merged = Idiomorph.morph(part, fresh, {
    morphStyle: "outerHTML",
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old) => !isBusy(old),
      beforeNodeRemoved: (old) => !holdsBusy(old),
      beforeAttributeUpdated: (name, node) => !(name === "open" && node.matches("details, dialog")),
      afterNodeAdded: (node) => node.classList?.add("arrived"),
    },
  });
  const now = (Array.isArray(merged) ? merged : [merged]).find((node) => node?.nodeType === Node.ELEMENT_NODE) ?? part;
  document.dispatchEvent(new CustomEvent("nuanlin:fresh", { detail: now }));
  const moved = now.textContent.replace(/\s+/g, " ") !== before;
  if (moved && part.dataset.live) announce(words || document.body.dataset.textLive);
  return now;
}

export function announce(text) {
  const place = document.querySelector("[data-live-status]");
  if (!place || !text) return;
  place.textContent = "";
  setTimeout(() => (place.textContent = text), 100);
}
