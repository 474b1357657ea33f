# SPDX-License-Identifier: Apache-2.0
"""The limits of the desk as data: what `sla_policies` says, typed. Old or new, a policy is only ever an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from amends.apps.cases.rules.clocks.clock import ClockKind
from amends.apps.cases.rules.clocks.facts import FactKind


class DayType(StrEnum):
    """How a limit of the law counts."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    CALENDAR_HOURS = "calendar_hours"


@dataclass(frozen=True, slots=True)
class Priority:
    """The internal limits of a priority, in the working time of `calendar`; `rank` 0 is the most urgent."""

    code: str
    rank: int
    acknowledge: timedelta
    first_contact: timedelta
    progress: timedelta
    resolve: timedelta
    calendar: str
    base_weight: float


@dataclass(frozen=True, slots=True)
class Statute:
    """A limit of the law: what begins it, where it holds, how it counts, what meets it."""

    code: str
    jurisdiction: str
    starts_on: FactKind
    where: Mapping[str, str]
    met_by: frozenset[FactKind]
    day_type: DayType
    amount: int

    def holds_in(self, jurisdiction: str, nation: str) -> bool:
        """Whether it binds there: the nation's limits bind everywhere, a province's in its cities too."""
        mine = self.jurisdiction
        return mine in {nation, jurisdiction} or jurisdiction.startswith(f"{mine}-")


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A reason for which an internal clock may stop, and for how long at most at once."""

    code: str
    at_most: timedelta
    ends_on_answer: bool


@dataclass(frozen=True, slots=True)
class Pauses:
    """When internal clocks may stop; `total_days` are days of the clock's own calendar."""

    reasons: Mapping[str, PauseReason]
    total_days: int
    kinds: frozenset[ClockKind]


@dataclass(frozen=True, slots=True)
class WarningRule:
    """Whom to warn while a share of the budget, or so much working time, is left."""

    code: str
    role: str
    left_share: float | None
    left: timedelta | None
    kinds: frozenset[ClockKind]


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to call so many plain hours after the due time."""

    code: str
    role: str
    after: timedelta
    kinds: frozenset[ClockKind]


@dataclass(frozen=True, slots=True)
class AppealLimit:
    """Until how many months after the event an appeal is accepted, and from when to warn."""

    code: str
    warn_months: int
    close_months: int


@dataclass(frozen=True, slots=True)
class TighterRule:
    """When to suggest a tighter target: so many months in a row met so often, with so many cases each."""

    months: int
    met_share: float
    at_least_cases: int
    tighten_by: float


@dataclass(frozen=True, slots=True)
class ContactHours:
    """Between which hours of the day a first contact is expected; a word about one of the `at_once` topics (or a level
    above them) is answered at any hour."""

    opens: time
    closes: time
    at_once: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """All limits of one version of `sla_policies`."""

    version: str
    nation: str
    timezone: str
    statutory_calendar: str
    default_priority: str
    priorities: Mapping[str, Priority]
    first_contact_by_channel: Mapping[str, timedelta]
    recovery: Mapping[str, timedelta]
    statutes: tuple[Statute, ...]
    pauses: Pauses
    warnings: tuple[WarningRule, ...]
    rungs: tuple[Rung, ...]
    matrix: Mapping[str, Mapping[str, str]]
    channel_levels: Mapping[int, str]
    special: Mapping[str, str]
    growth: float
    tighter: TighterRule
    appeals: Mapping[str, AppealLimit]
    first_contact_hours: ContactHours | None = None

    def is_at_once(self, topic: str) -> bool:
        """Whether a matter is one of safety, for which nobody waits until morning."""
        hours = self.first_contact_hours
        return hours is not None and bool(topic) and topic.startswith(hours.at_once)
