// SPDX-License-Identifier: Apache-2.0
// A page of a case says every ten seconds that it is open, and shows which colleagues have it open too, who of them is
// writing, and that the case is no longer as shown. A page that nobody looks at is silent.
(() => {
  const line = document.querySelector("[data-viewing]");
  if (!line) return;
  const { viewing, version, open, writing, stale } = line.dataset;
  const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const typed = () =>
    [...document.querySelectorAll("main textarea, main input[type=text]")].some((field) => field.value !== field.defaultValue);
  const named = (people, words) => (people.length ? [words.replace("{}", people.map((each) => each.name).join("、"))] : []);
  const show = (seen) => {
    const words = [
      ...named(seen.others.filter((each) => each.writing), writing),
      ...named(seen.others.filter((each) => !each.writing), open),
      ...(String(seen.version) === version ? [] : [stale]),
    ];
    const text = words.join(" · ");
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  };
  const ask = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ writing: typed() ? "yes" : "no" });
    try {
      const answer = await fetch(viewing, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok) show(await answer.json());
    } catch {
      // no connection: the next look tells
    }
  };
  ask();
  setInterval(ask, 10000);
  document.addEventListener("visibilitychange", ask);
})();
