// The desk by keyboard: keys for the row at hand, a catalogue one types into, a door found while it is said.
const isTyping = (target) => target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");

export function startDesk() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const form = event.target.closest?.("form");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.matches("[data-record]")) return send(event, form);
    if (event.key === "Enter" && event.target.matches?.("[data-door]")) return intoDoor(event);
    if (!event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target)) onRow(event);
  });
  document.addEventListener("click", (event) => event.target.closest?.("[data-print]") && window.print());
  document.addEventListener("click", (event) => event.target.closest?.("[data-insert]") && insert(event.target.closest("[data-insert]")));
  document.addEventListener("click", (event) => copy(event.target.closest?.("[data-copy]")));
  // A step's form has just come into its dialog: one goes on typing in its first field.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!event.target.matches(".step-box")) return;
    const wrong = event.target.querySelector(".field-wrong :is(input, textarea, select):not([hidden])");
    (wrong ?? event.target.querySelector(".dialog-body :is(input:not([type=hidden], [type=file]), textarea, select):not([hidden])"))?.focus();
  });
}

/** Take a text to the clipboard; where the browser keeps that shut, it is at least marked. */
function copy(button) {
  if (!button) return;
  const text = document.querySelector(button.dataset.copy);
  text.select();
  navigator.clipboard?.writeText(text.value);
}

/** Words that are ready go where the cursor stands in their box. */
function insert(button) {
  const box = document.getElementById(button.dataset.into);
  if (!box) return;
  box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  button.closest("details")?.removeAttribute("open");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function send(event, form) {
  event.preventDefault();
  form.requestSubmit(form.querySelector(".button-main"));
}

/** Enter goes from the typed door to who reported, instead of sending the form too early. */
function intoDoor(event) {
  event.preventDefault();
  const found = document.getElementById("door-found");
  (found?.querySelector("input[type=radio]:checked") ?? found?.querySelector("a, input:not([type=hidden])"))?.focus();
}

function onRow(event) {
  if (document.querySelector("dialog[open]") || event.key.length !== 1) return;
  const row = document.querySelector(":is(tr, li).is-current") ?? event.target.closest?.("tr, li");
  const address = row?.dataset[`key${event.key.toUpperCase()}`];
  if (!address) return;
  event.preventDefault();
  location.assign(address);
}

/** Turn long lists of choices into a box one types into: a word, pinyin, initials or English. */
export function startChoosing(root) {
  root.querySelectorAll("select[data-choose]:not([data-ready])").forEach((select) => new Chooser(select));
}

let number = 0;

class Chooser {
  constructor(select) {
    this.select = select;
    select.dataset.ready = "";
    this.box = Object.assign(document.createElement("input"), {
      type: "text", id: select.id, autocomplete: "off", spellcheck: false, required: select.required,
      placeholder: select.options[0]?.value ? "" : (select.options[0]?.text ?? ""), autofocus: select.autofocus,
    });
    this.list = Object.assign(document.createElement("ul"), { className: "choose-list", id: `choose-${(number += 1)}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) {
      this.box.setAttribute(name, value);
    }
    const described = select.getAttribute("aria-describedby");
    if (described) this.box.setAttribute("aria-describedby", described);
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (label) this.list.setAttribute("aria-label", label.firstChild?.textContent.trim() ?? "");
    select.required = false;
    select.id = `${select.id}_all`;
    select.hidden = true;
    select.after(this.box, this.list);
    select.closest(".control")?.classList.add("choose");
    this.show();
    select.addEventListener("nuanlin:chosen", () => this.show());
    this.box.addEventListener("input", () => this.open(this.box.value));
    this.box.addEventListener("focus", () => this.box.select());
    this.box.addEventListener("click", () => this.open(""));
    this.box.addEventListener("blur", () => this.leave());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const line = event.target.closest("[role=option]");
      if (line) this.take(line);
    });
    if (select.autofocus) this.box.focus();
  }

  get lines() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get current() {
    return this.list.querySelector("[aria-selected=true]");
  }

  show() {
    const chosen = this.select.selectedOptions[0];
    this.box.value = chosen?.value ? chosen.text : "";
  }

  open(typed) {
    const words = typed.toLowerCase().replace(/\s+/g, "");
    const fits = (option) => option.value && (!words || `${option.text} ${option.dataset.words ?? ""}`.toLowerCase().replace(/\s+/g, " ").split(" ").some((word) => word.includes(words)) || option.text.toLowerCase().replace(/\s+/g, "").includes(words) || (option.dataset.words ?? "").replace(/\s+/g, "").includes(words));
    this.list.replaceChildren(...this.drawn([...this.select.options].filter(fits)));
    this.set(words ? this.lines[0] : this.lines.find((line) => line.dataset.value === this.select.value));
    this.list.hidden = this.lines.length === 0;
    this.box.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  drawn(options) {
    let group = null;
    const drawn = [];
    for (const option of options) {
      const heading = option.parentElement.label ?? "";
      if (heading && heading !== group) {
        const line = Object.assign(document.createElement("li"), { className: "choose-group", textContent: heading });
        line.setAttribute("role", "presentation");
        drawn.push(line);
        group = heading;
      }
      const line = Object.assign(document.createElement("li"), { id: `${this.list.id}-${option.index}`, textContent: option.text });
      line.setAttribute("role", "option");
      line.dataset.value = option.value;
      drawn.push(line);
    }
    return drawn;
  }

  set(line) {
    this.current?.removeAttribute("aria-selected");
    if (line) {
      line.setAttribute("aria-selected", "true");
      line.scrollIntoView({ block: "nearest" });
    }
    this.box.setAttribute("aria-activedescendant", line?.id ?? "");
  }

  onKey(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) return this.open("");
      const step = event.key === "ArrowDown" ? 1 : -1;
      const at = this.lines.indexOf(this.current) + step;
      this.set(this.lines[Math.max(0, Math.min(this.lines.length - 1, at))]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (!this.list.hidden && this.current) this.take(this.current);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.show();
    }
  }

  take(line) {
    this.select.value = line.dataset.value;
    this.close();
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    const wanted = this.select.selectedOptions[0]?.dataset[this.select.dataset.sets];
    const radio = wanted && this.select.form?.querySelector(`[name="${this.select.dataset.sets}"][value="${wanted}"]`);
    if (radio) radio.checked = true;
  }

  /** What was typed and fits a single choice is taken; anything else leaves the choice as it was. */
  leave() {
    if (!this.list.hidden && this.box.value && this.current) this.take(this.current);
    if (!this.box.value) this.select.value = "";
    this.close();
    this.show();
  }

  close() {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
  }
}
