// The console by keyboard: / and Ctrl-K search, ? shows all keys, g-then-letter goes, j and k walk rows.
const isTyping = (target) => target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
let pending = "";
let forgetting = null;

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.querySelectorAll("[data-key-help]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", showHelp);
  });
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return focusSearch(event);
  if (inSearch(event)) return;
  const functionKey = /^F\d+$/.test(event.key);
  if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && !functionKey)) return;
  if (document.querySelector("dialog[open]") && !functionKey) return;
  if (event.key === "/") return focusSearch(event);
  if (event.key === "?") return showHelp();
  if (event.key === "j" || event.key === "k") return walk(event.key === "j" ? 1 : -1);
  const name = pending ? `${pending} ${event.key}` : event.key;
  pending = "";
  clearTimeout(forgetting);
  const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key.toLowerCase() === name.toLowerCase());
  if (target) {
    event.preventDefault();
    target.focus();
    target.click();
  } else if (event.key === "g") {
    pending = "g";
    forgetting = setTimeout(() => (pending = ""), 1_200);
  }
}

function focusSearch(event) {
  const box = document.querySelector("[data-hotkey]");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

/** Arrows walk from the search box into what was found, and Escape leaves it. */
function inSearch(event) {
  const search = event.target.closest?.(".search");
  if (!search || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return false;
  if (event.key === "Escape") {
    event.target.blur();
    return true;
  }
  const stops = [search.querySelector("input"), ...search.querySelectorAll(".search-found a")];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  next?.focus();
  return true;
}

function walk(step) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr, ul[data-rows] > li")];
  if (!rows.length) return;
  const now = rows.findIndex((row) => row.classList.contains("is-current"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  rows[now]?.classList.remove("is-current");
  next.classList.add("is-current");
  next.querySelector("a, button")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function showHelp() {
  document.getElementById("key-help")?.remove();
  const button = document.querySelector("[data-key-help]");
  const title = button?.firstElementChild?.nextSibling?.textContent.trim() ?? "?";
  const words = button?.dataset ?? {};
  const lines = new Map([
    ["/", words.textSearch],
    ["j k", words.textRows],
    ["Enter", words.textOpen],
    ["?", title],
  ]);
  for (const element of document.querySelectorAll("[data-key]")) {
    const name = element.querySelector(".side-text, span")?.textContent ?? element.textContent;
    if (element.offsetParent) lines.set(element.dataset.key, name.trim());
  }
  for (const element of document.querySelectorAll("[data-key-hint]")) lines.set(element.dataset.keyHint, element.lastChild.textContent.trim());
  const dialog = Object.assign(document.createElement("dialog"), { id: "key-help", className: "dialog" });
  const list = Object.assign(document.createElement("dl"), { className: "dialog-body facts key-list" });
  for (const [key, name] of lines) {
    const line = document.createElement("div");
    const term = document.createElement("dt");
    key.split(" ").forEach((one) => term.append(Object.assign(document.createElement("kbd"), { className: "key", textContent: one }), " "));
    line.append(term, Object.assign(document.createElement("dd"), { textContent: name }));
    list.append(line);
  }
  const foot = Object.assign(document.createElement("form"), { className: "dialog-foot", method: "dialog" });
  foot.append(Object.assign(document.createElement("button"), { className: "button button-quiet button-m", textContent: document.body.dataset.textClose }));
  const head = Object.assign(document.createElement("h2"), { className: "dialog-head", textContent: title });
  dialog.setAttribute("aria-label", title);
  dialog.append(head, list, foot);
  document.body.append(dialog);
  dialog.showModal();
}
