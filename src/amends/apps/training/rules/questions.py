# SPDX-License-Identifier: Apache-2.0
"""Questions of a quiz: what a sound one has, whether an answer is right, which are asked, and whether it was enough."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, cast

from amends.analytics.language.keypoints import KeyPoint, matched
from amends.apps.training.rules.learning_words import Kind

Given = str | int | float | bool | list[int] | None


class Fault(StrEnum):
    """What a question lacks before it can be asked."""

    WORDS = "words"
    OPTIONS = "options"
    ANSWER = "answer"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is judged: `answer` is a place, places, a truth, {value, tolerance}, or key points."""

    kind: Kind
    options: Sequence[str]
    answer: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether it is right, and the key points that were missed."""

    is_right: bool
    missed: tuple[str, ...] = ()


def fault_of(words: str, asked: Asked) -> Fault | None:
    """The first thing that a question lacks, or nothing."""
    if not words.strip():
        return Fault.WORDS
    if asked.kind in {Kind.SINGLE, Kind.MULTIPLE} and len(set(asked.options)) < max(2, len(asked.options)):
        return Fault.OPTIONS
    if _is_sound(asked, len(asked.options)):
        return None
    return Fault.POINTS if asked.kind is Kind.TEACH_BACK else Fault.ANSWER


def judge(asked: Asked, given: Given) -> Judged:
    """Whether what was given is right. Words are right when every key point is in them, however it is put."""
    if asked.kind is Kind.TEACH_BACK:
        told = matched(str(given or ""), points_of(asked.answer))
        missed = tuple(code for code, there in told.items() if not there)
        return Judged(not missed, missed)
    if asked.kind is Kind.NUMBER:
        return Judged(_near(given, asked.answer))
    if asked.kind is Kind.MULTIPLE:
        return Judged(isinstance(given, list) and set(given) == set(asked.answer))
    return Judged(given is not None and given == asked.answer)


def points_of(answer: Sequence[Mapping[str, Any]]) -> tuple[KeyPoint, ...]:
    """Key points as they are stored with a question."""
    return tuple(
        KeyPoint(str(each["code"]), str(each["says"]), tuple(tuple(group) for group in each["groups"]))
        for each in answer
    )


def chosen(questions: Sequence[int], before: Collection[int], *, ask: int, rng: Random) -> list[int]:
    """Which questions an attempt asks: those that the person was not asked last time first, in random order."""
    fresh = [each for each in questions if each not in before]
    known = [each for each in questions if each in before]
    rng.shuffle(fresh)
    rng.shuffle(known)
    return [*fresh, *known][:ask]


def is_passed(right: int, asked: int, share: float) -> bool:
    """Whether enough was right."""
    return asked > 0 and right >= share * asked - 1e-9


def _near(given: Given, answer: Mapping[str, Any]) -> bool:
    try:
        number = float(cast(str, given))
    except (TypeError, ValueError):
        return False
    return abs(number - float(answer["value"])) <= float(answer.get("tolerance", 0)) + 1e-9


def _is_sound(asked: Asked, options: int) -> bool:
    answer, places = asked.answer, set(range(options))
    if asked.kind is Kind.SINGLE:
        return isinstance(answer, int) and not isinstance(answer, bool) and answer in places
    if asked.kind is Kind.MULTIPLE:
        return isinstance(answer, list | tuple) and bool(answer) and set(answer) <= places
    if asked.kind is Kind.TRUE_FALSE:
        return isinstance(answer, bool)
    if asked.kind is Kind.NUMBER:
        return isinstance(answer, Mapping) and "value" in answer and float(answer.get("tolerance", 0)) >= 0
    return bool(answer) and all(each.groups and all(each.groups) for each in points_of(answer))
