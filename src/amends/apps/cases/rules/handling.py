# SPDX-License-Identifier: Apache-2.0
"""The twelve steps in four phases as a procedure: what to do, not to do, to say and to record at each step.

Read from plain content, either of the pack or as it was pinned to a case, so that an old case keeps its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from amends.apps.cases.rules.procedure import Asking, ProcedureMalformed, read_question
from amends.apps.cases.rules.states import HANDLING_WAY, CaseState
from amends.apps.cases.rules.success import read_rule

Plain = Mapping[str, object]
PHASES: dict[str, CaseState] = dict(
    zip(("receive", "clarify", "resolve", "follow_up"), HANDLING_WAY, strict=True)
)


@dataclass(frozen=True, slots=True)
class HandlingStep:
    """One of the twelve: `record` are the codes of the fields that it asks for, `gate` what must hold, in words;
    `minutes` what it usually takes, `limit` by when it must be done once it is the step to do, where it has one."""

    code: str
    order: int
    name: str
    do: str
    dont: str
    say: str
    record: tuple[str, ...]
    gate: str
    minutes: int
    limit: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the four: the state that a case has in it, and its steps."""

    code: str
    name: str
    goal: str
    state: CaseState
    steps: tuple[HandlingStep, ...]


@dataclass(frozen=True, slots=True)
class HandlingType:
    """A way in which customers are, and how to answer it; never a judgement of the person. `hold` is how long they
    may be kept waiting on the line, where that is shorter than usual."""

    code: str
    name: str
    tip: str
    caution: str
    hold: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """One version of the twelve steps; `asking` is what the customer is asked once they know the result."""

    phases: tuple[Phase, ...]
    types: tuple[HandlingType, ...]
    asking: Asking

    @property
    def steps(self) -> tuple[HandlingStep, ...]:
        """All steps, in order."""
        return tuple(step for phase in self.phases for step in phase.steps)

    def step(self, code: str) -> HandlingStep:
        """The step of that code. Raises `KeyError`."""
        return {each.code: each for each in self.steps}[code]

    def phase_of(self, code: str) -> Phase:
        """The phase that a step belongs to. Raises `KeyError`."""
        return {step.code: phase for phase in self.phases for step in phase.steps}[code]


def read_handling(content: Plain) -> Handling:
    """The twelve steps that plain content says. Raises `ProcedureMalformed`."""
    try:
        steps = {step.code: step for step in map(_step, _rows(content["steps"]))}
        phases = tuple(_phase(row, steps) for row in _rows(content["phases"]))
        types = tuple(_type(row) for row in _rows(content["handling_types"]))
        asking = _asking(cast(Plain, content["satisfaction"]))
    except (KeyError, TypeError) as error:
        raise ProcedureMalformed(f"the handling steps lack {error}") from error
    return Handling(phases, types, asking)


def with_questions(content: Plain, survey: Plain) -> dict[str, object]:
    """The content with the questions to the customer in full, taken from the survey that it names by code."""
    satisfaction = cast(Plain, content["satisfaction"])
    items = {str(row["code"]): row for row in _rows(survey["items"])}
    questions = [_question(items[str(code)]) for code in cast(Sequence[object], satisfaction["ask"])]
    return {**content, "satisfaction": {**satisfaction, "questions": questions}}


def _question(item: Plain) -> dict[str, object]:
    """A survey's item as a question of a procedure."""
    if item["type"] == "single":
        scale: object = [str(each["zh"]) for each in _rows(item["options"])]
    else:
        scale = "text" if item["type"] == "text" else f"{item['min']}-{item['max']}"
    return {"code": item["code"], "text_zh": item["text_zh"], "scale": scale}


def _asking(row: Plain) -> Asking:
    questions = tuple(read_question(each) for each in _rows(row["questions"]))
    return Asking(questions=questions, success=read_rule(str(row["success_rule"])))


def _rows(value: object) -> Sequence[Plain]:
    return cast(Sequence[Plain], value)


def _step(row: Plain) -> HandlingStep:
    return HandlingStep(
        code=str(row["code"]),
        order=int(cast(int, row["order"])),
        name=str(row["name_zh"]),
        do=str(row["do_zh"]),
        dont=str(row["dont_zh"]),
        say=str(row["say_zh"]),
        record=tuple(str(each) for each in cast(Sequence[object], row["record"])),
        gate=str(row["gate"]),
        minutes=int(cast(int, row["typical_minutes"])),
        limit=_limit(row),
    )


def _limit(row: Plain) -> timedelta | None:
    minutes = row.get("limit_minutes")
    if minutes is None:
        return None
    if not isinstance(minutes, int) or minutes < 1:
        raise ProcedureMalformed(
            f"the limit of step {row['code']} is a whole number of minutes, not {minutes!r}"
        )
    return timedelta(minutes=minutes)


def _phase(row: Plain, steps: Mapping[str, HandlingStep]) -> Phase:
    code = str(row["code"])
    own = tuple(steps[str(each)] for each in cast(Sequence[object], row["steps"]))
    return Phase(code, str(row["name_zh"]), str(row["goal_zh"]), PHASES[code], own)


def _type(row: Plain) -> HandlingType:
    code, name, tip, caution = (str(row[key]) for key in ("code", "name_zh", "tip_zh", "caution_zh"))
    hold = cast(int | None, row.get("hold_seconds"))
    return HandlingType(code, name, tip, caution, timedelta(seconds=hold) if hold else None)
