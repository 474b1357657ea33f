// SPDX-License-Identifier: Apache-2.0
// The builder's few gestures: the preview follows what is typed (htmx fetches it, without scripts), Alt and an arrow move the part that is
// looked at, and the list shows it. Everything else is plain buttons of one form.
(() => {
  const form = document.getElementById("builder");
  const root = document.getElementById("survey-root");
  if (!form) return;

  const draw = () => {
    const draft = document.getElementById("survey-draft");
    if (draft) root?.dispatchEvent(new CustomEvent("survey:draw", { detail: JSON.parse(draft.dataset.document) }));
  };
  document.addEventListener("htmx:afterSwap", (event) => event.target.id === "builder-try" && draw());

  document.addEventListener("keydown", (event) => {
    const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    if (!way || !event.altKey || event.ctrlKey || event.metaKey) return;
    const button = form.querySelector(`[data-move="${way}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  form.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
})();
