// SPDX-License-Identifier: Apache-2.0
// One-key shortcuts: / searches, j and k walk the rows, x picks one, g and a letter goes somewhere, ? lists them;
// data-key="n" gives a button or link of a page its own.
// Enter needs no code: the row's link has the focus.
(() => {
  const STORE = "amends-keys-off";
  const off = () => {
    try {
      return localStorage.getItem(STORE) === "1";
    } catch {
      return false;
    }
  };
  let goingUntil = 0;
  const walk = (step) => {
    const links = [...document.querySelectorAll("main tr[data-row] a")].filter((link, index, all) => {
      const before = all[index - 1];
      return link.offsetParent && (!before || before.closest("tr") !== link.closest("tr"));
    });
    const row = document.activeElement.closest("tr[data-row]");
    const at = links.findIndex((link) => link.closest("tr") === row);
    const next = links[at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step];
    if (next) next.focus();
  };
  const pick = () => {
    const row = document.activeElement.closest("tr[data-row]");
    const box = row && row.querySelector(".pick input");
    if (box) box.click();
  };
  const go = (key) => {
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`) || (key === "h" && document.querySelector(".brand"));
    if (link) link.click();
  };
  const search = () => {
    const field = document.querySelector("[data-search]");
    if (field) field.select();
    if (field) field.focus();
  };
  // A page's own keys: whatever carries data-key is pressed, or opened where it is folded away.
  const own = (key) => {
    const found = /^[a-z]$/.test(key) && document.querySelector(`[data-key="${key}"]`);
    return found && (() => {
      const target = found.hash && document.querySelector(found.hash);
      const folded = target && target.closest("details");
      if (folded) folded.open = true;
      found.click();
    });
  };
  const verbs = {
    "/": search,
    j: () => walk(1),
    k: () => walk(-1),
    x: pick,
    g: () => { goingUntil = Date.now() + 1500; },
    "?": () => {
      const list = document.getElementById("shortcuts");
      if (list && !list.open) list.showModal();
    },
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing || off()) return;
    const going = Date.now() < goingUntil;
    goingUntil = 0;
    const verb = going ? () => go(event.key) : verbs[event.key] || own(event.key);
    if (!verb) return;
    event.preventDefault();
    verb();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-keys-off]");
    if (!box) return;
    box.checked = off();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(STORE, box.checked ? "1" : "0");
      } catch {
        box.checked = false; // storage may be forbidden: say so by not staying checked
      }
    });
  });
})();
