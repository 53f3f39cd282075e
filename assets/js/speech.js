// Reading the page aloud, and dictation where the phone offers it.
const language = () => (document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB");

export function startSpeech(root) {
  if ("speechSynthesis" in window) root.querySelectorAll("[data-read-aloud]:not([data-ready])").forEach(prepareReading);
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  if (Recognition) root.querySelectorAll("[data-voice]:not([data-ready])").forEach((button) => prepareVoice(button, Recognition));
}

function prepareReading(button) {
  button.dataset.ready = "";
  const words = button.querySelector("span");
  const start = words.textContent;
  button.hidden = false;
  const show = (on) => {
    button.setAttribute("aria-pressed", on);
    words.textContent = on ? button.dataset.textStop : start;
  };
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
  button.addEventListener("click", () => {
    const reading = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    show(false);
    if (reading) return;
    const lines = spoken(document.getElementById("main"));
    lines.forEach((line, index) => {
      const said = new SpeechSynthesisUtterance(line);
      said.lang = language();
      said.rate = 0.9;
      if (index === lines.length - 1) said.onend = () => show(false);
      speechSynthesis.speak(said);
    });
    show(lines.length > 0);
  });
}

/** What stands on the page, line by line, without what is only there to be pressed. */
function spoken(main) {
  const pressed = new Set([...main.querySelectorAll("button, .button")].map((one) => one.innerText.trim()));
  return main.innerText
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !pressed.has(line) && /[\p{L}\p{N}]/u.test(line));
}

function prepareVoice(button, Recognition) {
  button.dataset.ready = "";
  const field = document.getElementById(button.dataset.voice);
  const ear = new Recognition();
  ear.lang = language();
  ear.interimResults = false;
  button.hidden = false;
  ear.onresult = (event) => {
    const said = [...event.results].map((result) => result[0].transcript).join("");
    field.value = field.value ? `${field.value.trimEnd()} ${said}` : said;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  ear.onstart = () => button.setAttribute("aria-pressed", "true");
  ear.onend = () => button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? ear.stop() : ear.start()));
}
