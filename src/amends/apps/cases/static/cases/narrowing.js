// SPDX-License-Identifier: Apache-2.0
// A box with data-narrows leaves of a long list only what holds the words that are typed into it; one that is chosen stays.
// What does not fit leaves the list: not every browser hides an option that stands in it.
(() => {
  const all = new WeakMap(); // of each list its options, in their order
  const fits = (option, words) => words.every((each) => option.text.toLowerCase().includes(each));
  const typed = (box) => box.value.trim().toLowerCase().split(/\s+/);
  const narrow = (box) => {
    const list = document.getElementById(box.dataset.narrows);
    if (!all.has(list)) all.set(list, [...list.options]);
    const words = typed(box);
    const chosen = list.selectedOptions[0];
    list.replaceChildren(...all.get(list).filter((option) => option === chosen || fits(option, words)));
    if (chosen) chosen.selected = true; // a list that was empty for a moment chooses its first
    else list.selectedIndex = -1;
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
    const words = typed(event.target);
    const first = [...list.options].find((option) => option.value && fits(option, words));
    if (first) first.selected = true;
    list.focus();
  });
  document.addEventListener("DOMContentLoaded", () => prepare(document));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
})();
