# SPDX-License-Identifier: Apache-2.0
"""Members of a wave as a file: codes only."""

from collections.abc import Iterator
from datetime import date, datetime

from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import RecoveryWave, WaveMember

HEADS = (
    "customer", "unit", "arm", "stratum", "class", "blocked_reason", "planned_date", "approached_at", "skipped_reason",
    "case", "state",
)  # fmt: skip
_FIELDS = (
    "customer__code", "unit__code", "arm", "stratum", "recovery_class", "blocked_reason", "planned_date",
    "approached_at", "skipped_reason", "case__number", "case__state",
)  # fmt: skip


Cells = tuple[str | datetime | None, ...]


def exported_members(wave: RecoveryWave, scope: Scope) -> Iterator[Cells]:
    """One row a member within a scope, in the order of `HEADS`, read two thousand at a time."""
    rows = WaveMember.objects.within(scope).filter(wave=wave).order_by("pk")
    for row in rows.values_list(*_FIELDS).iterator(chunk_size=2_000):
        yield tuple(each.isoformat() if type(each) is date else each for each in row)
