// SPDX-License-Identifier: Apache-2.0
// One-key shortcuts: / searches, j and k walk the rows, x picks one, g and a letter goes somewhere, ? lists them.
// A page's own: data-key="n" on a button or link, data-jump="1" on a field (Alt and the digit go there), data-send on
// the button of a form that Ctrl and Enter press. The list behind ? is made of these very marks, so that it names what
// the page has and nothing else. Enter needs no code: the row's link has the focus.
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
    const field = document.querySelector("main [data-search]") || document.querySelector("[data-search]");
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
  // What Ctrl and Enter press: the button of the form that has the focus, also where the field stands outside of it;
  // the page's where none has.
  const sender = (target) => {
    const form = target.form || target.closest("form");
    if (form) return form.querySelector("[data-send]");
    return target.closest("dialog") ? null : document.querySelector("main [data-send]");
  };
  const says = (element) => {
    if (element.dataset.says) return element.dataset.says;
    const words = (element.labels?.[0] || element).cloneNode(true);
    words.querySelectorAll("kbd, svg").forEach((each) => each.remove());
    return words.textContent.trim();
  };
  const line = (element, ...keys) => {
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    term.append(...keys.flatMap((key) => [Object.assign(document.createElement("kbd"), { textContent: key }), " "]));
    words.textContent = says(element);
    term.dataset.ofPage = words.dataset.ofPage = "";
    return [term, words];
  };
  const list = () => {
    const table = document.querySelector("#shortcuts [data-keys]");
    if (!table) return;
    table.querySelectorAll("[data-of-page]").forEach((each) => each.remove());
    table.querySelectorAll("[data-where]").forEach((term) => {
      term.hidden = term.nextElementSibling.hidden = !document.querySelector(term.dataset.where);
    });
    const send = document.querySelector("main [data-send]");
    const marked = (name) => {
      const found = [...document.querySelectorAll(`main [data-${name}]`)].map((each) => [each.dataset[name], each]);
      return [...new Map(found.reverse())].sort(([one], [other]) => one.localeCompare(other)); // the first of each counts
    };
    table.prepend(
      ...marked("jump").flatMap(([digit, each]) => line(each, "Alt", digit)),
      ...(send ? line(send, "Ctrl", "Enter") : []),
      ...marked("key").flatMap(([key, each]) => line(each, key)),
    );
  };
  const verbs = {
    "/": search,
    j: () => walk(1),
    k: () => walk(-1),
    x: pick,
    g: () => { goingUntil = Date.now() + 1500; },
    "?": () => {
      const dialog = document.getElementById("shortcuts");
      list();
      if (dialog && !dialog.open) dialog.showModal();
    },
  };
  // Keys with Ctrl or Alt work wherever the focus is.
  const held = (event) => {
    const digit = event.altKey && !event.ctrlKey && /^Digit(\d)$/.exec(event.code); // with Alt, macOS types another character
    if (digit) {
      const field = document.querySelector(`main [data-jump="${digit[1]}"]`);
      return field && (() => field.focus());
    }
    if (event.key !== "Enter" || event.altKey || !(event.ctrlKey || event.metaKey)) return null;
    const button = sender(event.target);
    return button && (() => button.click());
  };
  // Where letters are typed; a radio button, a checkbox and a button take none.
  const TYPED = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file]), select, textarea, [contenteditable], dialog";
  const single = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED) || off()) return null;
    const going = Date.now() < goingUntil;
    goingUntil = 0;
    return going ? () => go(event.key) : verbs[event.key] || own(event.key);
  };
  document.addEventListener("keydown", (event) => {
    const verb = !event.isComposing && (held(event) || single(event));
    if (!verb) return;
    event.preventDefault();
    if (!event.repeat || event.key === "j" || event.key === "k") verb();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dialog=shortcuts]")) list();
  }, true);
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
