// SPDX-License-Identifier: Apache-2.0
// The page of a case: the step that is shown is brought into view; a customer kept waiting on the line is timed from the
// press, and one prompt comes when it was too long.
(() => {
  const shown = document.querySelector(".case-course [aria-current=step]");
  if (shown) shown.scrollIntoView({ block: "nearest", inline: "center" });
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  document.querySelectorAll("[data-hold]").forEach((box) => {
    const limit = Number(box.dataset.hold);
    const button = box.querySelector("[data-hold-toggle]");
    const output = box.querySelector("[data-hold-clock]");
    const prompt = box.parentElement.querySelector("[data-hold-prompt]");
    let since = 0;
    let timer = 0;
    const tick = () => {
      const seconds = Math.floor((Date.now() - since) / 1000);
      output.textContent = clock(seconds);
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
