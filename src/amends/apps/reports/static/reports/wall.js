// SPDX-License-Identifier: Apache-2.0
// The wall fills the screen when asked, and says so when its numbers stand still: old ones look like new ones.
(() => {
  const note = document.querySelector(".wall-lost");
  const lost = () => {
    note.textContent = document.body.dataset.lost;
    note.hidden = false;
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:responseError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:afterSwap", () => {
    note.hidden = true;
  });
  document.querySelector("[data-full-screen]").addEventListener("click", () => document.documentElement.requestFullscreen());
})();
