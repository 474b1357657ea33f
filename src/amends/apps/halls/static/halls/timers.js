// SPDX-License-Identifier: Apache-2.0
// Counts on between two answers of the server: from the seconds that it said, by a clock that nobody sets, so that a
// telephone with a wrong time shows the right span. No step is added up: each shown second is start + what has passed.
(() => {
  const begun = new WeakMap();
  setInterval(() => {
    document.querySelectorAll("[data-timer]").forEach((element) => {
      if (!begun.has(element)) begun.set(element, performance.now());
      const passed = Math.floor((performance.now() - begun.get(element)) / 1000);
      element.textContent = String(Number(element.dataset.timer) + passed);
    });
  }, 250);
})();
