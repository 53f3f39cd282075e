// What was done or written without signal, kept on the phone in order and sent once; also used by the service worker.
import { newKey } from "./key.js";

const DATABASE = "nuanlin-outbox";
const STEPS = "steps";
const JOBS = "jobs";
const TOKEN_PAGE = "/staff/my-jobs/";
const UPLOADS = "/files/";
const PATIENCE = 60_000;

let opened = null;

/** The phone's own store; throws where the browser has none. */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STEPS, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function inStore(mode, act) {
  const store = (await database()).transaction(STEPS, mode).objectStore(STEPS);
  return new Promise((resolve, reject) => {
    const request = act(store);
    store.transaction.oncomplete = () => resolve(request.result);
    store.transaction.onerror = store.transaction.onabort = () => reject(store.transaction.error);
  });
}

/** Keep a step until it is sent: account, room, case, url, label, at, key, fields, words, photos. */
export const keepStep = (step) => inStore("readwrite", (store) => store.add({ ...step, state: "waiting" }));
export const changeStep = (step) => inStore("readwrite", (store) => store.put(step));
export const dropStep = (id) => inStore("readwrite", (store) => store.delete(id));

/** What somebody's phone still holds for a room, in the order it was done. */
export async function keptSteps(account, room = JOBS) {
  const steps = await inStore("readonly", (store) => store.getAll());
  return steps.filter((step) => step.account === String(account) && (step.room ?? JOBS) === room);
}

/** Send what waits in a room, for whoever is signed in; answers "sent", "offline", "signed-out" or "busy". */
export function sendKept(told = () => {}, { room = JOBS, open = () => openDoor(TOKEN_PAGE) } = {}) {
  if (!navigator.locks) return sendAll(told, room, open);
  return navigator.locks.request(`nuanlin-outbox-${room}`, { ifAvailable: true }, (lock) => (lock ? sendAll(told, room, open) : "busy"));
}

async function sendAll(told, room, open) {
  let door;
  try {
    door = await open();
  } catch {
    return "offline";
  }
  if (!door) return "signed-out";
  const held = new Set();
  for (const step of await keptSteps(door.account, room)) {
    if (step.state === "conflict") held.add(step.case);
    // What follows on something refused waits until the person has decided.
    if (held.has(step.case)) continue;
    const answer = await sendOne(step, door.token);
    if (answer.kind === "later") return answer.signedOut ? "signed-out" : "offline";
    if (answer.kind === "done") await dropStep(step.id);
    else {
      held.add(step.case);
      await changeStep({ ...step, state: "conflict", problem: answer.problem });
    }
    await told(step, answer);
  }
  return "sent";
}

// A page kept on the phone may hold an old token, so a new one is asked for, and who is signed in.
export async function openDoor(address) {
  const answer = await fetch(address, { headers: { "X-Live-Refresh": "1" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500) throw new Error();
  if (!answer.ok) return null;
  const page = await answer.text();
  const token = page.match(/name="csrfmiddlewaretoken" value="([^"]+)"/)?.[1];
  const account = page.match(/data-account="(\d+)"/)?.[1];
  return token && account ? { token, account } : null;
}

/** Send one step with its photos; answers {kind: "done" | "refused" | "later", problem}. */
export async function sendOne(step, token) {
  try {
    const ids = [];
    for (const photo of step.photos) {
      const sent = await sendPhoto(photo, token);
      if (sent.kind !== "done") return sent;
      ids.push([photo.field, sent.id]);
    }
    const body = new FormData();
    for (const [name, value] of [...step.fields, ...ids]) body.append(name, value);
    body.set("request_key", step.key);
    body.set("device_at", step.at);
    body.set("csrfmiddlewaretoken", token);
    return await judge(await post(step.url, body, token, step.key));
  } catch {
    return { kind: "later" };
  }
}

async function sendPhoto(photo, token) {
  const body = new FormData();
  body.append("file", photo.blob, photo.name);
  const answer = await post(UPLOADS, body, token, photo.key);
  if (answer.status === 429) return { kind: "later" };
  const judged = await judge(answer);
  return judged.kind === "done" ? { kind: "done", id: judged.answer.id } : judged;
}

const post = (url, body, token, key) =>
  fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token, "Idempotency-Key": key },
    signal: AbortSignal.timeout(PATIENCE),
  });

async function judge(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 401) return { kind: "later", signedOut: true };
  if (answer.status >= 500) return { kind: "later" };
  const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  // Noted before, by this phone or another: that is what was wanted.
  if (answer.ok || said.code === "already_done") return { kind: "done", answer: said };
  return { kind: "refused", problem: { status: answer.status, code: said.code ?? "", sentence: said.detail ?? "" } };
}

/** What was typed, as a note: each step with its time and its words. */
export const inWords = (steps) =>
  steps.map((step) => [`${step.label} (${step.shownAt})`, ...step.words.map(([label, value]) => `${label}: ${value}`)].join("\n")).join("\n\n");

/** A step that leaves `text` and up to nine photos as a note in the same job. */
export const asNote = ({ account, case: job, shownAt, where }, label, text, photos) => ({
  account,
  case: job,
  shownAt,
  where,
  label,
  kind: "note",
  url: `/staff/my-jobs/${job}/notes/`,
  key: newKey(),
  at: new Date().toISOString(),
  fields: [["text", text]],
  words: [],
  photos: photos.map((photo) => ({ ...photo, field: "file_ids" })),
});
