// What words may mean, offered while one types: taken by a tap or Alt and its number, never by itself.
const PAUSE_MS = 400;
const ENOUGH = 2;
let asking = null;

export function startSuggestions() {
  let timer = null;
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-suggest]")) return;
    clearTimeout(timer);
    timer = setTimeout(() => suggest(event.target), PAUSE_MS);
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-suggested]");
    if (chip) take(chip);
  });
  document.addEventListener("keydown", (event) => {
    const number = event.code?.match(/^Digit([1-3])$/)?.[1];
    if (!number || !event.altKey || event.ctrlKey || event.metaKey) return;
    const chip = (document.querySelector("dialog[open]") ?? document).querySelector(`[aria-keyshortcuts="Alt+${number}"]`);
    if (!chip) return;
    event.preventDefault();
    chip.click();
  });
}

async function suggest(box) {
  const place = document.querySelector(box.dataset.suggestInto);
  asking?.abort();
  if (!place || box.value.trim().length < ENOUGH) return place?.replaceChildren();
  asking = new AbortController();
  const body = new FormData();
  body.set(box.name, box.value);
  body.set("csrfmiddlewaretoken", box.form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(box.dataset.suggest, { method: "POST", body, signal: asking.signal });
    if (answer.ok) place.innerHTML = await answer.text();
  } catch {
    // Typed on, or no signal: one chooses without a suggestion.
  }
}

/** Set category and urgency of the form as if they had been chosen by hand. */
function take(chip) {
  const form = chip.closest("form");
  const select = form.elements.category;
  select.value = chip.dataset.suggested;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  select.dispatchEvent(new Event("nuanlin:chosen"));
  const radio = form.querySelector(`[name="urgency"][value="${chip.dataset.urgency}"]`);
  if (radio) radio.checked = true;
  form.querySelectorAll("[data-suggested]").forEach((one) => one.setAttribute("aria-pressed", String(one === chip)));
}
