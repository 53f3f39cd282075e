// A voice message: recorded in the browser, heard once before it goes, or thrown away.
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const LONGEST_MS = 180_000;

const clock = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;

/** Let `form` record; `send(blob, name)` gets what was said. */
export function startVoice(form, send) {
  const box = form.querySelector("[data-recorder]");
  const start = form.querySelector("[data-record]");
  if (!box || !start || !("MediaRecorder" in window)) return;
  start.hidden = false;
  new Recorder(form, box, start, send);
}

class Recorder {
  constructor(form, box, start, send) {
    Object.assign(this, { form, box, start, send, recorder: null, blob: null });
    this.part = (name) => box.querySelector(`[data-${name}]`);
    this.problem = form.querySelector("[data-recorder-problem]");
    start.addEventListener("click", () => this.record());
    this.part("stop-voice").addEventListener("click", () => this.recorder?.stop());
    this.part("discard-voice").addEventListener("click", () => this.discard());
    this.part("send-voice").addEventListener("click", () => this.deliver());
    box.addEventListener("keydown", (event) => event.key === "Escape" && this.discard());
    window.addEventListener("pagehide", () => this.silence());
  }

  async record() {
    this.say("");
    let sound;
    try {
      sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      const { textNone, textRefused } = this.box.dataset;
      return this.say(["NotAllowedError", "SecurityError"].includes(error.name) ? textRefused : textNone);
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const heard = [];
    this.recorder = new MediaRecorder(sound, kind ? { mimeType: kind } : {});
    this.recorder.ondataavailable = (event) => heard.push(event.data);
    this.recorder.onstop = () => this.ready(new Blob(heard, { type: this.recorder?.mimeType ?? kind }));
    this.recorder.start(1_000);
    this.began = Date.now();
    this.ticking = setInterval(() => this.tick(), 250);
    this.show("recording");
    this.part("stop-voice").focus();
  }

  tick() {
    const length = Date.now() - this.began;
    this.part("seconds").textContent = clock(length);
    if (length >= LONGEST_MS) this.recorder?.stop();
  }

  ready(blob) {
    this.silence();
    if (!this.recorder) return;
    this.recorder = null;
    this.blob = blob;
    this.part("listen").src = URL.createObjectURL(blob);
    this.show("ready");
    this.part("send-voice").focus();
  }

  deliver() {
    const ending = this.blob.type.includes("mp4") ? "m4a" : this.blob.type.includes("ogg") ? "ogg" : "webm";
    this.send(this.blob, `voice.${ending}`);
    this.discard();
  }

  discard() {
    const { recorder } = this;
    this.recorder = this.blob = null;
    if (recorder?.state === "recording") recorder.stop();
    recorder?.stream.getTracks().forEach((track) => track.stop());
    this.silence();
    URL.revokeObjectURL(this.part("listen").src);
    this.part("listen").removeAttribute("src");
    this.show("");
    this.start.focus();
  }

  silence() {
    clearInterval(this.ticking);
    this.recorder?.stream.getTracks().forEach((track) => track.stop());
  }

  show(state) {
    const { textRecording, textReady } = this.box.dataset;
    this.box.hidden = !state;
    this.form.classList.toggle("is-recording", Boolean(state));
    this.part("recording").hidden = !state;
    this.part("recorder-words").textContent = { recording: textRecording, ready: textReady }[state] ?? "";
    if (state === "recording") this.part("seconds").textContent = clock(0);
    this.box.dataset.state = state;
    this.part("listen").hidden = this.part("send-voice").hidden = state !== "ready";
    this.part("stop-voice").hidden = state !== "recording";
  }

  say(words) {
    this.problem.hidden = !words;
    this.problem.textContent = words;
  }
}
