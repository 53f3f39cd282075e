import htmx from "htmx.org/dist/htmx.esm.js";
import { onArrival } from "./shared.js";
import { startDesk, startChoosing } from "./desk.js";
import { startKeys } from "./keys.js";
import { startCalls, startOnSite } from "./onsite.js";
import { startSide } from "./side.js";
import { startSignatures } from "./signature.js";

document.addEventListener("nuanlin:fresh", (event) => htmx.process(event.detail));
startKeys();
startSide();
startOnSite();
startCalls();
startDesk();
[startSignatures, startChoosing].forEach(onArrival);
