import "./shared.js";
// Beside what every page of a resident runs: only one of them is a conversation.
import { startTalk } from "./talk.js";

startTalk();
