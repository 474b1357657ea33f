// SPDX-License-Identifier: Apache-2.0
// The search of articles by keys: down goes from the box into what was found, up and down walk it, Enter opens the link
// that has the focus. And the button that prints the page.
(() => {
  const box = document.querySelector("[data-found]");
  const links = () => [...document.querySelectorAll(`${box.dataset.found} ol a`)];
  const step = (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown") return all[at + 1] || all[at];
    return at === 0 ? box : all[at - 1];
  };
  if (box) {
    document.addEventListener("keydown", (event) => {
      const inside = document.activeElement === box || links().includes(document.activeElement);
      if (!inside || event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const next = step(event);
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
  const printer = document.querySelector("[data-print]");
  if (printer) printer.addEventListener("click", () => window.print());
})();
