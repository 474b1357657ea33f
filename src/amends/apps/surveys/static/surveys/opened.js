// SPDX-License-Identifier: Apache-2.0
// Says that somebody sees the page: at the first sign of a hand, or when it has been in view for two seconds. Messengers
// and mail scanners fetch the page without ever showing it. Without JavaScript the first answer says so.
(() => {
  const { openedUrl } = document.getElementById("survey-intro")?.dataset ?? {};
  if (!openedUrl) return;
  const SIGNS = ["pointerdown", "pointermove", "touchstart", "keydown", "scroll"];
  let timer, told;
  const tell = () => {
    if (told || document.visibilityState !== "visible") return;
    told = true;
    clearTimeout(timer);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    fetch(openedUrl, { method: "POST", credentials: "same-origin", keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => undefined);
  };
  const wait = () => {
    clearTimeout(timer);
    if (document.visibilityState === "visible") timer = setTimeout(tell, 2000);
  };
  for (const sign of SIGNS) addEventListener(sign, tell, { once: true, passive: true });
  document.addEventListener("visibilitychange", wait);
  wait();
})();
