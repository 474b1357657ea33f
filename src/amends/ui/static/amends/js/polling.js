// SPDX-License-Identifier: Apache-2.0
// What polls ([data-poll]) rests while nobody sees the page, and asks at once when somebody does again. It rests too
// while somebody picks rows in it or walks them by key: what they are at must not be taken from under their hands.
(() => {
  const busy = (element) =>
    element.querySelector("input[name=picked]:checked") || (element.contains(document.activeElement) && document.activeElement.closest("tr[data-row]"));
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-poll]") && (document.hidden || busy(event.target))) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !window.htmx) return;
    document.querySelectorAll("[data-poll]").forEach((element) => window.htmx.trigger(element, "amends:visible"));
  });
})();
