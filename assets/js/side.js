// The console's navigation folds to icons, and its groups open; cookies remember it so that the server draws it so.
export function startSide() {
  document.addEventListener("click", (event) => {
    const group = event.target.closest("[data-side-group]");
    if (!group) return;
    group.setAttribute("aria-expanded", group.getAttribute("aria-expanded") !== "true");
    const open = [...document.querySelectorAll("[data-side-group][aria-expanded=true]")].map((one) => one.dataset.sideGroup);
    remember("side_groups", open.join("-"));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold-side]");
    if (!button) return;
    const frame = button.closest(".console");
    const narrow = frame.dataset.side !== "narrow";
    if (narrow) frame.dataset.side = "narrow";
    else delete frame.dataset.side;
    button.setAttribute("aria-pressed", narrow);
    remember("side", narrow ? "narrow" : "");
  });
}

const remember = (name, value) => (document.cookie = `${name}=${value}; path=/; max-age=${value ? 31_536_000 : 0}; samesite=lax`);
