// The console's navigation folds to icons, and its groups open; cookies remember it so that the server draws it so.
export function startSide() {
  document.addEventListener("click", (event) => {
    const group = event.target.closest("[data-side-group]");
    if (!group) return;
    group.setAttribute("aria-expanded", group.getAttribute("aria-expanded") !== "true");
    const open = [...document.querySelectorAll("[data-side-group][aria-expanded=true]")].map((one) => one.dataset.sideGroup);
    remember("side_groups", open.join("-"));
  });
  const button = document.querySelector("[data-fold-side]");
  const frame = document.querySelector(".console");
  if (!button || !frame) return;
  const show = () => button.setAttribute("aria-pressed", frame.dataset.side === "narrow");
  button.hidden = !matchMedia("(min-width: 60rem)").matches;
  show();
  button.addEventListener("click", () => {
    const narrow = frame.dataset.side !== "narrow";
    if (narrow) frame.dataset.side = "narrow";
    else delete frame.dataset.side;
    remember("side", narrow ? "narrow" : "");
    show();
  });
}

const remember = (name, value) => (document.cookie = `${name}=${value}; path=/; max-age=${value ? 31_536_000 : 0}; samesite=lax`);
