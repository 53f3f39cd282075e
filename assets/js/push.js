// Messages on this device: one button that switches them on and off.
import { newKey } from "./key.js";

const form = document.querySelector("[data-push]");
const supported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Show how it stands: on, off, unsupported or blocked; the words lie in the page. */
function show(state) {
  form.dataset.state = state;
  form.querySelector("[data-push-words]").textContent = form.dataset[state];
  const button = form.querySelector("button");
  button.hidden = state === "unsupported" || state === "blocked";
  button.setAttribute("aria-pressed", String(state === "on"));
  button.querySelector("span").textContent = state === "on" ? form.dataset.switchOff : form.dataset.switchOn;
}

async function tell(address, fields) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const body = new URLSearchParams({ ...fields, request_key: newKey(), csrfmiddlewaretoken: token });
  return fetch(address, { method: "POST", body });
}

const manager = async () => (await navigator.serviceWorker.ready).pushManager;

async function standing() {
  if (!supported) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  const kept = await (await manager()).getSubscription();
  if (!kept) return "off";
  const answer = await fetch(`${form.action}?${new URLSearchParams({ endpoint: kept.endpoint })}`);
  return answer.ok && (await answer.json()).on ? "on" : "off";
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return standing();
  const pushes = await manager();
  // One made for another key of ours is of no use any more.
  await (await pushes.getSubscription())?.unsubscribe();
  const made = await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
  const { endpoint, keys } = made.toJSON();
  const answer = await tell(form.action, { endpoint, ...keys });
  return answer.ok ? "on" : "failed";
}

async function switchOff() {
  const kept = await (await manager()).getSubscription();
  if (kept) {
    await tell(form.dataset.remove, { endpoint: kept.endpoint });
    await kept.unsubscribe();
  }
  return "off";
}

form.querySelector("button").addEventListener("click", async ({ currentTarget: button }) => {
  button.disabled = true;
  show(await (form.dataset.state === "on" ? switchOff() : switchOn()).catch(() => "failed"));
  button.disabled = false;
});

standing().catch(() => "unsupported").then(show);
