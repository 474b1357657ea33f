// SPDX-License-Identifier: Apache-2.0
// A scorecard by keys: j and k walk the items, 1, 2 and 3 mark the one that has the focus. Letters typed into a field
// are letters. It listens before the keys of all pages do, and only where a card stands.
(() => {
  const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, dialog";
  const form = () => document.querySelector("[data-marking]");
  const items = () => [...form().querySelectorAll("[data-mark-item]")];
  const current = () => document.activeElement.closest("[data-mark-item]");
  const walk = (step) => {
    const all = items();
    const at = all.indexOf(current());
    const next = at < 0 ? all[0] : all[at + step];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "center" });
  };
  const count = () => {
    const place = form().querySelector("[data-marking-left]");
    if (!place) return;
    const left = items().filter((each) => !each.querySelector("[data-mark]:checked")).length;
    place.textContent = place.textContent.replace(/\d+/, String(left));
  };
  const mark = (digit) => {
    const choice = current()?.querySelector(`[data-mark="${digit}"]`);
    if (!choice) return;
    choice.checked = true;
    count();
  };
  document.addEventListener("keydown", (event) => {
    if (!form() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(TYPED)) return;
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    else if (/^[123]$/.test(event.key) && current()) mark(event.key);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-mark]")) count();
  });
})();
