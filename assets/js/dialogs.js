// Dialogs open as true modal windows where scripts run; without, the popover attribute opens them.
import { isDirty } from "./forms.js";

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog").close();
    } else if (event.target.matches("dialog[open]") && ![...event.target.querySelectorAll("form")].some(isDirty)) {
      // A click on the backdrop lands on the dialog itself.
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) event.target.close();
    }
  });
  document.querySelectorAll("dialog[data-open-now]").forEach((dialog) => {
    dialog.close();
    dialog.showModal();
  });
}
