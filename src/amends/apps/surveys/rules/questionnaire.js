// SPDX-License-Identifier: Apache-2.0
// What the server asks of the questionnaires' library. Loaded after it, in the same context; every function takes and
// returns plain values. A model is built once for a questionnaire and language, then emptied and filled for each answer.
var Amends = (() => {
  const { SurveyModel, ConditionRunner, FunctionFactory, ExpressionRunner, settings, surveyLocalization } = Survey;
  const models = new Map();
  globalThis.console = { log() {}, info() {}, warn() {}, error() {} };
  // What is put off is drawing, and nothing is drawn here.
  globalThis.setTimeout = globalThis.setInterval = () => 0;
  globalThis.clearTimeout = globalThis.clearInterval = globalThis.queueMicrotask = () => undefined;
  settings.environment = { root: { getElementById() {}, querySelector() {} } };

  surveyLocalization.defaultLocale = "zh-cn"; // a text without a language is Chinese, not English

  // Only what gives the same answer for the same values: no clock, no page, no caller's objects.
  const PURE = ["iif", "sum", "min", "max", "count", "avg", "round", "trunc", "dateDiff", "getYear", "year", "month", "day", "weekday", "substring"];
  FunctionFactory.Instance.getAll().forEach((name) => PURE.includes(name) || FunctionFactory.Instance.unregister(name));

  const load = (key, json, locale) => {
    const model = new SurveyModel(JSON.parse(json));
    model.locale = locale;
    model.clearInvisibleValues = "none"; // `settle` does it, whatever the model held before
    models.set(key, model);
  };
  const drop = (key) => {
    const model = models.get(key);
    models.delete(key);
    model?.dispose();
  };

  const shown = (question) => question.isVisible && question.isParentVisible; // of panels and page
  const open = (question, last) => shown(question) && (last === Infinity || question.page.visibleIndex <= last);
  const questions = (model) => model.getAllQuestions();

  // The last page that counts: a trigger that ends the survey does so after the page of the questions it reads.
  const ending = (model) => {
    const values = model.getFilteredValues();
    const ends = model.triggers
      .map((trigger) => new ConditionRunner(trigger.expression))
      .filter((runner) => runner.canRun() && runner.runValues(values))
      .map((runner) => Math.max(0, ...runner.getVariables().map((name) => model.getQuestionByName(name.split(/[.[]/)[0])?.page.visibleIndex ?? 0)));
    return ends.length ? Math.min(...ends) : Infinity;
  };

  const hiddenChoice = (question, value) => question.visibleChoices.every((choice) => choice.value !== value);
  const HIDING = {
    radiogroup: (question) => (hiddenChoice(question, question.value) ? undefined : question.value),
    checkbox: (question) => question.value.filter((value) => !hiddenChoice(question, value)),
    matrix: (question) => Object.fromEntries(Object.entries(question.value).filter(([row]) => question.visibleRows.some((one) => one.name == row))),
  };
  HIDING.dropdown = HIDING.radiogroup;
  HIDING.tagbox = HIDING.ranking = HIDING.checkbox;
  const size = (value) => (value === undefined || value === null ? 0 : typeof value === "object" ? Object.keys(value).length : 1);

  // Answers to what is not asked go, until nothing more goes: each may have shown another question.
  const forget = (question, last) => {
    const answered = !question.isEmpty();
    if (!answered && !question.comment) return false;
    if (!open(question, last)) {
      question.clearValue();
      question.comment = "";
      return true;
    }
    const kept = answered && HIDING[question.getType()] ? HIDING[question.getType()](question) : question.value;
    if (size(kept) === size(question.value)) return false;
    if (size(kept)) question.value = kept;
    else question.clearValue();
    return true;
  };
  const settle = (model) => {
    const all = questions(model).filter((question) => question.getType() !== "expression");
    for (let round = 0; round <= all.length; round += 1) {
      const last = ending(model);
      if (!all.map((question) => forget(question, last)).some(Boolean)) return;
    }
  };
  const filled = (key, answers) => {
    const model = models.get(key);
    model.setDataCore(answers, true);
    settle(model);
    return model;
  };

  const errors = (question) => {
    if (question.validate(false)) return [];
    question.validate(true, false); // only this one words them
    return question.getAllErrors().map((error) => error.getText());
  };
  const holds = (text, values) => {
    const runner = new ConditionRunner(text);
    return runner.canRun() && runner.runValues(values) === true;
  };

  // State of one answer: what is kept, what is asked page by page, what the library finds wrong there, which conditions hold.
  const state = (key, answers, conditions) => {
    const model = filled(key, answers);
    const last = ending(model);
    const asked = model.visiblePages.filter((page) => page.visibleIndex <= last);
    return {
      answers: model.data,
      ended: last !== Infinity,
      pages: asked.map((page) =>
        page.questions.filter(shown).map((question) => ({
          code: question.name,
          answered: !question.isEmpty(),
          asks: question.hasInput && !question.isReadOnly,
          errors: question.isReadOnly ? [] : errors(question),
        })),
      ),
      holding: conditions.map((text) => holds(text, model.getFilteredValues())),
    };
  };

  const text = (loc) => loc?.textOrHtml ?? "";
  const choice = (item) => ({ value: item.value, text: text(item.locText) || String(item.value) });
  const field = (item) => ({ value: item.name, text: text(item.editor.locTitle) || item.name, input: item.inputType, required: item.isRequired });
  const rated = (question) => {
    const low = text(question.locMinRateDescription);
    const high = text(question.locMaxRateDescription);
    return { choices: question.visibleRateValues.map(choice), low, high };
  };
  const DRAWN = {
    rating: rated,
    boolean: (question) => ({ choices: [{ value: true, text: text(question.locLabelTrue) }, { value: false, text: text(question.locLabelFalse) }] }),
    matrix: (question) => ({ choices: question.visibleColumns.map(choice), rows: question.visibleRows.map((row) => ({ value: row.name, text: row.text })) }),
    multipletext: (question) => ({ fields: question.items.map(field) }),
    text: (question) => ({ input: question.inputType, minimum: question.min ?? null, maximum: question.max ?? null, step: question.step ?? null }),
    expression: (question) => ({ value: question.displayValue === undefined ? null : String(question.displayValue) }),
  };
  for (const type of ["radiogroup", "dropdown", "checkbox", "tagbox", "ranking"]) {
    DRAWN[type] = (question) => ({ choices: question.visibleChoices.map(choice), other: question.showOtherItem === true });
  }
  // The nearest titled panel above a question, once for the first question in it.
  const panel = (question) => {
    for (let above = question.parent; above && !above.isPage; above = above.parent) {
      if (text(above.locTitle)) return { name: above.name, title: text(above.locTitle), description: text(above.locDescription) };
    }
    return null;
  };
  const drawn = (question) => ({
    code: question.name,
    type: question.getType(),
    title: text(question.locTitle),
    description: text(question.locDescription),
    required: question.isRequired,
    enabled: !question.isReadOnly,
    value: question.isEmpty() ? null : question.value,
    comment: question.comment || "",
    remark: question.showCommentArea === true ? text(question.locCommentText) : "",
    longest: question.maxLength > 0 ? question.maxLength : null,
    panel: panel(question),
    ...DRAWN[question.getType()]?.(question),
  });
  const pages = (key, answers, seed) => {
    const model = filled(key, answers);
    if (model.randomSeed !== seed) model.randomSeed = seed;
    const last = ending(model);
    return model.visiblePages
      .filter((page) => page.visibleIndex <= last)
      .map((page) => ({ name: page.name, title: text(page.locTitle), description: text(page.locDescription), questions: page.questions.filter(shown).map(drawn) }));
  };

  const SYNTAX = 0;
  const COMPARING = ["equal", "notequal", "contains", "notcontains", "anyof", "allof", "noneof"];
  const constants = (operand) => (operand?.getType() === "array" ? operand.values : [operand]).filter((one) => one?.getType() === "const").map((one) => one.correctValue);
  // Which constants the expression holds against which answers.
  const compared = (runner) => {
    const operands = [];
    runner.expressionExecutor.operand?.addOperandsToList(operands);
    return operands
      .filter((one) => one.getType() === "binary" && COMPARING.includes(one.operatorName) && one.left?.getType() === "variable")
      .map((one) => ({ name: one.left.variable, values: constants(one.right) }));
  };
  const read = (expression) => {
    const runner = new ExpressionRunner(expression);
    const found = runner.validate(null, { functions: true, variables: false, semantics: false }, true);
    return {
      parsed: !found.some((error) => error.errorType === SYNTAX),
      unknown: found.filter((error) => error.functionName).map((error) => error.functionName),
      names: runner.getVariables(),
      compared: compared(runner),
    };
  };
  return { load, drop, state, pages, read, holds };
})();
0;
