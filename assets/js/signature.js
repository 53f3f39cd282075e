// Signing on glass: strokes become a PNG that is sent when the form goes.
import { beforeSending } from "./forms.js";
import { hold, letGo, mayWait } from "./held.js";
import { newKey } from "./key.js";
import { post } from "./upload.js";

export function startSignatures(root) {
  root.querySelectorAll("[data-signature]:not([data-ready])").forEach(prepare);
}

function prepare(box) {
  box.dataset.ready = "";
  const glass = box.querySelector("canvas");
  const pen = glass.getContext("2d");
  const status = box.querySelector("[data-signature-status]");
  const isSigned = () => "signed" in box.dataset;
  let kept = null;
  let at = null;
  pen.lineWidth = 4;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#2a2320";

  const place = (event) => {
    const frame = glass.getBoundingClientRect();
    return [((event.clientX - frame.left) * glass.width) / frame.width, ((event.clientY - frame.top) * glass.height) / frame.height];
  };
  glass.addEventListener("pointerdown", (event) => {
    glass.setPointerCapture(event.pointerId);
    at = place(event);
    forget();
  });
  glass.addEventListener("pointermove", (event) => {
    if (!at) return;
    const to = place(event);
    pen.beginPath();
    pen.moveTo(...at);
    pen.lineTo(...to);
    pen.stroke();
    at = to;
    box.dataset.signed = "";
  });
  for (const end of ["pointerup", "pointercancel"]) glass.addEventListener(end, () => (at = null));
  box.querySelector("[data-clear]").addEventListener("click", () => {
    pen.clearRect(0, 0, glass.width, glass.height);
    delete box.dataset.signed;
    forget();
  });

  function forget() {
    kept?.remove?.();
    kept = null;
    letGo(box);
    status.textContent = "";
  }

  const form = box.closest("form");
  beforeSending((sent) => (sent !== form || !isSigned() || kept ? true : send()));

  async function send() {
    const body = new FormData();
    const blob = await new Promise((done) => glass.toBlob(done, "image/png"));
    body.append("file", blob, "signature.png");
    try {
      const answer = await post(box.dataset.uploadUrl, body, form);
      kept = Object.assign(document.createElement("input"), { type: "hidden", name: box.dataset.idsName, value: answer.id });
      box.append(kept);
      status.textContent = box.dataset.textSent;
      return true;
    } catch (error) {
      if (!error.message && mayWait(form)) {
        hold(box, { field: box.dataset.idsName, name: "signature.png", blob, key: newKey() });
        kept = {};
        status.textContent = box.dataset.textHeld;
        return true;
      }
      status.textContent = error.message || box.dataset.textFailed;
      return false;
    }
  }
}
