// Light, dark, or as the device has it: changed at once, and told to the server in the background.
const ORDER = ["system", "light", "dark"];
const after = (theme) => ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
const capitalised = (word) => word[0].toUpperCase() + word.slice(1);

export function startTheme(root) {
  root.querySelectorAll("[data-theme-switch]:not([data-ready])").forEach((form) => {
    form.dataset.ready = "";
    const button = form.querySelector("button");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const theme = button.value;
      const body = new FormData(form);
      body.set("theme", theme);
      fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (theme === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      document.querySelectorAll("[data-theme-switch]").forEach((one) => {
        one.querySelector("button").value = after(theme);
        one.querySelector("span").textContent = one.dataset[`text${capitalised(theme)}`];
      });
    });
  });
}
