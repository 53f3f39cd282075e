// Parts that hundreds of people change within a minute: asked for again at most every few seconds.
import { refresh } from "./live.js";

const REST_MS = 3_000;

/** Refresh `[data-slow]` when one of its topics was touched, the last touch included, never more often. */
export function startSlowly() {
  const waiting = new Map();
  const ask = (part) => {
    if (waiting.has(part)) return;
    const since = Date.now() - Number(part.dataset.slowAsked ?? 0);
    waiting.set(
      part,
      setTimeout(() => {
        waiting.delete(part);
        part.dataset.slowAsked = Date.now();
        refresh([part]);
      }, Math.max(0, REST_MS - since)),
    );
  };
  const parts = () => document.querySelectorAll("[data-slow]");
  document.addEventListener("nuanlin:touched", (event) => parts().forEach((part) => event.detail.has(part.dataset.slow) && ask(part)));
  document.addEventListener("nuanlin:missed", () => parts().forEach(ask));
  document.addEventListener("nuanlin:fresh", (event) => {
    const { sentence } = event.detail.dataset;
    if (sentence) document.getElementById("ledger-sentence").textContent = sentence;
  });
}
