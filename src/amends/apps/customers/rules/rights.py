# SPDX-License-Identifier: Apache-2.0
"""What a person may ask of us about their data (PIPL articles 44 to 50), until when, and what stands in the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is asked for."""

    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"
    EXPLAIN = "explain"


class State(StrEnum):
    """Where a request stands; each has one next action."""

    RECEIVED = "received"  # next: make sure who asks
    IDENTIFIED = "identified"  # next: decide
    WORKING = "working"  # next: ours, a job does it
    POSTPONED = "postponed"  # next: decide again, once what stands in the way has gone
    DONE = "done"
    REFUSED = "refused"


OPEN = frozenset({State.RECEIVED, State.IDENTIFIED, State.WORKING, State.POSTPONED})
MEANS = ("id_card", "number_code", "counter", "known_mail")  # how it was made sure who asks


class Hold(StrEnum):
    """What forbids or postpones forgetting somebody."""

    OPEN_CASE = "open_case"
    OPEN_PROMISE = "open_promise"
    DISPUTE = "dispute"
    STATUTORY = "statutory"


@dataclass(frozen=True, slots=True)
class Terms:
    """The content of the pack: days to answer by kind, the dispute period, the years that law asks for."""

    answer_days: Mapping[str, int]
    dispute_months: int
    download_days: int

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Terms":
        """As the pack's file says it."""
        answer = {str(each["kind"]): int(each["days"]) for each in document["answer"]}
        return cls(answer, int(document["dispute"]["months"]), int(document["download"]["days"]))


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing that stands in the way: what it is, what it is called, and the day on which it goes by itself."""

    hold: Hold
    what: str
    until: date | None = None


def due(kind: Kind, received_at: datetime, terms: Terms) -> datetime:
    """Until when the person must have been answered; the law's clock never pauses."""
    return received_at + timedelta(days=terms.answer_days[kind])


def holds(
    *,
    open_cases: Sequence[str],
    open_promises: Sequence[str],
    closed: Sequence[tuple[str, date]],
    kept: Sequence[tuple[str, date]],
    today: date,
    terms: Terms,
) -> Iterator[Standing]:
    """What stands in the way of forgetting: open cases and promises, cases closed within the dispute period, and what
    law keeps (`kept`: what, until when)."""
    yield from (Standing(Hold.OPEN_CASE, each) for each in open_cases)
    yield from (Standing(Hold.OPEN_PROMISE, each) for each in open_promises)
    for number, day in closed:
        if (until := months_after(day, terms.dispute_months)) > today:
            yield Standing(Hold.DISPUTE, number, until)
    yield from (Standing(Hold.STATUTORY, what, until) for what, until in kept if until > today)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def postponed_until(standing: Sequence[Standing]) -> date | None:
    """The day on which everything has gone by itself; `None` where something has no such day."""
    days = [each.until for each in standing]
    known = [each for each in days if each]
    return max(known) if known and len(known) == len(days) else None
