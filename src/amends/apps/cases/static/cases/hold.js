// SPDX-License-Identifier: Apache-2.0
// A customer kept waiting on the line: the time runs from the press, and one prompt comes when it was too long.
(() => {
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  document.querySelectorAll("[data-hold]").forEach((box) => {
    const limit = Number(box.dataset.hold);
    const button = box.querySelector("[data-hold-toggle]");
    const shown = box.querySelector("[data-hold-clock]");
    const prompt = box.parentElement.querySelector("[data-hold-prompt]");
    let since = 0;
    let timer = 0;
    const tick = () => {
      const seconds = Math.floor((Date.now() - since) / 1000);
      shown.textContent = clock(seconds);
      if (seconds >= limit && prompt.hidden) prompt.hidden = false;
    };
    button.addEventListener("click", () => {
      const starts = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(starts));
      clearInterval(timer);
      if (!starts) {
        prompt.hidden = true;
        return;
      }
      since = Date.now();
      tick();
      timer = setInterval(tick, 1000);
    });
  });
})();
