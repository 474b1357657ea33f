# SPDX-License-Identifier: Apache-2.0
"""When to warn, call the leader, and climb the reporting line: all known as soon as a clock runs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from amends.apps.cases.rules.clocks.clock import Clock, ClockKind, Level
from amends.apps.cases.rules.clocks.course import Course
from amends.apps.cases.rules.clocks.policy import Policy, WarningRule


def by_budget(
    rules: Sequence[WarningRule],
    kind: ClockKind,
    course: Course,
    budget: timedelta,
    bounds: tuple[datetime, datetime],
) -> tuple[Level, ...]:
    """Warnings at shares of a budget, in the clock's own time: across a night they do not fall into the night."""
    return _warnings(rules, kind, budget, course.reached, bounds)


def by_wall_clock(
    rules: Sequence[WarningRule], kind: ClockKind, start: datetime, due: datetime
) -> tuple[Level, ...]:
    """Warnings at shares of the plain time between two moments."""
    return _warnings(rules, kind, due - start, lambda used: start + used, (start, due))


def levels(clock: Clock, policy: Policy) -> tuple[Level, ...]:
    """All instants of a clock by time: warnings, the breach at the due time, the rungs after it.

    A clock that ended has only those before its end; one that a stricter limit outruns has none.
    """
    if not clock.binding:
        return ()
    rungs = (
        Level(clock.due_at + rung.after, rung.code, rung.role)
        for rung in policy.rungs
        if clock.kind in rung.kinds
    )
    found = sorted([*clock.warnings, *rungs])
    return tuple(level for level in found if clock.ended_at is None or level.at < clock.ended_at)


def _warnings(
    rules: Sequence[WarningRule],
    kind: ClockKind,
    budget: timedelta,
    reached: Callable[[timedelta], datetime],
    bounds: tuple[datetime, datetime],
) -> tuple[Level, ...]:
    first, due = bounds
    found = (
        Level(max(reached(budget - left), first), rule.code, rule.role)
        for rule, left in _left(rules, kind, budget)
    )
    return tuple(sorted(level for level in found if level.at < due))


def _left(
    rules: Sequence[WarningRule], kind: ClockKind, budget: timedelta
) -> Iterator[tuple[WarningRule, timedelta]]:
    """The rules of a kind with what is left when they speak; none speaks at the very start of a clock."""
    for rule in rules:
        left = rule.left if rule.left is not None else budget * (rule.left_share or 0.0)
        if kind in rule.kinds and left < budget:
            yield rule, left
