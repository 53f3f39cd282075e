// The console's navigation folds to icons; a cookie remembers it so that the server draws it so.
export function startSide() {
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
    document.cookie = `side=${narrow ? "narrow" : ""}; path=/; max-age=${narrow ? 31_536_000 : 0}; samesite=lax`;
    show();
  });
}
