# SPDX-License-Identifier: Apache-2.0
"""From a history to all its clocks, and to the one time by which a case is due."""

from collections.abc import Iterable
from datetime import UTC, datetime

from amends.apps.cases.rules.clocks.clock import FINAL, Clock
from amends.apps.cases.rules.clocks.facts import Fact, in_order
from amends.apps.cases.rules.clocks.internal import internal_clocks
from amends.apps.cases.rules.clocks.outside import promised_clocks, statutory_clocks, visit_clocks
from amends.apps.cases.rules.clocks.policy import Policy
from amends.apps.cases.rules.clocks.setting import Setting
from amends.kernel.calendars import CalendarVersions


def clocks(
    history: Iterable[Fact], policy: Policy, calendars: CalendarVersions, now: datetime | None = None
) -> tuple[Clock, ...]:
    """All clocks of a case, open and ended, by due time; `now` only adds how far they went, it moves no deadline.

    Raises `NoReceipt`, `PriorityUnknown`, and `CalendarUnknown` of the kernel.
    """
    setting = Setting(in_order(history), policy, calendars, now.astimezone(UTC) if now else None)
    found = [
        *internal_clocks(setting),
        *promised_clocks(setting),
        *visit_clocks(setting),
        *statutory_clocks(setting),
    ]
    return tuple(sorted(found, key=lambda each: (each.due_at, each.key)))


def effective_due(found: Iterable[Clock]) -> datetime | None:
    """The earliest open due time of what was promised, what we set ourselves and what the law says; none when over."""
    due = (each.due_at for each in found if each.is_open and each.binding and each.kind in FINAL)
    return min(due, default=None)
