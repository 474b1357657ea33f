# SPDX-License-Identifier: Apache-2.0
"""How urgent a case is, how that grows with its age, when a target may be tighter, how long an appeal stays open."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from amends.apps.cases.rules.clocks.policy import AppealLimit, Policy
from amends.kernel.periods import month_number, month_start


class SeverityUnknown(LookupError):
    """The priority matrix has no such severity or urgency."""


class AppealState(StrEnum):
    """Whether an appeal about an event would still be accepted."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """Until when (that day included) an appeal is accepted, from when to warn, and where that stands."""

    state: AppealState
    warn_date: date
    last_date: date


@dataclass(frozen=True, slots=True)
class MonthResult:
    """How many cases of a month were within a target; `month_date` is its first day."""

    month_date: date
    on_time: int
    counted: int


def weight(priority: str, elapsed: timedelta, limit: timedelta, *, policy: Policy) -> float:
    """How much a waiting case weighs in a queue: base × (1 + growth × (elapsed / limit)²), growing faster than time.

    Raises `KeyError` for a priority that the policy does not have, `ValueError` for a limit that is none.
    """
    if limit <= timedelta(0):
        raise ValueError(f"a limit of {limit} is none")
    share = max(elapsed / limit, 0.0)
    return policy.priorities[priority].base_weight * (1 + policy.growth * share**2)


def priority_of(
    severity: str,
    urgency: str,
    channel_level: int,
    *,
    policy: Policy,
    at_least: Iterable[str] = (),
    flags: Iterable[str] = (),
) -> str:
    """The strictest of the matrix, the channel's level, what the topic asks for and what a special person asks for.

    Raises `SeverityUnknown`. A flag that the policy does not name changes nothing: none can make it less urgent.
    """
    if urgency not in policy.matrix.get(severity, {}):
        raise SeverityUnknown(f"the matrix has no {severity} × {urgency}")
    levels = (code for level, code in policy.channel_levels.items() if channel_level >= level)
    special = (policy.special[flag] for flag in flags if flag in policy.special)
    codes = [policy.matrix[severity][urgency], *levels, *at_least, *special]
    return min(codes, key=lambda code: policy.priorities[code].rank)


def tighter_target(limit: timedelta, months: Sequence[MonthResult], *, policy: Policy) -> timedelta | None:
    """A tighter limit to suggest, where the last months in a row were met with a margin; `None` where not.

    It is only ever a suggestion: nothing here changes a policy.
    """
    rule = policy.tighter
    last = sorted(months, key=lambda each: each.month_date)[-rule.months :]
    numbers = [month_number(each.month_date) for each in last]
    unbroken = len(last) == rule.months and numbers == list(range(numbers[0], numbers[0] + rule.months))
    enough = all(
        each.counted >= rule.at_least_cases and each.on_time >= rule.met_share * each.counted for each in last
    )
    return limit * (1 - rule.tighten_by) if unbroken and enough else None


def appeal_window(event_date: date, kind: str, today: date, *, policy: Policy) -> AppealWindow:
    """Until when the appeal body accepts a dispute about an event of a day. Raises `KeyError` for an unknown kind."""
    limit: AppealLimit = policy.appeals[kind]
    warn, last = months_after(event_date, limit.warn_months), months_after(event_date, limit.close_months)
    state = AppealState.CLOSED if today > last else AppealState.CLOSING if today >= warn else AppealState.OPEN
    return AppealWindow(state, warn, last)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where that has no such day."""
    first = month_start(month_number(day) + months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))
