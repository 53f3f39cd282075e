// A form that was sent, gone back to and sent again as it was must count once.
import { newKey } from "./key.js";

const OF_THE_PAGE = ["request_key", "csrfmiddlewaretoken", "file_ids"];
let wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
window.addEventListener("pageshow", (event) => (wentBack ||= event.persisted));

/** Give `form` the key it was sent with, if one has gone back to it and changed nothing; a new one if it was changed. */
export function keepKey(form) {
  const field = form.elements.request_key;
  if (!field) return;
  const place = `sent:${location.pathname}${location.search}`;
  const before = JSON.parse(sessionStorage.getItem(place) ?? "{}");
  const given = [...new FormData(form)].map(([name, value]) => [name, value.name ?? value]);
  const words = digest([form.action, ...given.filter(([name]) => !OF_THE_PAGE.includes(name))]);
  let files = digest(given.filter(([name]) => name === "file_ids"));
  if (wentBack && before.key) {
    // Photos do not come back with the page: none now is no change.
    if (files === digest([])) files = before.files;
    if (words === before.words && files === before.files) field.value = before.key;
    else if (field.value === before.key) field.value = newKey();
  }
  sessionStorage.setItem(place, JSON.stringify({ key: field.value, words, files }));
}

// A sum of what was typed and not the words, which are nobody's business who sits here next.
const digest = (typed) => [...JSON.stringify(typed)].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 0x01000193) >>> 0, 0x811c9dc5);
