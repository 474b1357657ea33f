# SPDX-License-Identifier: Apache-2.0
"""All that the clocks of one case are computed from."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from amends.apps.cases.rules.clocks.facts import Fact, FactKind
from amends.apps.cases.rules.clocks.policy import Policy, Priority
from amends.apps.cases.rules.clocks.story import in_force
from amends.kernel.calendars import CalendarVersions, WorkingCalendar


class PriorityUnknown(LookupError):
    """A history sets a priority that the policy does not have."""

    def __init__(self, code: str, there: tuple[str, ...]) -> None:
        super().__init__(f"the policy has no priority {code!r}; it has {', '.join(there)}")
        self.code = code


@dataclass(frozen=True)
class Setting:
    """A history in order, the policy, the calendars, and how far to look."""

    story: tuple[Fact, ...]
    policy: Policy
    calendars: CalendarVersions
    now: datetime | None

    def calendar(self, code: str, start: datetime) -> WorkingCalendar:
        """The calendar of a code as it was in force when a clock started."""
        day = start.astimezone(ZoneInfo(self.policy.timezone)).date()
        return self.calendars.at(day)[code]

    def priority(self, by: datetime | None) -> tuple[Priority, datetime | None]:
        """The priority in force at a moment, or now, and since when it was, where somebody set it."""
        code, since = in_force(self.story, FactKind.PRIORITY_SET, "priority", by)
        found = self.policy.priorities.get(code or self.policy.default_priority)
        if found is None:
            raise PriorityUnknown(code, tuple(self.policy.priorities))
        return found, since
