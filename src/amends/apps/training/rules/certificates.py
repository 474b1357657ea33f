# SPDX-License-Identifier: Apache-2.0
"""Certificates: what must be shown, and what a person still lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast


class Lacking(StrEnum):
    """What is not yet shown."""

    QUIZ = "quiz"
    PLAYS = "plays"
    HOURS = "hours"


class Holding(StrEnum):
    """How a certificate stands on a day."""

    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Kind:
    """One certificate of the pack."""

    code: str
    name: str
    quizzes: tuple[str, ...]
    plays: int
    hours: float
    within: timedelta
    valid: timedelta
    roles: tuple[str, ...]
    work: str
    work_words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a quiz for a certificate is about; its questions are proposed from the standards (codes or areas)."""

    code: str
    name: str
    standards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has shown within the time that counts."""

    quizzes: frozenset[str]
    plays: int
    hours: float


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is lacking: what, of what, how much is asked and how much is there."""

    what: Lacking
    subject: str
    asked: float
    there: float


def read_kinds(content: Mapping[str, Any]) -> dict[str, Kind]:
    """The certificates of the pack by their code."""
    rows = cast(Sequence[Mapping[str, Any]], content["certificates"])
    return {str(each["code"]): _kind(each) for each in rows}


def read_subjects(content: Mapping[str, Any]) -> dict[str, Subject]:
    """The subjects of the quizzes that certificates ask for, by their code."""
    rows = cast(Sequence[Mapping[str, Any]], content["subjects"])
    subjects = (Subject(str(each["code"]), str(each["name_zh"]), tuple(each["standards"])) for each in rows)
    return {each.code: each for each in subjects}


def gaps(kind: Kind, shown: Shown) -> tuple[Gap, ...]:
    """Everything that is lacking; nothing when the certificate can be given."""
    missing = [Gap(Lacking.QUIZ, each, 1, 0) for each in kind.quizzes if each not in shown.quizzes]
    if shown.plays < kind.plays:
        missing.append(Gap(Lacking.PLAYS, "", kind.plays, shown.plays))
    if shown.hours < kind.hours:
        missing.append(Gap(Lacking.HOURS, "", kind.hours, shown.hours))
    return tuple(missing)


def holding(ends: date, on: date, *, warn: timedelta, revoked: bool = False) -> Holding:
    """How a certificate stands; the last day still holds."""
    if revoked:
        return Holding.REVOKED
    if on > ends:
        return Holding.ENDED
    return Holding.ENDING if ends - on <= warn else Holding.VALID


def _kind(each: Mapping[str, Any]) -> Kind:
    return Kind(
        code=str(each["code"]),
        name=str(each["name_zh"]),
        quizzes=tuple(each["quizzes"]),
        plays=int(each["plays"]),
        hours=float(each["hours"]),
        within=timedelta(days=int(each["days"])),
        valid=timedelta(days=int(each["valid_days"])),
        roles=tuple(each["roles"]),
        work=str(each["for"]),
        work_words=str(each["for_zh"]),
    )
