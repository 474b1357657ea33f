// SPDX-License-Identifier: Apache-2.0
// A box with data-narrows leaves of a long list only what holds the words that are typed into it; one that is chosen stays.
(() => {
  const narrow = (box) => {
    const list = document.getElementById(box.dataset.narrows);
    const words = box.value.trim().toLowerCase().split(/\s+/);
    [...list.options].forEach((option) => {
      const text = option.text.toLowerCase();
      option.hidden = !option.selected && !words.every((each) => text.includes(each));
    });
  };
  const prepare = (root) => root.querySelectorAll("[data-narrows]").forEach((box) => {
    box.hidden = false; // it can do nothing without this file
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrows]")) narrow(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-narrows]") || !["ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault(); // Enter would send the form
    const list = document.getElementById(event.target.dataset.narrows);
    const first = [...list.options].find((option) => option.value && !option.hidden);
    if (first) first.selected = true;
    list.focus();
  });
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
})();
