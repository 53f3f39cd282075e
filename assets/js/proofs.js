// One form for a photo or a signature serves all doors of a walk: a door's button fills in whose it is.
export function startProofs() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-proof]");
    const form = document.querySelector("[data-proof-form]");
    if (!button || !form) return;
    form.action = button.dataset.proof;
    Object.assign(form.dataset, { case: button.dataset.slip, where: button.dataset.plate });
    form.querySelector("[data-proof-door]").textContent = button.dataset.plate;
  });
}

/** Without scripts there is nothing that could fill it in. */
export const dressProofs = (root) => root.querySelectorAll("[data-proof][hidden]").forEach((button) => (button.hidden = false));
