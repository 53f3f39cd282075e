// Light, dark, or as the device has it; kept in a cookie so that the server draws it at once.
const ORDER = ["auto", "light", "dark"];

export function startTheme(root) {
  root.querySelectorAll("[data-theme-switch]:not([data-ready])").forEach((button) => {
    button.dataset.ready = "";
    button.hidden = false;
    show(button);
    button.addEventListener("click", () => {
      const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
      if (next === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
      document.cookie = `theme=${next === "auto" ? "" : next}; path=/; max-age=${next === "auto" ? 0 : 31_536_000}; samesite=lax`;
      document.querySelectorAll("[data-theme-switch]").forEach(show);
    });
  });
}

const current = () => document.documentElement.dataset.theme ?? "auto";
const show = (button) => (button.querySelector("span").textContent = button.dataset[`text${current()[0].toUpperCase()}${current().slice(1)}`]);
