# SPDX-License-Identifier: Apache-2.0
"""Telling customers before they have to ask: of works and faults, and of a bill that rose at a bound."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
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


# The law's limit: a bill over five times the mean of the three months before must be told quickly.
BILL_TIMES = 5.0


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


def places_left(text: str) -> bool:
    """Whether a text still has a place to fill in."""
    return "【" in text or "】" in text


def outage_facts(place: str, starts: datetime, ends: datetime) -> dict[str, str]:
    """What the places of a text about an outage are filled with; both moments on the reader's clock."""
    return {"地点": place, "开始": _moment(starts), "结束": _moment(ends)}


def bill_facts(month: date) -> dict[str, str]:
    """What the places of a text about a bill are filled with."""
    return {"账期": f"{month.month}月"}


def _moment(local: datetime) -> str:
    return f"{local.month}月{local.day}日{local:%H:%M}"


def codes_in(typed: str) -> list[str]:
    """The codes of a list as people type or paste it, each once, in their order."""
    return [each for each in dict.fromkeys(re.split(r"[\s,，;；]+", typed)) if each]
