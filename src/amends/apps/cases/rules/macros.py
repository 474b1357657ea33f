# SPDX-License-Identifier: Apache-2.0
"""Macros: named sets of steps that one press carries out on a case, as the content says them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar, cast

from amends.apps.core.rules.roles import RIGHTS, Right, Role

Plain = Mapping[str, object]
E = TypeVar("E", bound=StrEnum)
_KEY = re.compile(r"MC-[A-Z0-9-]{2,20}")
LONGEST_HOURS: Final = 240


class Do(StrEnum):
    """What a step does: one verb on the case."""

    RAISE = "raise"
    OFFER = "offer"
    PAUSE = "pause"
    NEXT = "next"
    NOTE = "note"
    WATCH = "watch"
    SUPERVISE = "supervise"


# What each step must say. Why a case goes to a leader before anybody tried is nothing that content could know.
_MUST: Final[Mapping[Do, frozenset[str]]] = {
    Do.RAISE: frozenset({"priority", "reason_zh"}),
    Do.OFFER: frozenset({"queue", "reason_zh"}),
    Do.PAUSE: frozenset({"reason", "hours", "note_zh"}),
    Do.NEXT: frozenset({"hours", "text_zh"}),
    Do.NOTE: frozenset({"text_zh"}),
    Do.WATCH: frozenset(),
    Do.SUPERVISE: frozenset({"reason_zh"}),
}


class MacroMalformed(ValueError):
    """The content of macros cannot be used; says which macro, and why."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"macro {key!r}: {problem}")
        self.key = key


@dataclass(frozen=True, slots=True)
class MacroStep:
    """One step: the verb, and what it is given."""

    do: Do
    words: str = ""
    priority: str = ""
    queue: Role | None = None
    reason: str = ""
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Macro:
    """A named set of steps, done in their order."""

    key: str
    title: str
    title_en: str
    help: str
    help_en: str
    steps: tuple[MacroStep, ...]


@dataclass(frozen=True, slots=True)
class Macros:
    """All macros of one version, in the order of the content."""

    version: str
    macros: Mapping[str, Macro]


def read_macros(content: Plain, *, priorities: frozenset[str], pauses: Mapping[str, int]) -> Macros:
    """The macros that plain content says. `pauses` are the reasons for one, and the most hours of each.

    Raises `MacroMalformed`: an unknown verb, queue, priority or reason, a pause that the policy does not allow, a value
    that is missing or that the verb does not know, a key that is used twice.
    """
    found: dict[str, Macro] = {}
    for row in cast(Sequence[Plain], content.get("macros", ())):
        macro = _macro(row)
        if macro.key in found:
            raise MacroMalformed(macro.key, "is there twice")
        for step in macro.steps:
            _check(macro.key, step, priorities, pauses)
        found[macro.key] = macro
    return Macros(str(content["version"]), found)


def _macro(row: Plain) -> Macro:
    key = str(row.get("key", ""))
    steps = cast(Sequence[Plain], row.get("steps", ()))
    if not _KEY.fullmatch(key) or not row.get("title_zh"):
        raise MacroMalformed(key, "needs a key such as MC-WAIT, and a title_zh")
    if not steps:
        raise MacroMalformed(key, "has no steps")
    said = {name: str(row.get(name, "")) for name in ("title_en", "help_en")}
    return Macro(
        key=key,
        title=str(row["title_zh"]),
        help=str(row.get("help_zh", "")),
        steps=tuple(_step(key, each) for each in steps),
        **said,
    )


def _step(key: str, row: Plain) -> MacroStep:
    do = _one(key, Do, row.get("do"))
    given, must = row.keys() - {"do"}, _MUST[do]
    if missing := sorted(must - given):
        raise MacroMalformed(key, f"{do} needs {missing[0]}")
    if strange := sorted(given - must):
        raise MacroMalformed(key, f"{do} does not know {strange[0]}")
    words = next((str(row[name]) for name in ("text_zh", "note_zh", "reason_zh") if name in row), "")
    return MacroStep(
        do=do,
        words=words.strip(),
        priority=str(row.get("priority", "")),
        queue=_one(key, Role, row["queue"]) if "queue" in row else None,
        reason=str(row.get("reason", "")),
        hours=_hours(key, row["hours"]) if "hours" in row else 0,
    )


def _one(key: str, kind: type[E], value: object) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise MacroMalformed(key, f"{value!r} is none of {', '.join(kind)}") from None


def _hours(key: str, value: object) -> int:
    if not isinstance(value, int) or not 1 <= value <= LONGEST_HOURS:
        raise MacroMalformed(key, f"hours are a whole number from 1 to {LONGEST_HOURS}")
    return value


def _check(key: str, step: MacroStep, priorities: frozenset[str], pauses: Mapping[str, int]) -> None:
    if _MUST[step.do] - {"priority", "queue", "hours", "reason"} and not step.words:
        raise MacroMalformed(key, f"{step.do} says nothing")
    if step.do is Do.RAISE and step.priority not in priorities:
        raise MacroMalformed(key, f"no priority {step.priority!r}")
    if step.do is Do.PAUSE and step.hours > pauses.get(step.reason, 0):
        most = pauses.get(step.reason)
        raise MacroMalformed(
            key, f"no reason {step.reason!r}" if most is None else f"pauses at most {most} hours"
        )
    if step.queue and Right.WORK_CASES not in RIGHTS[step.queue]:
        raise MacroMalformed(key, f"{step.queue} does not work on cases")
