// SPDX-License-Identifier: Apache-2.0
// Light, dark or as the system: chosen in the menu, kept in this browser; paper is always light. Runs before the first paint.
(() => {
  const sheet = document.getElementById("dark");
  const media = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
  const chosen = () => {
    try {
      return localStorage.getItem("amends-theme") || "auto";
    } catch {
      return "auto"; // storage may be forbidden
    }
  };
  const show = (choice) => {
    sheet.media = media[choice] || media.auto;
    document.querySelectorAll("[data-theme-choice]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    });
    document.dispatchEvent(new Event("amends:theme"));
  };
  show(chosen());
  matchMedia(media.auto).addEventListener("change", () => show(chosen()));
  document.addEventListener("DOMContentLoaded", () => show(chosen()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    show(choice);
    try {
      localStorage.setItem("amends-theme", choice);
    } catch {
      return; // the choice then lasts for this page
    }
  });
})();
