# SPDX-License-Identifier: Apache-2.0
"""A matter that goes on in another case takes the limits of the law along that its end would stop: a fault, a refund,
a line to be restored. A receipt has its own there, and a regulator's limit no end of ours stops."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from amends.apps.cases.rules.clocks import Fact, FactKind, Policy, clocks, fact
from amends.apps.cases.rules.clocks.clock import ClockKind
from amends.apps.cases.rules.clocks.facts import FROM, in_order
from amends.kernel.calendars import CalendarVersions

CARRIED: Final = frozenset({FactKind.FAULT_REPORTED, FactKind.REFUND_ASKED, FactKind.ARREARS_PAID})


def running(
    history: Iterable[Fact], policy: Policy, calendars: CalendarVersions, now: datetime
) -> tuple[Fact, ...]:
    """The facts of a history by which a limit of the law runs that may be carried. Raises what `clocks` raises."""
    story = in_order(history)
    starts = {row.code: row.starts_on for row in policy.statutes}
    limits = (each for each in clocks(story, policy, calendars, now) if each.kind is ClockKind.STATUTORY)
    still = {(starts[each.code], each.number) for each in limits if each.is_open}
    return tuple(
        each for each, number in _numbered(story) if each.kind in CARRIED and (each.kind, number) in still
    )


def _numbered(story: Sequence[Fact]) -> Iterable[tuple[Fact, int]]:
    seen: Counter[FactKind] = Counter()
    for each in story:
        seen[each.kind] += 1
        yield each, seen[each.kind]


def carried(facts: Iterable[Fact], *, number: str) -> list[Fact]:
    """Facts as the case keeps them that a merged one (its `number`) takes them to."""
    return [replace(each, values={**each.values, FROM: number}) for each in facts]


def taken_back(facts: Iterable[Fact], *, number: str, at: datetime) -> list[Fact]:
    """What ends the limits that `number` took to a case, where any of its facts makes one run there."""
    brought = any(each.text(FROM) == number for each in facts)
    return [fact(FactKind.TAKEN_BACK, at, **{FROM: number})] if brought else []


def not_running_yet(told: Iterable[Fact], there: Sequence[Fact]) -> list[Fact]:
    """What is told that no limit runs for yet: the same thing told earlier is the stricter, and stays."""
    return [each for each in told if not any(other.at <= each.at and _same(each, other) for other in there)]


def _same(one: Fact, other: Fact) -> bool:
    """Whether two facts tell of one thing: an area, or a key, that one of them leaves out makes no other."""
    if (one.kind, one.text("line")) != (other.kind, other.text("line")):
        return False
    return all(len({one.text(name), other.text(name)} - {""}) < 2 for name in ("area", "key"))
