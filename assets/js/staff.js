import { onArrival } from "./shared.js";
import { startKeys } from "./keys.js";
import { startSide } from "./side.js";
import { startSignatures } from "./signature.js";

startKeys();
startSide();
onArrival(startSignatures);
