# SPDX-License-Identifier: Apache-2.0
"""Made, enabled, kept: who makes a promise, who makes it possible, who keeps it. Stages, beside the state."""

from datetime import datetime, timedelta
from enum import StrEnum

# A department that must do its part hears of it in good time: two days before, or half of the time given.
ENABLING_LEAD = timedelta(days=2)


class Stage(StrEnum):
    """The side of the triangle: company to customer, company to staff, staff to customer."""

    MADE = "made"
    ENABLED = "enabled"
    KEPT = "kept"


def enabling_due_at(made_at: datetime, due_at: datetime) -> datetime:
    """When the department's part must be done, so that there is time left to keep the promise."""
    return due_at - min(ENABLING_LEAD, (due_at - made_at) / 2)


def enabling_is_late(made_at: datetime, due_at: datetime, at: datetime) -> bool:
    """Whether a promise that nobody has enabled endangers itself at `at`."""
    return at >= enabling_due_at(made_at, due_at)
