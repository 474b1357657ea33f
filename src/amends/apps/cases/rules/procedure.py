# SPDX-License-Identifier: Apache-2.0
"""A playbook as a procedure: what to check, what to do in which order, what to say, what to ask at the end.

It is read from plain content, either of a pack or as it was pinned to a case, so that an old case keeps the words
it was opened with.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from amends.apps.cases.rules.success import Answers, SuccessRule, Value, read_rule

Plain = Mapping[str, object]


class ProcedureMalformed(ValueError):
    """A playbook lacks something that a case cannot do without."""


class AnswerRefused(ValueError):
    """An answer is missing, or is none of those that the question allows."""

    def __init__(self, question: "Question") -> None:
        super().__init__(f"no valid answer to {question.code}")
        self.question = question


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, by which role, within how many hours of the plan."""

    order: int
    text: str
    role: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the customer: of `choices`, or a number from `lowest` to `highest`, or free words."""

    code: str
    text: str
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number."""
        return self.highest > 0

    @property
    def is_text(self) -> bool:
        """Whether the answer is free words, which may stay empty."""
        return not self.choices and not self.is_number

    def accepts(self, answer: Value | None) -> bool:
        """Whether it is an answer to this question."""
        if self.is_number:
            return isinstance(answer, int) and self.lowest <= answer <= self.highest
        return self.is_text or answer in self.choices


@dataclass(frozen=True, slots=True)
class Script:
    """What may be said, from the first sentence to the last."""

    opening: str
    explain: str
    offer: str
    close: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What the customer is asked once they know the result, and which answers mean that it worked."""

    questions: tuple[Question, ...]
    success: SuccessRule

    def checked_answers(self, answers: Answers) -> dict[str, Value]:
        """The answers by question code, blanks left out. Raises `AnswerRefused` at the first that is no answer."""
        for each in self.questions:
            if not each.accepts(answers.get(each.code)):
                raise AnswerRefused(each)
        codes = [each.code for each in self.questions]
        return {code: answer for code in codes if (answer := answers.get(code)) not in (None, "")}

    def succeeded(self, answers: Answers) -> bool:
        """Whether the customer's answers, by question code, mean that it worked."""
        names = {name: code for code, name in self.names.items()}
        return self.success.holds({name: answers.get(code) for name, code in names.items()})

    def score(self, answers: Answers) -> int | None:
        """What the customer gave on the scale that the success rule calls `score`."""
        found = [answers.get(code) for code, name in self.names.items() if name == "score"]
        return found[0] if found and isinstance(found[0], int) else None

    @property
    def names(self) -> dict[str, str]:
        """Question code → the name that the success rule has for it, found by the values it is compared with."""
        named = {each.name: _asked_by(each.values, self.questions) for each in self.success.comparisons}
        return {code: name for name, code in named.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Asking):
    """One version of one playbook. The last action is the check with the customer, which the callback answers."""

    code: str
    name: str
    definition: str
    checks: tuple[str, ...]
    actions: tuple[Action, ...]
    script: Script
    escalate_when: str
    close_condition: str

    @property
    def measures(self) -> tuple[Action, ...]:
        """What the owner does before the customer is asked."""
        return self.actions[:-1]

    @property
    def follow_up(self) -> Action:
        """The check with the customer that ends the procedure."""
        return self.actions[-1]


def _asked_by(values: Sequence[Value], questions: Sequence[Question]) -> str:
    """The one question that has all these values among its answers; of several scales of numbers, the last."""
    fitting = [each for each in questions if not each.is_text and all(each.accepts(v) for v in values)]
    if not fitting or (len(fitting) > 1 and not fitting[0].is_number):
        raise ProcedureMalformed(f"not one question that can be answered with {', '.join(map(str, values))}")
    return fitting[-1].code


def read_procedure(content: Plain) -> Procedure:
    """The procedure that plain content says. Raises `ProcedureMalformed` or `RuleUnreadable`."""
    try:
        procedure = _read(content)
    except (KeyError, TypeError) as error:
        raise ProcedureMalformed(f"the playbook lacks {error}") from error
    if len(procedure.actions) < 2:
        raise ProcedureMalformed("a playbook needs something to do and a check with the customer")
    _ = procedure.names  # every name of the success rule must have its question
    return procedure


def _read(content: Plain) -> Procedure:
    script = cast(Plain, content["script"])
    return Procedure(
        code=str(content["code"]),
        name=str(content["name_zh"]),
        definition=str(content["definition_zh"]),
        checks=tuple(str(each) for each in _listed(content["root_cause_checks"])),
        actions=tuple(sorted(map(_action, _listed(content["actions"])), key=lambda each: each.order)),
        script=Script(*(str(script[f"{part}_zh"]) for part in ("opening", "explain", "offer", "close"))),
        questions=tuple(map(read_question, _listed(content["callback_questions"]))),
        escalate_when=str(content["escalate_when_zh"]),
        close_condition=str(content["close_condition_zh"]),
        success=read_rule(str(content["success_rule"])),
    )


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise ProcedureMalformed("a list was expected")
    return value


def _action(value: object) -> Action:
    row = cast(Mapping[str, str], value)
    within = timedelta(hours=int(row["within_hours"]))
    return Action(int(row["order"]), str(row["do_zh"]), str(row["owner"]), within)


def read_question(value: object) -> Question:
    """One question as content says it: `scale` is a list of answers, `1-10`, or `text`. Raises `KeyError`."""
    row = cast(Plain, value)
    code, text, scale = str(row["code"]), str(row["text_zh"]), row["scale"]
    if isinstance(scale, list | tuple):
        return Question(code, text, choices=tuple(str(each) for each in scale))
    if scale == "text":
        return Question(code, text)
    lowest, _, highest = str(scale).partition("-")
    return Question(code, text, lowest=int(lowest), highest=int(highest))


def content_digest(content: Plain) -> str:
    """SHA-256 of the canonical JSON: the same words, the same version."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
