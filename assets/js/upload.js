// Each photo is sent at once while one goes on typing, smaller where that helps, and again on request.
import { beforeSending } from "./forms.js";
import { hold, letGo, mayWait } from "./held.js";
import { newKey } from "./key.js";

const MAX_BYTES = 20 * 1024 * 1024;
const MAX_VIDEO_BYTES = 100 * 1024 * 1024;
const SHRINK_ABOVE = 4 * 1024 * 1024;
const LONGEST_SIDE = 2560;
const AT_ONCE = 2;

export function startUploads(root) {
  root.querySelectorAll("[data-uploader]:not([data-ready])").forEach((box) => box.dataset.uploadUrl && new Uploader(box));
}

class Uploader {
  constructor(box) {
    box.dataset.ready = "";
    this.words = box.dataset;
    this.list = box.querySelector("[data-uploads]");
    this.input = box.querySelector("input[type=file]");
    this.status = box.querySelector("[data-upload-status]");
    this.waiting = [];
    this.running = 0;
    this.idle = [];
    // The files travel alone; the form carries their ids.
    this.input.removeAttribute("name");
    this.input.addEventListener("change", () => {
      this.take([...this.input.files]);
      this.input.value = "";
    });
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
    this.form?.addEventListener("paste", (event) => event.clipboardData?.files.length && this.take([...event.clipboardData.files]));
    this.list.addEventListener("click", (event) => event.target.closest("[data-remove]") && this.remove(event.target.closest("[data-upload]")));
    beforeSending((form) => (form === this.form ? this.ready() : true));
    this.room();
  }

  get form() {
    return this.input.form;
  }

  get items() {
    return [...this.list.querySelectorAll("[data-upload]")];
  }

  take(files) {
    for (const file of files) {
      if (this.items.length >= Number(this.words.limit)) {
        this.say(this.words.textFull);
        break;
      }
      const item = this.draw(file);
      const most = file.type.startsWith("video/") ? MAX_VIDEO_BYTES : MAX_BYTES;
      if (file.size > most && !file.type.startsWith("image/")) this.fail(item, this.words.textLarge, null);
      else this.queue(item, file);
    }
    this.room();
  }

  draw(file) {
    const item = document.createElement("figure");
    item.className = "upload arrived";
    item.dataset.upload = "";
    if (/^image\/(jpeg|png|webp|gif)$/.test(file.type)) {
      const image = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name });
      image.onload = () => URL.revokeObjectURL(image.src);
      item.append(image);
    }
    const caption = Object.assign(document.createElement("figcaption"), { textContent: file.name });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "upload-remove", textContent: "×" });
    remove.dataset.remove = "";
    remove.setAttribute("aria-label", `${this.words.textRemove} ${file.name}`);
    item.append(caption, remove);
    this.list.lastElementChild.before(item);
    return item;
  }

  queue(item, file) {
    item.dataset.state = "sending";
    // An answer that got lost on the way: sent again, the file is still kept once.
    item.dataset.key ??= newKey();
    item.querySelector(".upload-retry")?.remove();
    item.querySelector("progress")?.remove();
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `${this.words.textSending} ${file.name}`);
    item.append(bar);
    this.waiting.push(() => this.send(item, file, bar));
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) {
      this.running += 1;
      this.waiting.shift()().finally(() => {
        this.running -= 1;
        this.next();
        if (!this.running && !this.waiting.length) this.idle.splice(0).forEach((tell) => tell());
      });
    }
  }

  async send(item, file, bar) {
    if (!item.isConnected) return;
    const body = new FormData();
    const small = await shrink(file);
    body.append("file", small, small.name ?? file.name);
    try {
      const kept = await post(this.words.uploadUrl, body, this.form, (share) => (bar.value = share), item);
      this.keep(item, kept, bar, file);
    } catch (error) {
      bar.remove();
      if (!item.isConnected) return;
      if (!error.message && mayWait(this.form)) this.hold(item, small, small.name ?? file.name);
      else this.fail(item, error.message || this.words.textFailed, file);
    }
  }

  keep(item, kept, bar, file) {
    bar.remove();
    item.dataset.state = "sent";
    const id = Object.assign(document.createElement("input"), { type: "hidden", name: this.words.idsName, value: kept.id });
    if (kept.thumbnail_url && !item.querySelector("img")) item.prepend(Object.assign(new Image(), { src: kept.thumbnail_url, alt: file.name }));
    item.append(id);
    // What is wrong with another file stays to be read.
    const failed = this.items.find((one) => one.dataset.state === "failed");
    this.say(failed ? failed.title : `${this.words.textSent}: ${file.name}`);
  }

  // Without signal the photo waits on the phone and goes with its form.
  hold(item, blob, name) {
    item.dataset.state = "held";
    hold(item, { field: this.words.idsName, name, blob, key: item.dataset.key });
    this.say(this.words.textHeld);
  }

  fail(item, words, file) {
    item.dataset.state = "failed";
    item.title = words;
    if (file) {
      const again = Object.assign(document.createElement("button"), { type: "button", className: "upload-retry", textContent: this.words.textRetry });
      again.addEventListener("click", () => this.queue(item, file));
      item.append(again);
    }
    this.say(words);
  }

  remove(item) {
    item.upload?.abort();
    letGo(item);
    item.remove();
    this.say(this.items.find((one) => one.dataset.state === "failed")?.title ?? "");
    this.room();
    this.input.focus();
  }

  room() {
    this.list.lastElementChild.classList.toggle("is-full", this.items.length >= Number(this.words.limit));
  }

  say(words) {
    this.status.textContent = words;
    this.status.classList.toggle("sr-only", words.startsWith(this.words.textSent));
    this.status.classList.toggle("field-help", !words.startsWith(this.words.textSent));
  }

  ready() {
    const failed = () => this.items.find((item) => item.dataset.state === "failed");
    if (!this.running && !this.waiting.length) return failed() ? Promise.resolve(this.stop(failed())) : true;
    return new Promise((tell) => this.idle.push(tell)).then(() => (failed() ? this.stop(failed()) : true));
  }

  stop(item) {
    item.scrollIntoView({ block: "center" });
    item.querySelector("button")?.focus();
    return false;
  }
}

/** POST `body`; answers the JSON, or throws with a sentence for the reader. */
export function post(url, body, form, progress = () => {}, holder = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    holder.upload = request;
    request.open("POST", url);
    request.responseType = "json";
    request.timeout = 300_000;
    request.setRequestHeader("Accept", "application/json");
    if (holder.dataset?.key) request.setRequestHeader("Idempotency-Key", holder.dataset.key);
    request.setRequestHeader("X-CSRFToken", form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300 && request.response?.id ? resolve(request.response) : reject(new Error(request.response?.detail ?? ""));
    request.onerror = request.ontimeout = request.onabort = () => reject(new Error(""));
    request.send(body);
  });
}

async function shrink(file) {
  if (file.size <= SHRINK_ABOVE || !/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.87));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    // A phone too small to hold the picture sends it as it is.
    return file;
  }
}
