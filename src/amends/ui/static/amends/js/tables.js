// SPDX-License-Identifier: Apache-2.0
// One box in the head picks all rows of a table; what acts on picked rows ([data-needs-picks]) waits for one.
(() => {
  const boxes = (table) => [...table.querySelectorAll("tbody .pick input")];
  const settle = (table) => {
    const all = boxes(table);
    const picked = all.filter((box) => box.checked);
    const head = table.querySelector("[data-pick-all]");
    head.checked = picked.length > 0 && picked.length === all.length;
    head.indeterminate = picked.length > 0 && picked.length < all.length;
    const form = all.length ? all[0].form : null;
    if (!form) return;
    [...form.elements].filter((element) => element.matches("[data-needs-picks]")).forEach((button) => {
      button.disabled = picked.length === 0;
      const count = button.querySelector("[data-picks]");
      if (count) count.textContent = picked.length ? ` ${picked.length}` : "";
    });
  };
  const prepare = (root) => root.querySelectorAll("[data-pick-all]").forEach((head) => {
    head.hidden = false; // it can do nothing without this file
    settle(head.closest("table"));
  });
  document.addEventListener("change", (event) => {
    const table = event.target.closest(".pick") && event.target.closest("table");
    if (!table || !table.querySelector("[data-pick-all]")) return;
    if (event.target.matches("[data-pick-all]")) boxes(table).forEach((box) => { box.checked = event.target.checked; });
    settle(table);
  });
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
})();
