# SPDX-License-Identifier: Apache-2.0
"""Telling customers before they have to ask: of works and faults, and of a bill that rose at a bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class About(StrEnum):
    """What a notice is about."""

    OUTAGE = "outage"
    BILL = "bill"


class OutageKind(StrEnum):
    """Works that we plan, told before they begin; a fault that is known, told while it lasts."""

    PLANNED = "planned"
    FAULT = "fault"


class OutageState(StrEnum):
    """A draft tells nobody; what was announced is told until its deadline, or until it is called off."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class NoticeState(StrEnum):
    """Where one customer's notice stands."""

    LISTED = "listed"  # a bill: waits for a person to send the list
    LEFT = "left"  # in the outbox: on its way, or waiting for the morning
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class Why(StrEnum):
    """Why a notice was skipped or failed."""

    LINE_NOT_ACTIVE = "line_not_active"
    NO_NUMBER = "no_number"
    DECLINED = "declined"
    TOO_LATE = "too_late"
    CANCELLED = "cancelled"
    GATEWAY = "gateway"


BILL_TIMES = (
    5.0  # the law's limit: a bill over five times the mean of the three months before must be told quickly
)


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of a customer when a notice is about to be written for them."""

    line_state: str
    has_number: bool
    declines: bool


def skipped(reader: Reader, *, by_law: bool) -> Why | None:
    """Why no notice is written; `None`: it is. What the law makes us tell is told also to who declined contact: they
    said no to being called, not to being told that their line will be cut."""
    if reader.line_state != "active":
        return Why.LINE_NOT_ACTIVE
    if not reader.has_number:
        return Why.NO_NUMBER
    return Why.DECLINED if reader.declines and not by_law else None


def is_by_law(about: About, kind: str = "") -> bool:
    """Whether the law asks for the notice: works have to be announced, and a bill over five times the usual told."""
    return about is About.BILL or kind == OutageKind.PLANNED


def deadline(kind: str, starts_at: datetime, ends_at: datetime) -> datetime:
    """Until when a notice is worth sending: works before they begin, a fault while it lasts."""
    return starts_at if kind == OutageKind.PLANNED else ends_at


class WordsUnknown(ValueError):
    """A text has a place to fill in that nothing is known for."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A text with its places (`【时间】`) filled in. Raises `WordsUnknown` for a place that is not among `facts`."""
    parts = text.split("【")
    made = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("】")
        if not closed or name not in facts:
            raise WordsUnknown(name)
        made += [facts[name], rest]
    return "".join(made)
