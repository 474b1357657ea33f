# SPDX-License-Identifier: Apache-2.0
"""Sources of the voice of customers: how old the newest word of each may be, and which of them to look after first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.apps.satisfaction.rules.gaps import Freshness

RECENT = timedelta(days=30)


class Voice(StrEnum):
    """Where the platform hears customers from, besides the files of the night."""

    COMPLAINTS = "complaints"
    HALL_COMPLAINTS = "hall_complaints"
    APPEALS = "appeals"
    OPINION = "opinion"
    STAFF = "staff"
    SURVEYS = "surveys"
    INTERVIEWS = "interviews"
    EXPECTATIONS = "expectations"
    REACTIONS = "reactions"
    CALLS = "calls"
    TICKETS = "tickets"
    TRANSCRIPTS = "transcripts"
    VISITS = "visits"
    MISMATCHES = "mismatches"
    SCORES = "scores"
    MANAGERS = "managers"
    NIGHT = "night"


# How old the newest word may be, in days; of those that the pack of the gaps names, the pack says it.
FRESH_DAYS: Mapping[Voice, int] = {
    Voice.HALL_COMPLAINTS: 14,
    Voice.APPEALS: 90,
    Voice.OPINION: 90,
    Voice.STAFF: 30,
    Voice.REACTIONS: 30,
    Voice.CALLS: 2,
    Voice.TICKETS: 3,
    Voice.TRANSCRIPTS: 14,
    Voice.VISITS: 90,
    Voice.MISMATCHES: 90,
    Voice.SCORES: 400,
    Voice.NIGHT: 2,
}
PACKED: Mapping[Voice, str] = {
    Voice.COMPLAINTS: "cases",
    Voice.SURVEYS: "surveys",
    Voice.INTERVIEWS: "interviews",
    Voice.EXPECTATIONS: "interviews",
    Voice.MANAGERS: "managers",
}
FEED_DAYS = 35  # files of a month come once a month


@dataclass(frozen=True, slots=True)
class Heard:
    """What one source brought: its newest word, how many in the last 30 days, how old that word may be, at which moment
    it was looked at. `feed` sources are files of the night, named by their feed."""

    code: str
    last: datetime | None
    recent: int
    fresh: timedelta
    at: datetime
    feed: bool = False

    @property
    def state(self) -> Freshness:
        """Whether the newest word is recent enough."""
        if self.last is None:
            return Freshness.EMPTY
        return Freshness.FRESH if self.at - self.last <= self.fresh else Freshness.STALE

    @property
    def overdue(self) -> timedelta | None:
        """How long ago a newer word should have come; None where it need not have, or never came."""
        if self.last is None or self.state is Freshness.FRESH:
            return None
        return self.at - self.last - self.fresh


_FIRST = (Freshness.STALE, Freshness.EMPTY, Freshness.FRESH)


def by_need(heard: Iterable[Heard]) -> list[Heard]:
    """Those that fell silent first, the longest against their own measure; then the unused; then the fresh."""
    return sorted(heard, key=lambda each: (_FIRST.index(each.state), -_age(each)))


def _age(each: Heard) -> float:
    return 0.0 if each.last is None else (each.at - each.last) / each.fresh


@dataclass(frozen=True, slots=True)
class Night:
    """What a run of the night had of one feed."""

    at: datetime
    rows: int


def arrivals(nights: Sequence[Night], since: datetime) -> tuple[datetime | None, int]:
    """When rows of a feed were last seen to come, and how many came since: runs, the oldest first, know how many rows
    there are in all. Of the oldest run nobody knows when its rows came: at its moment at the latest."""
    last, recent, before = None, 0, None
    for each in nights:
        more = each.rows - (before or 0)
        if more > 0:
            last = each.at
            recent += more if before is not None and each.at >= since else 0
        before = each.rows
    return last, recent
