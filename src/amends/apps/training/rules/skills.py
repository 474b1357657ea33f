# SPDX-License-Identifier: Apache-2.0
"""Levels of skills from evidence: a prompt for a talk, never a ranking. What a leader saw holds over what counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, cast


class Source(StrEnum):
    """Where evidence comes from."""

    LEADER = "leader"
    QUIZ = "quiz"
    PLAY = "play"
    INSPECTION = "inspection"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was shown: `share` 0–1 of what was asked, or a leader's level 0–4."""

    skill: str
    source: Source
    share: float
    at: datetime
    level: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in one skill: the level, from what, how much of it, and the newest moment of it."""

    skill: str
    level: int
    source: Source | None
    n: int
    at: datetime | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """The five skills and three abilities, and what carries a level. `of` says which skills speak for an ability."""

    skills: Mapping[str, str]
    abilities: Mapping[str, str]
    of: Mapping[str, tuple[str, ...]]
    levels: tuple[str, ...]
    cuts: tuple[float, ...]
    least: int
    within: timedelta

    @property
    def names(self) -> Mapping[str, str]:
        """Every code with its name."""
        return {**self.skills, **self.abilities}


def read_model(content: Mapping[str, Any]) -> Model:
    """The model as the pack says it."""
    skills = cast(Sequence[Mapping[str, Any]], content["skills"])
    abilities = cast(Sequence[Mapping[str, Any]], content["abilities"])
    levels = cast(Sequence[Mapping[str, Any]], content["levels"])
    return Model(
        skills={str(each["code"]): str(each["name_zh"]) for each in skills},
        abilities={str(each["code"]): str(each["name_zh"]) for each in abilities},
        of={str(each["code"]): tuple(each["of"]) for each in abilities},
        levels=tuple(str(each["name_zh"]) for each in levels),
        cuts=tuple(float(each["from"]) for each in levels),
        least=int(content["evidence"]["least"]),
        within=timedelta(days=int(content["evidence"]["days"])),
    )


def standings(model: Model, evidence: Iterable[Evidence], at: datetime) -> dict[str, Standing]:
    """Of every skill and ability where the person stands, by its code."""
    recent = [each for each in evidence if at - model.within <= each.at <= at]
    return {code: _standing(model, code, recent) for code in model.names}


def _standing(model: Model, code: str, evidence: Sequence[Evidence]) -> Standing:
    about = {code, *model.of.get(code, ())}
    looks = [each for each in evidence if each.level is not None and each.skill == code]
    counted = [each for each in evidence if each.level is None and each.skill in about]
    everything = tuple(sorted([*looks, *counted], key=lambda each: each.at, reverse=True))
    if looks:
        newest = max(looks, key=lambda each: each.at)
        return Standing(code, newest.level or 0, Source.LEADER, len(looks), newest.at, everything)
    if not counted:
        return Standing(code, 0, None, 0, None)
    newest = max(counted, key=lambda each: each.at)
    return Standing(code, _level(model, counted), newest.source, len(counted), newest.at, everything)


def _level(model: Model, counted: Sequence[Evidence]) -> int:
    if len(counted) < model.least:
        return 1
    share = sum(each.share for each in counted) / len(counted)
    return max(level for level, cut in enumerate(model.cuts) if share >= cut and level > 0)
