// A notice counts as seen once its page really stands on a screen: never for what fetches it ahead.
const form = document.querySelector("[data-seen]");

function tell() {
  if (document.prerendering || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  setTimeout(() => fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {}), 800);
}

if (form) {
  document.addEventListener("visibilitychange", tell);
  document.addEventListener("prerenderingchange", tell);
  tell();
}
