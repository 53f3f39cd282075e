// One conversation, the same page on both sides: further messages come in order and once, what one
// writes is kept on the device until the server has it, and the other side sees how far one has read.
import { carriedBy, confirmOnce } from "./forms.js";
import { heldBy } from "./held.js";
import { newKey } from "./key.js";
import { changeStep, dropStep, keepStep, keptSteps, openDoor, sendKept } from "./outbox.js";
import { startVoice } from "./voice.js";

const ROOM = "talk";
// Links and marks come to messages that are already there.
const OVERLAP = 15;
const NEAR = 80;
const DOTS_MS = 5_000;
const TELL_TYPING_MS = 2_500;
const OWN_TYPING_MS = 6_000;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const FINE = window.matchMedia("(hover: hover) and (pointer: fine)");

export function startTalk() {
  const root = document.querySelector("[data-talk]");
  // Without scripts one leafs back page by page; with them the page only grows.
  if (root && "past" in root.dataset) location.replace(root.dataset.newest);
  else if (root) new Talk(root);
}

class Talk {
  constructor(root) {
    this.words = root.dataset;
    this.root = root;
    this.log = root.querySelector("[data-talk-log]");
    this.lines = root.querySelector("[data-lines]");
    this.pending = root.querySelector("[data-pending]");
    this.dots = root.querySelector("[data-typing]");
    this.form = root.querySelector("[data-outbox=talk]");
    this.steps = [];
    this.accepted = new Map();
    this.wait = FIRST_WAIT;
    this.told = { delivered: 0, seen: 0 };
    this.typed = this.toldTyping = 0;
    this.passing = new BroadcastChannel("nuanlin-talk");
    this.hear();
    this.startOlder();
    if (this.form) this.startWriting();
    this.toPlace();
    this.tellMarks();
  }

  hear() {
    const { topics = "", dots, colleagues } = this.words;
    document.addEventListener("nuanlin:touched", ({ detail }) => {
      if (topics.split(" ").some((topic) => detail.has(topic))) this.catchUp();
      if (detail.has(dots)) this.showDots(this.words.textTheirs);
      if (detail.has(colleagues) && Date.now() - this.typed > OWN_TYPING_MS) this.showDots(this.words.textColleague);
    });
    const freshen = () => {
      this.catchUp();
      this.again();
    };
    document.addEventListener("nuanlin:missed", freshen);
    document.addEventListener("visibilitychange", () => document.hidden || freshen());
    window.addEventListener("online", freshen);
    window.addEventListener("offline", () => this.drawPending());
    window.addEventListener("pageshow", (event) => event.persisted && freshen());
    window.addEventListener("pagehide", () => sessionStorage.setItem(this.placeKey, String(this.toEnd())));
    this.passing.onmessage = () => this.reload().then(() => this.catchUp());
    (this.inner ? this.log : window).addEventListener("scroll", () => (this.pinned = this.atEnd()) && this.tellMarks(), { passive: true });
    // Pictures that arrive and a box that grows push nothing out of sight.
    const sized = new ResizeObserver(() => this.pinned && this.scrollToEnd());
    [this.log, this.lines, this.form].forEach((part) => part && sized.observe(part));
    window.addEventListener("focus", () => this.tellMarks());
  }

  // Where one reads

  get inner() {
    return ["auto", "scroll"].includes(getComputedStyle(this.log).overflowY);
  }

  get placeKey() {
    return `talk:${this.words.place}`;
  }

  toEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return this.inner ? scrollHeight - scrollTop - clientHeight : this.root.getBoundingClientRect().bottom + this.below - window.innerHeight;
  }

  /** What a bar covers below the box one writes in. */
  get below() {
    return this.form ? parseFloat(getComputedStyle(this.form).bottom) || 0 : 0;
  }

  atEnd() {
    return this.toEnd() < NEAR;
  }

  scrollToEnd(distance = 0) {
    this.pinned = distance < NEAR;
    (this.inner ? this.log : document.scrollingElement).scrollTop += this.toEnd() - distance;
  }

  /** The newest message, or where one was when one left the page and came back. */
  toPlace() {
    const back = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    const distance = back ? Number(sessionStorage.getItem(this.placeKey) ?? 0) : 0;
    this.scrollToEnd(distance);
    window.addEventListener("load", () => this.scrollToEnd(distance), { once: true });
  }

  // What comes in

  get last() {
    return Number(this.lines.lastElementChild?.dataset.number ?? 0);
  }

  async catchUp() {
    if (!this.words.talk) return;
    this.due = true;
    if (this.catching) return;
    this.catching = true;
    try {
      while (this.due) {
        this.due = false;
        let since = Math.max(0, this.last - OVERLAP);
        for (let more = true; more; since = this.last) more = this.merge(await this.fetch(`since=${since}`));
      }
    } catch {
      // No signal: the stream tells when there is one again, and this is asked once more.
    } finally {
      this.catching = false;
    }
  }

  async fetch(query) {
    const answer = await fetch(`${this.words.linesUrl}?${query}`, { headers: { "X-Live-Refresh": "1" }, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") location.reload();
    if (!answer.ok) throw new Error();
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-fragment]");
  }

  /** Put messages in their places; answers whether there are more. */
  merge(fragment) {
    const stay = !this.atEnd();
    for (const line of [...fragment.children]) {
      const old = document.getElementById(line.id);
      if (!old) this.add(line);
      else if (!old.matches(".talk-day") && old.innerHTML !== line.innerHTML && !isInUse(old)) old.replaceWith(line);
    }
    this.root.querySelector(".empty")?.remove();
    this.mark(fragment.dataset);
    this.drawPending();
    if (!stay) this.scrollToEnd();
    this.tellMarks();
    return "more" in fragment.dataset;
  }

  add(line) {
    line.classList.add("arrived");
    this.lines.append(line);
    if ("theirs" in line.dataset || !line.matches(".talk-ours")) this.dots.hidden = true;
    this.accepted.delete(line.dataset.clientKey);
  }

  mark({ othersSeen, othersDelivered }) {
    for (const line of this.lines.querySelectorAll("[data-far]")) {
      const said = Number(line.dataset.said);
      line.dataset.far = said <= othersSeen ? "seen" : said <= othersDelivered ? "delivered" : "sent";
    }
  }

  /** Say up to where this page has messages, and up to where somebody looks at them. */
  tellMarks() {
    const said = [...this.lines.querySelectorAll("[data-said]")].at(-1)?.dataset.said;
    if (!this.words.talk || !said) return;
    const far = { delivered: Number(said), seen: !document.hidden && document.hasFocus() && this.atEnd() ? Number(said) : this.told.seen };
    if (this.form?.elements.upto) this.form.elements.upto.value = said;
    if (far.delivered <= this.told.delivered && far.seen <= this.told.seen) return;
    this.told = far;
    this.post(this.words.markUrl, far).catch(() => (this.told = { delivered: 0, seen: 0 }));
  }

  post(url, fields) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    return fetch(url, { method: "POST", body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: token }), keepalive: true });
  }

  showDots(words) {
    if (words) this.dots.lastChild.textContent = words;
    const stay = !this.atEnd();
    this.dots.hidden = false;
    if (!stay) this.scrollToEnd();
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.dots.hidden = true), DOTS_MS);
  }

  // What was said before

  startOlder() {
    const link = this.root.querySelector("[data-older]");
    if (!link) return;
    const load = async (event) => {
      event?.preventDefault();
      if (link.ariaBusy === "true") return;
      link.ariaBusy = "true";
      try {
        this.putBefore(await this.fetch(`before=${this.lines.querySelector("[data-number]").dataset.number}`), link);
      } catch {
        // The link stays, to be tried again.
      }
      link.ariaBusy = "false";
    };
    link.addEventListener("click", load);
    const seen = new IntersectionObserver(([entry]) => entry.isIntersecting && this.scrolled && load());
    // What one did not scroll to is not asked for.
    (this.inner ? this.log : window).addEventListener("wheel", () => (this.scrolled = true), { once: true, passive: true });
    window.addEventListener("touchmove", () => (this.scrolled = true), { once: true, passive: true });
    seen.observe(link);
  }

  putBefore(fragment, link) {
    const distance = this.toEnd();
    for (const day of fragment.querySelectorAll(".talk-day")) document.getElementById(day.id)?.remove();
    this.lines.prepend(...[...fragment.children].filter((line) => !document.getElementById(line.id)));
    if (!("more" in fragment.dataset)) link.closest("p").remove();
    this.scrollToEnd(distance);
  }

  // What one writes

  startWriting() {
    const { form } = this;
    const { text } = form.elements;
    this.startDraft(text);
    grow(text);
    form.addEventListener("input", (event) => event.target === text && this.onInput(text));
    // By its label or key one goes on to write; arrows between the two choices stay there.
    form.addEventListener("click", (event) => event.target.closest(".talk-mode") && !event.target.matches("input") && setTimeout(() => text.focus()));
    text.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) text.blur();
      if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing || !FINE.matches) return;
      event.preventDefault();
      form.requestSubmit();
    });
    if (!("indexedDB" in window)) return;
    keptSteps(this.words.account, ROOM).then(
      () => this.startOutbox(),
      // A browser without a store of its own needs the signal, as every other page does.
      () => {},
    );
  }

  startOutbox() {
    carriedBy("[data-outbox=talk]", () => this.say());
    startVoice(this.form, (blob, name) => this.keep(this.described([["text", ""]], [{ field: "file_ids", blob, name, key: newKey() }], this.words.textVoice)));
    this.pending.addEventListener("click", (event) => this.onPending(event.target.closest("button")));
    this.reload().then(() => this.again());
  }

  onInput(text) {
    grow(text);
    this.typed = Date.now();
    this.keepDraft(text);
    const isNote = this.form.elements.mode?.value === "note";
    if (!this.words.talk || isNote || !text.value.trim() || this.typed - this.toldTyping < TELL_TYPING_MS) return;
    this.toldTyping = this.typed;
    this.post(this.words.typingUrl, {}).catch(() => {});
  }

  async say() {
    const { form } = this;
    const { text } = form.elements;
    const photos = heldBy(form);
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "request_key"].includes(name));
    if (!text.value.trim() && !photos.length && !form.querySelector("[data-upload]")) return text.focus();
    const step = this.described(fields, photos, text.value.trim() || this.words.textFile);
    step.key = form.elements.request_key.value;
    form.elements.request_key.value = newKey();
    form.querySelectorAll("[data-upload]").forEach((item) => item.remove());
    text.value = "";
    this.keepDraft(text);
    grow(text);
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    await this.keep(step);
  }

  described(fields, photos, shown) {
    const { form, words } = this;
    const of = ["mode", "upto"].filter((name) => form.elements[name] && !fields.some(([one]) => one === name)).map((name) => [name, form.elements[name].value]);
    const { pathname, search } = new URL(form.action);
    return {
      account: words.account,
      room: ROOM,
      case: words.place,
      url: pathname + search,
      key: newKey(),
      at: new Date().toISOString(),
      fields: [...fields, ...of],
      shown,
      isNote: form.elements.mode?.value === "note",
      words: [],
      photos,
    };
  }

  async keep(step) {
    await keepStep(step);
    await this.reload();
    this.scrollToEnd();
    this.passing.postMessage("");
    this.again();
  }

  // What waits

  async reload() {
    this.steps = (await keptSteps(this.words.account, ROOM)).filter((step) => step.case === this.words.place);
    this.drawPending();
  }

  async again() {
    clearTimeout(this.retry);
    if (!this.form || !this.steps.some((step) => step.state === "waiting") || !navigator.onLine) return this.drawPending();
    this.state = "";
    // The token of this page serves until something went wrong; then a new one is asked for.
    const own = { token: this.form.elements.csrfmiddlewaretoken.value, account: this.words.account };
    const outcome = await sendKept((step, answer) => this.onSent(step, answer), {
      room: ROOM,
      open: () => (this.wait === FIRST_WAIT ? own : openDoor(this.words.newest)),
    });
    this.state = outcome === "signed-out" ? outcome : "";
    await this.reload();
    if (!this.steps.some((step) => step.state === "waiting")) return;
    this.retry = setTimeout(() => this.again(), outcome === "sent" || outcome === "busy" ? 300 : this.wait);
    if (outcome !== "busy") this.wait = outcome === "sent" ? FIRST_WAIT : Math.min(this.wait * 2, LONGEST_WAIT);
  }

  async onSent(step, answer) {
    if (answer.kind === "done") {
      this.wait = FIRST_WAIT;
      if (step.case === this.words.place) this.accepted.set(step.key, step);
      // The first word makes the conversation, and the page then listens to it.
      if (!this.words.talk && step.case === this.words.place) return location.reload();
    }
    this.passing.postMessage("");
    await this.reload();
    await this.catchUp();
  }

  async onPending(button) {
    const step = this.steps.find((one) => one.key === button?.closest("[data-pending-key]")?.dataset.pendingKey);
    if (!step) return;
    if (button.matches("[data-drop]")) {
      if (!(await confirmOnce(button.dataset.question, button.textContent.trim()))) return;
      await dropStep(step.id);
    } else await changeStep({ ...step, state: "waiting", problem: null });
    await this.reload();
    this.again();
  }

  /** Draw what the server does not show yet, each under its key. */
  drawPending() {
    const here = new Set([...this.lines.querySelectorAll("[data-client-key]")].map((line) => line.dataset.clientKey));
    const kept = new Set(this.steps.map((step) => step.key));
    const shown = [...[...this.accepted.values()].filter((step) => !kept.has(step.key)), ...this.steps].filter((step) => !here.has(step.key));
    this.pending.replaceChildren(...shown.map((step) => this.bubble(step)));
  }

  bubble(step) {
    const line = document.getElementById("talk-pending-line").content.firstElementChild.cloneNode(true);
    line.dataset.pendingKey = step.key;
    line.classList.toggle("talk-note", step.isNote);
    line.querySelector(".talk-text").textContent = step.shown;
    const { textWaiting, textSending, textSignedOut } = this.words;
    const refused = step.state === "conflict";
    const state = this.state === "signed-out" ? textSignedOut : navigator.onLine && this.wait === FIRST_WAIT ? textSending : textWaiting;
    line.querySelector("[data-state]").textContent = refused ? "" : state;
    line.querySelector(".talk-refused").hidden = !refused;
    if (refused) line.querySelector("[data-why]").textContent = step.problem.sentence || this.words.textRefused;
    return line;
  }

  // A draft of each conversation

  startDraft(text) {
    this.draftKey = `draft:talk-${this.words.account}-${this.words.place}`;
    if (!text.value) text.value = localStorage.getItem(this.draftKey) ?? "";
  }

  keepDraft(text) {
    if (text.value.trim()) localStorage.setItem(this.draftKey, text.value);
    else localStorage.removeItem(this.draftKey);
  }
}

const isInUse = (line) => line.contains(document.activeElement) || [...line.querySelectorAll("audio, video")].some((one) => !one.paused);

function grow(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}
