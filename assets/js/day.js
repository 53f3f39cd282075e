// The day board: visits are dragged to another time or person, or moved with arrows; the server has the last word.
import { tell } from "./forms.js";
import { announce, merge, refresh } from "./live.js";
import { newKey } from "./key.js";

const STEP = 15;
const NEAR = 5;
const WIDE = window.matchMedia("(min-width: 60rem)");
const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
let moving = null;

export function startDay() {
  WIDE.addEventListener("change", () => dressDay(document));
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusout", (event) => moving?.keys && event.target === moving.card.querySelector("a") && setTimeout(giveUpIfLeft));
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-visit]") && event.preventDefault());
}

/** Draw the lists of each person along the hours, where the window is wide enough. */
export function dressDay(root) {
  const board = root.closest?.("[data-day-board]") ?? root.querySelector?.("[data-day-board]") ?? document.querySelector("[data-day-board]");
  if (!board) return;
  board.classList.toggle("is-drawn", WIDE.matches);
  if (WIDE.matches) board.querySelectorAll(".day-row").forEach(draw);
}

// What is being moved takes no lane: a row that grew under the hand would put the drop with somebody else.
function draw(row) {
  row.querySelectorAll(".day-shift").forEach(lay);
  const ends = [];
  const cards = [...row.querySelectorAll(".visit[data-from]:not(.visit-ghost)")].sort((one, other) => one.dataset.from - other.dataset.from);
  for (const card of cards) {
    lay(card);
    const from = Number(card.dataset.from);
    let lane = ends.findIndex((end) => end <= from);
    if (lane < 0) lane = ends.length;
    ends[lane] = from + Number(card.dataset.for);
    card.style.setProperty("--lane", lane);
  }
  row.style.setProperty("--lanes", Math.max(1, ends.length));
}

function lay(part) {
  const { first, last } = part.closest("[data-day-board]").dataset;
  const from = Math.max(Number(part.dataset.from), Number(first));
  const until = Math.min(Number(part.dataset.from) + Number(part.dataset.for), Number(last));
  const share = (minutes) => `${(100 * minutes) / (last - first)}%`;
  part.style.left = share(from - first);
  part.style.width = share(Math.max(0, until - from));
}

function onDown(event) {
  const card = event.target.closest?.("[data-visit]");
  if (!card || event.button !== 0 || !card.closest(".is-drawn")) return;
  giveUp();
  const start = { x: event.clientX, y: event.clientY };
  const grabbed = event.clientX - card.getBoundingClientRect().left;
  const onMove = (move) => {
    if (!moving && Math.hypot(move.clientX - start.x, move.clientY - start.y) < NEAR) return;
    if (!moving) take(card);
    const row = rows(card).find((one) => inside(one, move.clientY));
    if (!row) return;
    const track = row.querySelector(".day-track").getBoundingClientRect();
    const { first, last } = board(card).dataset;
    const x = move.clientX - track.left - Math.min(grabbed, track.width / 4);
    show(row, Number(first) + (x / track.width) * (last - first));
  };
  const stop = (up) => {
    document.removeEventListener("pointermove", onMove);
    document.removeEventListener("pointerup", stop);
    document.removeEventListener("pointercancel", stop);
    if (!moving) return;
    // The click that follows belongs to the drag and opens nothing.
    const stay = (click) => (click.preventDefault(), click.stopPropagation());
    window.addEventListener("click", stay, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", stay, { capture: true }));
    if (up.type === "pointerup" && moving.row) keep();
    else giveUp();
  };
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", stop);
  document.addEventListener("pointercancel", stop);
}

const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onKey(event) {
  if (moving && event.key === "Escape") return giveUp();
  const card = event.target.closest?.("[data-visit]");
  if (!card?.closest(".is-drawn") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (moving && event.key === "Enter") {
    event.preventDefault();
    return keep();
  }
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  const all = rows(card);
  if (!moving) {
    const own = card.closest(".day-row[data-staff]:not([data-staff=''])");
    take(card, true);
    moving.row = own ?? all[0];
    moving.from = Number(card.dataset.from ?? firstFree(card));
    // What had no time yet appears first where it could be.
    if (!own) return show(moving.row, moving.from);
  }
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(moving.row) + arrow[1]))];
  show(next, moving.from + arrow[0]);
  announce(moving.words);
}

const board = (card) => card.closest("[data-day-board]");
const rows = (card) => [...board(card).querySelectorAll(".day-row")].filter((row) => row.dataset.staff);
const inside = (row, y) => y >= row.getBoundingClientRect().top && y < row.getBoundingClientRect().bottom;

function firstFree(card) {
  const now = new Date(Date.now() + 8 * 3_600_000);
  const minutes = Math.ceil((now.getUTCHours() * 60 + now.getUTCMinutes()) / STEP) * STEP;
  const today = now.toISOString().slice(0, 10) === new URL(board(card).dataset.refreshUrl, location).searchParams.get("day");
  return today ? minutes : 9 * 60;
}

function take(card, keys = false) {
  const ghost = document.createElement("div");
  ghost.className = "visit visit-ghost";
  ghost.innerHTML = '<span class="visit-time"></span>';
  ghost.dataset.for = card.dataset.for ?? board(card).dataset.minutes;
  moving = { card, ghost, keys, row: null, from: 0, words: "" };
  card.classList.add("is-moving");
  board(card).setAttribute("aria-busy", "true");
}

function show(row, minutes) {
  const { first, last, moved } = board(moving.card).dataset;
  const most = Number(last) - Number(moving.ghost.dataset.for);
  moving.row = row;
  moving.from = Math.max(Number(first), Math.min(most, Math.round(minutes / STEP) * STEP));
  moving.ghost.dataset.from = moving.from;
  row.querySelector(".day-track").append(moving.ghost);
  lay(moving.ghost);
  moving.ghost.firstElementChild.textContent = `${clock(moving.from)}–${clock(moving.from + Number(moving.ghost.dataset.for))}`;
  const title = moving.card.querySelector(".visit-title").textContent;
  moving.words = moved.replace("{title}", title).replace("{name}", row.dataset.name).replace("{time}", clock(moving.from));
}

function giveUpIfLeft() {
  if (moving?.keys && !moving.card.contains(document.activeElement)) giveUp();
}

// What others did meanwhile was kept from the board while its card was being moved.
function giveUp() {
  if (!moving) return;
  const own = board(moving.card);
  putBack();
  if (own) refresh([own]);
}

function putBack() {
  if (!moving) return;
  moving.ghost.remove();
  moving.card.classList.remove("is-moving");
  board(moving.card)?.removeAttribute("aria-busy");
  moving = null;
}

async function keep() {
  const { card, row, from, keys } = moving;
  const form = document.getElementById("day-form");
  const sent = new FormData(form);
  for (const [name, value] of Object.entries({ case: card.dataset.visit, staff: row.dataset.staff, start: from, request_key: newKey() })) sent.set(name, value);
  moving.keys = false;
  const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.status >= 500) {
    tell(answer ? board(card).dataset.failed : document.body.dataset.textOffline);
    return giveUp();
  }
  putBack();
  if (!answer.ok && answer.status !== 422) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("day-board");
  if (!fresh) return location.reload();
  document.getElementById("day-wrong").innerHTML = page.getElementById("day-wrong").innerHTML;
  const { id } = card;
  merge(document.getElementById("day-board"), fresh);
  dressDay(document);
  if (keys) document.querySelector(`#${id} a`)?.focus();
}
