// SPDX-License-Identifier: Apache-2.0
// What is typed into a form with data-draft is kept on the server a moment later; what is sent is no draft any more.
// What would take the place of words that stand there ([data-overwrites]) asks first.
(() => {
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const waiting = new Map();
  const asking = new Map();
  const settle = (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    asking.get(form)?.abort();
  };
  const keep = async (form) => {
    settle(form);
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrfmiddlewaretoken");
    const { signal } = asking.set(form, new AbortController()).get(form);
    const asked = { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true, redirect: "error", signal };
    try {
      const answer = await fetch(form.dataset.draft, asked);
      const note = form.querySelector("[data-draft-note]");
      if (answer.ok && note) note.textContent = await answer.text();
    } catch {
      // no connection, or the session is over: the words stand in the form, the next key tries again
    }
  };
  const keepOthers = (sent) => [...waiting.keys()].filter((form) => form !== sent).forEach(keep);
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(keep, 900, form));
  });
  document.addEventListener("submit", (event) => {
    settle(event.target);
    keepOthers(event.target);
  });
  document.body.addEventListener("htmx:confirm", (event) => {
    const box = event.target.closest("[data-overwrites]");
    const text = box && document.getElementById(box.dataset.overwrites);
    if (text && text.value.trim() && !window.confirm(box.dataset.words)) event.preventDefault();
  });
  window.addEventListener("pagehide", () => keepOthers());
})();
