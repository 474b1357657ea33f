// SPDX-License-Identifier: Apache-2.0
// Draws the questionnaire in <script id="survey"> into #survey-root, saves what is answered as it is answered, and sends
// it at the end. The server judges; what it refuses is shown at the question. Data of #survey-root: save-url, submit-url,
// done-url, language, seed, page, readonly, preview (drawn only, nothing is sent).
(() => {
  const WORDS = {
    zh: {
      saving: "正在保存…",
      saved: "已保存，可以以后接着答",
      offline: "暂时连不上：答案还在这一页，连上后自动保存",
      sending: "正在提交…",
      faults: "有的题还没有答好，请看题目下面的提示",
      failed: "没有提交成功，答案还在，请再试一次",
      stale: "这个页面已经过期，请刷新后接着答",
    },
    en: {
      saving: "Saving…",
      saved: "Saved. You can go on later",
      offline: "No connection. Your answers stay on this page and will be saved when it returns",
      sending: "Sending…",
      faults: "Some answers need attention: see the notes below the questions",
      failed: "Not sent. Your answers are still here; please try again",
      stale: "This page has expired. Reload it to go on",
    },
  };
  const DELAY = 1200;
  const RETRY = 8000;

  const root = document.getElementById("survey-root");
  if (!root || !window.Survey) return;
  const { saveUrl, submitUrl, doneUrl, language = "", preview, readonly } = root.dataset;
  const english = language.toLowerCase().startsWith("en");
  const words = english ? WORDS.en : WORDS.zh;
  const given = (id) => JSON.parse(document.getElementById(id)?.textContent || "null");

  // One of the library's drawings, that of a timer we do not use, has a style in its markup, which our policy refuses.
  const drawings = Survey.SvgRegistry;
  const markup = drawings.iconsRenderedHtml.bind(drawings);
  drawings.iconsRenderedHtml = () => markup().replace(/\sstyle="[^"]*"/g, "");
  Survey.surveyLocalization.defaultLocale = "zh-cn"; // a text without a language is Chinese

  const build = (document_, answers) => {
    const model = new Survey.Model(document_);
    model.locale = english ? "en" : "zh-cn";
    model.randomSeed = Number(root.dataset.seed) || 1;
    model.clearInvisibleValues = "onHiddenContainer";
    model.textUpdateMode = "onTyping";
    model.showCompletePage = false;
    model.questionErrorLocation = "bottom";
    model.widthMode = "responsive";
    model.showProgressBar = model.visiblePageCount > 1;
    model.progressBarLocation = "top";
    model.progressBarType = "questions";
    for (const question of model.getAllQuestions()) {
      if (question.getType() === "rating") question.displayMode = "buttons"; // else a dropdown on a phone
    }
    model.data = answers ?? {};
    model.currentPageNo = Math.min(Number(root.dataset.page) || 0, Math.max(model.visiblePageCount - 1, 0));
    if (readonly !== undefined) model.readOnly = true;
    return model;
  };

  const state = document.createElement("p");
  state.className = "survey-state";
  state.setAttribute("role", "status");
  const say = (text, kind = "") => {
    state.textContent = text;
    state.dataset.kind = kind;
  };

  const post = (url, model, more = {}) =>
    fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "" },
      body: JSON.stringify({ answers: model.data, page: model.currentPageNo }),
      ...more,
    });
  const told = async (answer) => {
    try {
      return await answer.json();
    } catch {
      return {};
    }
  };

  // One saving at a time; what changes meanwhile is saved after it.
  const saver = (model) => {
    let timer, busy, again;
    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };
    const stop = () => {
      clearTimeout(timer);
      timer = undefined;
    };
    const save = async () => {
      stop();
      if (root.dataset.sending) return;
      if (busy) return void (again = true);
      busy = true;
      again = false;
      say(words.saving);
      try {
        const answer = await post(saveUrl, model);
        if (answer.status === 403 || answer.status === 404 || answer.status === 410) say(words.stale, "bad");
        else if (answer.status === 409) say((await told(answer)).words ?? words.failed, "bad");
        else if (answer.ok) say(words.saved);
        else retry();
      } catch {
        retry();
      }
      busy = false;
      if (again) later(0);
    };
    const retry = () => {
      say(words.offline, "bad");
      later(RETRY);
    };
    const last = () => {
      if ((timer || busy) && !root.dataset.sending) post(saveUrl, model, { keepalive: true }).catch(() => undefined);
    };
    return { later: () => later(DELAY), now: () => later(0), last, stop };
  };

  const showFaults = (model, faults) => {
    say(words.faults, "bad");
    const wrong = model.getAllQuestions().filter((question) => faults[question.name] && question.isVisible);
    for (const question of wrong) question.addError(new Survey.CustomError(faults[question.name], question));
    if (!wrong.length) return;
    model.currentPage = wrong[0].page;
    setTimeout(() => wrong[0].focus(true), 50);
  };

  const send = async (model, saving) => {
    if (root.dataset.sending) return;
    root.dataset.sending = "yes";
    saving.stop();
    say(words.sending);
    try {
      const answer = await post(submitUrl, model);
      const found = await told(answer);
      if (answer.ok && found.ok) return done(found.url ?? doneUrl);
      if (found.faults) showFaults(model, found.faults);
      else say(answer.status === 403 ? words.stale : (found.words ?? words.failed), "bad");
    } catch {
      say(words.failed, "bad");
    }
    delete root.dataset.sending;
  };
  const done = (url) => {
    if (url) return location.assign(url);
    root.hidden = state.hidden = true;
    document.getElementById("survey-done")?.removeAttribute("hidden");
  };

  const wire = (model) => {
    const saving = saver(model);
    model.onValueChanged.add(() => saving.later());
    model.onCurrentPageChanged.add(() => {
      saving.now();
      root.scrollIntoView({ block: "start" });
    });
    model.onCompleting.add((_model, options) => {
      options.allow = false;
      send(model, saving);
    });
    addEventListener("online", () => saving.now());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saving.last());
  };

  const draw = (document_, answers) => {
    const model = build(document_, answers);
    if (preview === undefined && readonly === undefined) wire(model);
    if (preview !== undefined) model.onCompleting.add((_model, options) => (options.allow = false));
    model.render(root);
    return model;
  };
  root.after(state);
  draw(given("survey"), given("survey-answers"));
  // The builder shows a draft by telling it: detail is the document.
  root.addEventListener("survey:draw", (event) => draw(event.detail, {}));
})();
