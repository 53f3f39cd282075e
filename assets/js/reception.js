// The reception desk: what is typed is kept while one talks, however one leaves the page.
const SOON = 1_200;
const kept = (name) => `reception:${name}`;

export function startReception() {
  document.querySelectorAll("form[data-autosave]").forEach((form) => new Notes(form));
  document.querySelectorAll("form[data-keep]").forEach(keepHere);
  document.addEventListener("toggle", intoAct, true);
  setInterval(tick, 1_000);
  tick();
}

/** Notes of a call: sent a moment after the last key, kept here until the server has them. */
class Notes {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-saved]");
    this.name = kept(form.action);
    this.timer = null;
    this.sent = this.written;
    this.restore();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => {
      clearTimeout(this.timer);
      this.leaving = true;
      localStorage.removeItem(this.name);
    });
    window.addEventListener("pagehide", () => this.written !== this.sent && !this.leaving && navigator.sendBeacon(form.action, this.body));
  }

  get body() {
    const body = new FormData(this.form);
    body.delete("request_key"); // the same form is sent many times
    body.set("autosave", "1");
    return body;
  }

  get written() {
    return JSON.stringify(["words", "purpose", "result"].map((name) => new FormData(this.form).get(name) ?? ""));
  }

  restore() {
    const words = localStorage.getItem(this.name);
    if (!words || words === this.written) return localStorage.removeItem(this.name);
    const [said, purpose, result] = JSON.parse(words);
    this.form.elements.words.value = said;
    this.form.elements.result.value = result;
    if (purpose) this.form.elements.purpose.value = purpose;
    this.later();
  }

  later() {
    localStorage.setItem(this.name, this.written);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), SOON);
  }

  async send() {
    const words = this.written;
    if (words === this.sent) return localStorage.removeItem(this.name);
    const { textSaved, textLost } = this.form.dataset;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: this.body, credentials: "same-origin" });
      if (answer.status !== 204) throw new Error(String(answer.status));
      this.sent = words;
      if (this.written === words) localStorage.removeItem(this.name);
      this.place.textContent = textSaved;
    } catch {
      this.place.textContent = textLost;
      this.timer = setTimeout(() => this.send(), 5 * SOON);
    }
  }
}

/** The smaller forms keep what was typed in this window, so that one can look at another call. */
function keepHere(form) {
  const name = kept(form.dataset.keep);
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden");
  const before = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  for (const field of fields()) if (field.name in before) field.value = before[field.name];
  if (Object.values(before).some(Boolean)) form.closest("details").open = true;
  form.addEventListener("input", () => sessionStorage.setItem(name, JSON.stringify(Object.fromEntries(fields().map((field) => [field.name, field.value])))));
  form.addEventListener("submit", () => sessionStorage.removeItem(name));
}

/** What a key has opened is typed into at once. */
function intoAct(event) {
  if (event.target.matches?.("details.desk-act") && event.newState === "open") event.target.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function tick() {
  for (const place of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.since)) / 1_000));
    place.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
