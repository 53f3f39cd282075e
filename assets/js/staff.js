import htmx from "htmx.org/dist/htmx.esm.js";
import { onArrival } from "./shared.js";
import { startDesk, startChoosing } from "./desk.js";
import { startDuty } from "./duty.js";
import { startKeys } from "./keys.js";
import { startSearch } from "./search.js";
import { startCalls, startOnSite } from "./onsite.js";
import { startSide } from "./side.js";
import { startSignatures } from "./signature.js";

document.addEventListener("nuanlin:fresh", (event) => htmx.process(event.detail));
startKeys();
startSearch();
startSide();
startOnSite();
startCalls();
startDesk();
startDuty();
[startSignatures, startChoosing].forEach(onArrival);
