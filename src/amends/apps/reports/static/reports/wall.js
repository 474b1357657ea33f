// SPDX-License-Identifier: Apache-2.0
// The wall fills the screen when asked, and says so when its numbers stand still: old ones look like new ones.
(() => {
  const note = document.querySelector(".wall-lost");
  const lost = () => {
    note.textContent = document.body.dataset.lost;
    note.hidden = false;
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, lost));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.isError || event.detail.xhr.responseText.includes('id="wall"')) return;
    event.detail.shouldSwap = false; // the page to log in, once the session has ended
    lost();
  });
  document.addEventListener("htmx:afterSwap", () => {
    note.hidden = true;
  });
  document.querySelector("[data-full-screen]").addEventListener("click", () => document.documentElement.requestFullscreen());
})();
