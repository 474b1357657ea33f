# SPDX-License-Identifier: Apache-2.0
"""Where a promise stands: derived from its moments, never stored beside them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseState(StrEnum):
    """Where a promise stands at some moment."""

    OPEN = "open"
    LATE = "late"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


UNDECIDED = frozenset({PromiseState.OPEN, PromiseState.LATE})


@dataclass(frozen=True, slots=True)
class Moments:
    """All that a promise's state depends on."""

    due_at: datetime
    kept_at: datetime | None = None
    broken_at: datetime | None = None
    withdrawn_at: datetime | None = None


def state_of(moments: Moments, at: datetime) -> PromiseState:
    """The state at `at`. A promise kept at the very moment it is due is kept on time; after it, late."""
    if moments.withdrawn_at:
        return PromiseState.WITHDRAWN
    if moments.broken_at:
        return PromiseState.BROKEN
    if moments.kept_at:
        return PromiseState.KEPT if moments.kept_at <= moments.due_at else PromiseState.KEPT_LATE
    return PromiseState.LATE if at > moments.due_at else PromiseState.OPEN
