// SPDX-License-Identifier: Apache-2.0
// [data-insert-into="id of a textarea"] holds a select of phrases and a [data-insert] button: Enter on the one, or the
// other, puts the chosen phrase where the cursor stands in the textarea and goes on there.
(() => {
  const insert = (holder) => {
    const field = document.getElementById(holder.dataset.insertInto);
    const phrase = holder.querySelector("select").value;
    if (!field || !phrase) return;
    const at = field.selectionStart ?? field.value.length;
    const before = at && field.value[at - 1] !== "\n" ? "\n" : "";
    field.setRangeText(before + phrase, at, field.selectionEnd ?? at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button.closest("[data-insert-into]"));
  });
  document.addEventListener("keydown", (event) => {
    const holder = event.target.matches("select") && event.target.closest("[data-insert-into]");
    if (!holder || event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    insert(holder);
  });
})();
