# SPDX-License-Identifier: Apache-2.0
"""When reports that publicity and reality differ stop a campaign: so many within so many days, as the pack says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_RULE = re.compile(r"campaign_mismatch\s*>=\s*(\d+)\s+in\s+(\d+)d")


class RuleUnreadable(ValueError):
    """The pack's rule is not written as `campaign_mismatch >= 3 in 7d`."""


@dataclass(frozen=True, slots=True)
class MismatchRule:
    """`reports` within `window` stop a campaign."""

    reports: int
    window: timedelta


def read_rule(text: str) -> MismatchRule:
    """The rule of `SIG-PB-4`. Raises `RuleUnreadable`."""
    found = _RULE.fullmatch(text.strip())
    if not found or not int(found[1]) or not int(found[2]):
        raise RuleUnreadable(text)
    return MismatchRule(int(found[1]), timedelta(days=int(found[2])))


def stops(
    rule: MismatchRule, moments: Iterable[datetime], *, at: datetime, since: datetime | None = None
) -> bool:
    """Whether the reports of the window before `at` stop the campaign. What was reported up to `since`, when it was put
    right and went on, counts no more."""
    begin = at - rule.window
    counted = [each for each in moments if begin < each <= at and (since is None or each > since)]
    return len(counted) >= rule.reports
