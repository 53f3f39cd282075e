// Lists that narrow while one types: the form's own answer is asked for and one part of it merged in.
import { merge } from "./live.js";

const PAUSE_MS = 200;
let asking = null;

export function startFilters() {
  let timer = null;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => narrow(event.target), PAUSE_MS);
  });
}

async function narrow(box) {
  const part = document.querySelector(box.dataset.filter);
  const form = box.form;
  if (!part || !form) return;
  asking?.abort();
  asking = new AbortController();
  const url = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(url, { signal: asking.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(box.dataset.filter);
    if (answer.ok && fresh) merge(part, fresh);
  } catch {
    // Typed on, or no signal: the list stays, and Enter still asks for the whole page.
  }
}
