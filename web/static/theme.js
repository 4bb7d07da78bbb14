// Light, dark, or as the system has it: chosen once, kept in the browser, and there before anything is painted.
// Stands in the head of every page, before all other scripts.
(() => {
  "use strict";

  const KEY = "docent_theme";
  const CHOICES = ["system", "light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  let here = "system"; // of this page, where the browser keeps nothing
  const chosen = () => {
    try {
      const kept = localStorage.getItem(KEY);
      return CHOICES.includes(kept) ? kept : here;
    } catch {
      return here;
    }
  };
  const isDark = () => (chosen() === "system" ? system.matches : chosen() === "dark");

  const apply = () => {
    const dark = isDark();
    root.style.colorScheme = dark ? "dark" : "light"; // players, date fields, scroll bars
    root.classList.toggle("dark-page", dark);
    if (document.body && document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  };

  // Gradio sets the system's theme when it begins and when the system changes; what was chosen goes before that.
  const watched = new MutationObserver(apply);
  const watchBody = () => {
    if (!document.body) return false;
    watched.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    apply();
    return true;
  };
  if (!watchBody()) {
    const waiting = new MutationObserver(() => { if (watchBody()) waiting.disconnect(); });
    waiting.observe(root, { childList: true });
  }
  system.addEventListener("change", apply);
  window.addEventListener("storage", ({ key }) => { if (key === KEY) { apply(); showChoice(); } });

  const showChoice = () => {
    document.querySelectorAll("select.theme").forEach((select) => { if (select.value !== chosen()) select.value = chosen(); });
  };
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("select.theme")) return;
    here = target.value;
    try { localStorage.setItem(KEY, here); } catch { /* holds for this page */ }
    apply();
    showChoice();
  });
  // The select may be drawn at any time
  new MutationObserver(showChoice).observe(root, { childList: true, subtree: true });
  apply();
})();
