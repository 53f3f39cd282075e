// The search box as a combobox: arrows walk the lines found while the cursor stays in the box,
// Enter opens the chosen line (or asks for the page), Escape clears and leaves.
const box = () => document.querySelector("input[data-hotkey]");
const list = (input) => input.closest(".search")?.querySelector("[role=listbox]");
const options = (input) => [...(list(input)?.querySelectorAll("[role=option]") ?? [])];

export function startSearch() {
  const input = box();
  if (!input?.hasAttribute("hx-get")) return;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-haspopup", "listbox");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("keydown", onKey);
  input.addEventListener("focus", () => tell(input));
  input.addEventListener("blur", () => input.setAttribute("aria-expanded", "false"));
  document.body.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches?.(".search-found")) tell(input);
  });
}

/** Say whether there are lines, and that none is chosen yet. */
function tell(input) {
  const lines = options(input);
  for (const line of lines) line.tabIndex = -1;
  choose(input, null);
  input.setAttribute("aria-expanded", String(lines.length > 0));
  if (lines.length) input.setAttribute("aria-controls", list(input).id);
  else input.removeAttribute("aria-controls");
}

function choose(input, line) {
  for (const other of options(input)) other.setAttribute("aria-selected", String(other === line));
  if (line) input.setAttribute("aria-activedescendant", line.id);
  else input.removeAttribute("aria-activedescendant");
  line?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.isComposing) return;
  const input = event.currentTarget;
  const lines = options(input);
  const now = lines.findIndex((line) => line.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") {
    if (input.value) clear(input);
    else input.blur();
  } else if (event.key === "Enter" && now >= 0) {
    lines[now].click();
  } else if (event.key === "ArrowDown" && lines.length) {
    choose(input, lines[(now + 1) % lines.length]);
  } else if (event.key === "ArrowUp" && lines.length) {
    choose(input, lines[now <= 0 ? lines.length - 1 : now - 1]);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function clear(input) {
  input.value = "";
  input.closest(".search").querySelector(".search-found").replaceChildren();
  tell(input);
}
