// What every page runs. Everything works without it, less comfortably.
import "htmx.org/dist/htmx.esm.js";
import { startDialogs } from "./dialogs.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startSpeech } from "./speech.js";
import { startTheme } from "./theme.js";
import { startUploads } from "./upload.js";

startForms();
startDialogs();
startTheme();
startSpeech();
startUploads();
startLive();

if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
