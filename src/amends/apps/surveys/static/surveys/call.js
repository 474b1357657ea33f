// SPDX-License-Identifier: Apache-2.0
// The telephone screen: number keys choose an answer, Enter goes on. Without it the same form is clicked.
(() => {
  "use strict";
  const form = document.querySelector("form[data-call]");
  if (!form) return;
  const PAUSE = 700; // milliseconds in which 1 and 0 make 10
  let typed = "", last = 0;
  const options = () => [...form.querySelectorAll("input[type=radio], input[type=checkbox]")];

  const choose = (words) => {
    const all = options();
    const scale = all.length > 2 && all.every((each) => each.type === "radio" && (/^\d+$/.test(each.value) || each.value === "na"));
    const wanted = words === "0" && !all.some((each) => each.value === "0") ? "10" : words;
    const found = scale ? all.find((each) => each.value === wanted) : all[Number(words) - 1];
    if (!found) return false;
    found.checked = found.type === "radio" || !found.checked;
    found.focus();
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest?.("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (event.target.closest?.("form") && event.target.closest("form") !== form) return;
    if (/^\d$/.test(event.key)) {
      const both = event.timeStamp - last < PAUSE ? typed + event.key : event.key;
      typed = event.key;
      last = event.timeStamp;
      if (choose(both) || choose(event.key)) event.preventDefault();
    } else if (event.key === "Enter" && !event.target.closest?.("a, button")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=go]"));
    }
  });
})();
