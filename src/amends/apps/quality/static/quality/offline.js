// SPDX-License-Identifier: Apache-2.0
// A form that is filled in where there may be no connection: what is typed stays on the phone (form[data-offline], whose
// value says which form of whom), what is handed in waits there until it has arrived. Each record carries a key: sent
// twice, it is one. Without this file the form is sent as any other.
(() => {
  "use strict";
  const form = document.querySelector("form[data-offline]");
  if (!form) return;
  const draftKey = `amends:${form.dataset.offline}:draft`;
  const outKey = `amends:${form.dataset.offline}:out`;
  const says = document.querySelector("[data-offline-says]");
  const again = document.querySelector("[data-offline-again]");
  const words = JSON.parse(document.getElementById("offline-words").textContent);
  const read = (key, other) => {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? other;
    } catch {
      return other;
    }
  };
  const write = (key, value) => {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false; // full, or not allowed
    }
  };
  if (!write(`${outKey}:try`, 1)) return;
  write(`${outKey}:try`, null);

  const tell = (text, kind = "dim") => {
    says.textContent = text;
    says.className = kind;
  };
  const fields = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return [...data.entries()];
  };
  const fill = (entries) => {
    for (const [name, value] of entries) {
      for (const each of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (each.type === "radio") each.checked = each.value === value;
        else each.value = value;
      }
    }
  };
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.elements.key.value = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  };
  const waiting = () => read(outKey, []);
  const drop = (key) => write(outKey, waiting().filter((each) => each.key !== key));

  const post = async (item) => {
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    const body = new URLSearchParams(item.fields);
    body.set("waited_s", Math.max(0, Math.round((Date.now() - (item.since || Date.now())) / 1000)));
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    return fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
  };
  const takeBack = (item, text) => {
    drop(item.key);
    fill(item.fields);
    write(draftKey, item.fields);
    tell(`${words.refused} ${text}`, "bad");
    says.scrollIntoView({ block: "center" });
  };
  // Only the receipt of the server, for this visit: a page to log in at, or of a hotel's network, answers 200 too.
  const receipt = async (item, answer) => {
    if (answer.status !== 201) return null;
    try {
      const said = await answer.json();
      return said.key === item.key ? said : null;
    } catch {
      return null;
    }
  };
  const arrived = async (item, answer) => {
    const said = await receipt(item, answer);
    if (said) {
      drop(item.key);
      tell(words.sent, "ok");
      if ("leave" in form.dataset && !waiting().length && !read(draftKey, null)) location.assign(said.url);
      return true;
    }
    if (answer.status === 422 && !read(draftKey, null)) takeBack(item, (await answer.json()).words);
    else if (answer.status === 422) tell(words.refused, "bad"); // after the one that is being filled in
    else tell(answer.status >= 500 ? words.later : words.login, "warn"); // it waits
    return false;
  };
  const flush = async () => {
    for (const item of waiting()) {
      try {
        if (!(await arrived(item, await post(item)))) break;
      } catch {
        tell(words.waiting.replace("{n}", waiting().length), "warn");
        break;
      }
    }
    again.hidden = waiting().length === 0;
  };
  let busy = Promise.resolve();
  const send = () => (busy = busy.then(flush, flush));

  form.addEventListener("input", () => {
    if (write(draftKey, fields())) tell(words.saved);
  });
  form.addEventListener("submit", (event) => {
    const entries = fields();
    const key = form.elements.key.value;
    const others = waiting().filter((each) => each.key !== key);
    if (!write(outKey, [...others, { key, fields: entries, since: Date.now() }])) return; // no room: send it the plain way
    event.preventDefault();
    write(draftKey, null);
    form.reset();
    newKey();
    window.scrollTo(0, 0);
    send();
  });
  again.addEventListener("click", send);
  window.addEventListener("online", send);
  setInterval(() => waiting().length && send(), 30000);

  const kept = read(draftKey, null);
  if (kept && !("refused" in form.dataset)) {
    fill(kept);
    tell(words.restored);
  }
  if (waiting().length) send();
})();
