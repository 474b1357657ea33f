# SPDX-License-Identifier: Apache-2.0
"""Questions proposed from key points of articles and targets of standards: by templates, the same each time. A trainer
reads every one of them; what a template cannot know (a wrong option, other words for a key point) is left to them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked

_PARTS = re.compile(r"[，。；、：,;:！!？?\s“”]+|(?:的|了|和|与|并|要|在|把|就)")
_DENIED = re.compile(r"^(.*?)(不|没有|没|未)(?:再|会|用|能|得|要)*(.+)$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question for a trainer to read; `source` says where it is from."""

    words: str
    asked: Asked
    source: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """An article as questions are made of it."""

    code: str
    title: str
    points: Sequence[str]
    others: Sequence[str] = ()  # key points of other articles, which are wrong here


@dataclass(frozen=True, slots=True)
class Target:
    """A standard with its measure."""

    code: str
    words: str
    target: float
    unit: str
    how: str
    other_ways: Sequence[str] = ()


def from_lesson(lesson: Lesson, templates: Mapping[str, Any]) -> Iterator[Proposal]:
    """Each key point as true, two of other articles as false; all of them among those of other articles; and the
    whole in one's own words."""
    for point in lesson.points:
        words = templates["true_false_zh"].format(title=lesson.title, point=point)
        yield Proposal(words, Asked(Kind.TRUE_FALSE, (), True), lesson.code, point)
    wrong = [each for each in lesson.others if each not in lesson.points][:2]
    for point in wrong if lesson.points else ():
        words = templates["true_false_zh"].format(title=lesson.title, point=point)
        yield Proposal(words, Asked(Kind.TRUE_FALSE, (), False), lesson.code)
    if lesson.points and wrong:
        options = sorted({*lesson.points, *wrong})  # sorted: the right ones do not stand first
        right = [place for place, each in enumerate(options) if each in lesson.points]
        words = templates["multiple_zh"].format(title=lesson.title)
        yield Proposal(words, Asked(Kind.MULTIPLE, tuple(options), right), lesson.code)
    if lesson.points:
        points = [_point(number, each) for number, each in enumerate(lesson.points, start=1)]
        words = templates["teach_back_zh"].format(title=lesson.title)
        yield Proposal(words, Asked(Kind.TEACH_BACK, (), points), lesson.code)


def from_target(target: Target, templates: Mapping[str, Any]) -> Iterator[Proposal]:
    """How much is asked, and how it is looked at."""
    words = templates["number_zh"].format(standard=target.words, unit=target.unit)
    answer = {"value": target.target, "tolerance": 0}
    yield Proposal(words, Asked(Kind.NUMBER, (), answer), target.code, f"{target.target:g} {target.unit}")
    wrong = sorted({each for each in target.other_ways if each != target.how})[:3]
    if target.how and wrong:
        options = sorted([target.how, *wrong])
        words = templates["single_zh"].format(standard=target.words)
        yield Proposal(words, Asked(Kind.SINGLE, tuple(options), options.index(target.how)), target.code)


def _point(number: int, words: str) -> dict[str, Any]:
    """A key point with the words that carry it, one group each: the trainer adds other ways to say them."""
    parts = [each for part in _PARTS.split(words) for each in _ideas(part) if len(each) > 1]
    groups = [[each] for each in sorted(parts, key=len, reverse=True)[:2]]
    return {"code": f"P{number}", "says": words, "groups": groups or [[words]]}


def _ideas(part: str) -> tuple[str, ...]:
    """A part as ideas; what is denied stays denied («不*收费»), since words that are denied are not found alone."""
    denied = _DENIED.match(part)
    return (denied[1], f"{denied[2]}*{denied[3]}") if denied else (part,)
