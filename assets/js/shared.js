// What every page runs. Everything works without it, less comfortably.
import { startDialogs } from "./dialogs.js";
import { startFilters } from "./filter.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startSpeech } from "./speech.js";
import { startSuggestions } from "./suggest.js";
import { startTheme } from "./theme.js";
import { startUploads } from "./upload.js";

/** Run `dress` on the page and on everything that arrives later. */
export function onArrival(dress) {
  dress(document);
  document.addEventListener("nuanlin:fresh", (event) => dress(event.detail));
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));
}

startForms();
startDialogs();
startFilters();
startSuggestions();
[startTheme, startSpeech, startUploads].forEach(onArrival);
startLive();

if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
