// SPDX-License-Identifier: Apache-2.0
// Taking a customer's word by keyboard: Enter looks for the customer and otherwise goes on to the next field (what jumps
// and what sends is marked in the form: see keys.js); what the server noticed opens the part of the form that asks about it.
(() => {
  const form = document.querySelector("[data-intake]");
  const printer = document.querySelector("[data-print]");
  if (printer) printer.addEventListener("click", () => window.print());
  if (!form) return;
  const fields = () => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((each) => each.offsetParent);
  const next = (from) => {
    const all = fields();
    const after = all[all.indexOf(from) + 1];
    if (after) after.focus();
  };
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (event.target.matches("[data-find]")) {
      event.preventDefault();
      form.querySelector("[data-find-button]").click();
    } else if (event.target.matches("input:not([type=submit]), select")) {
      event.preventDefault();
      next(event.target);
    }
  });
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent && event.submitter && event.submitter.matches("[data-send]")) event.preventDefault();
    if (event.submitter && event.submitter.matches("[data-send]")) {
      sent = true;
      window.htmx?.trigger("#intake-hints", "htmx:abort");
    }
  });
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (sent && event.target.id === "intake-hints") event.preventDefault(); // what is sent is no draft any more
  });
  window.addEventListener("pageshow", () => { sent = false; });
  const notice = () => {
    const said = document.querySelector("#intake-hints [data-found]");
    if (!said) return;
    const found = said.dataset.found.split(/\s+/);
    for (const part of form.querySelectorAll("[data-when]")) {
      const kept = part.querySelector(".errors") || [...part.querySelectorAll("input")].some((each) => (each.type === "text" ? each.value : each.checked));
      const name = part.dataset.when;
      part.hidden = !kept && (name === "thin" || !found.includes(name));
    }
    const more = form.querySelector("[data-more]");
    if (said.dataset.referenced === "yes" && more && !more.open) more.open = true;
    const saved = document.getElementById("intake-saved");
    if (saved && said.dataset.saved) saved.textContent = `${saved.dataset.words} ${said.dataset.saved}`;
  };
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    // a login page in the place of hints means that the session is over: what was typed stays, the draft is kept
    const target = event.detail.target;
    if (target.id === "intake-hints" && !event.detail.serverResponse.includes("data-found")) event.detail.shouldSwap = false;
    if (target.id === "intake-topics" && event.detail.serverResponse.includes("<html")) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "intake-hints") notice();
    if (event.detail.target.id === "intake-found") {
      const only = event.detail.target.querySelectorAll("input[type=radio]");
      if (only.length === 1) only[0].click();
      else if (only.length) only[0].focus();
    }
  });
  notice();
})();
