// SPDX-License-Identifier: Apache-2.0
// Short words at the edge of the page: from the server by the HX-Trigger header
// {"amends:toast": {"words": "…", "kind": "success"}}, and when a request fails.
(() => {
  const place = document.getElementById("toasts");
  if (!place) return;
  const words = place.dataset; // the page says them in its language
  const show = (text, kind) => {
    const toast = document.createElement("p");
    const close = document.createElement("button");
    toast.className = `notice ${kind}`;
    toast.textContent = text;
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    place.append(toast);
    if (kind !== "error") setTimeout(() => toast.remove(), 6000); // an error stays until it is read
  };
  document.addEventListener("amends:toast", (event) => show(event.detail.words, event.detail.kind || "info"));
  document.addEventListener("htmx:sendError", (event) => {
    if (!event.target.matches("[data-poll]")) show(words.lost, "error");
  });
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.matches("[data-poll]")) return;
    show([401, 403].includes(event.detail.xhr.status) ? words.denied : words.failed, "error");
  });
})();
