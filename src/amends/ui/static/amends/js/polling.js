// SPDX-License-Identifier: Apache-2.0
// What polls ([data-poll]) rests while nobody sees the page, and asks at once when somebody does again.
(() => {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.matches("[data-poll]")) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    document.querySelectorAll("[data-poll]").forEach((element) => window.htmx.trigger(element, "amends:visible"));
  });
})();
