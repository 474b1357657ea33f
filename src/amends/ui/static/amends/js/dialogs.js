// SPDX-License-Identifier: Apache-2.0
// [data-dialog="id"] opens a modal dialog; without this file the same button opens it as a popover.
// A definition («口径») opens beside its button instead of in the middle of the page.
(() => {
  const open = (dialog) => {
    document.querySelectorAll(":popover-open").forEach((other) => other.hidePopover());
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      open(dialog);
    } else if (event.target.matches("dialog[open]:not(:popover-open)")) {
      event.target.close(); // a click on the backdrop reaches the dialog itself
    } else {
      const close = event.target.closest("[data-close]");
      const holder = close && close.closest("dialog");
      if (holder && !holder.open && holder.hidePopover) holder.hidePopover();
    }
  });
  const place = (popover, button) => {
    const from = button.getBoundingClientRect();
    const box = popover.getBoundingClientRect();
    const below = from.bottom + 6 + box.height < innerHeight;
    popover.style.margin = "0";
    popover.style.left = `${Math.max(8, Math.min(from.left - 12, innerWidth - box.width - 8))}px`;
    popover.style.top = `${below ? from.bottom + 6 : Math.max(8, from.top - box.height - 6)}px`;
  };
  document.addEventListener(
    "toggle",
    (event) => {
      const button = event.target.previousElementSibling;
      if (event.newState === "open" && button && button.matches(".definition")) place(event.target, button);
    },
    true,
  );
})();
