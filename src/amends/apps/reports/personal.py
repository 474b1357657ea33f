# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import Entry, Held
from amends.apps.reports.models.costs import WorkEntry
from amends.apps.reports.models.lines import LineEnd

PERSONAL: tuple[Entry, ...] = (
    Held(WorkEntry, ("case__customer",), told=False),
    Held(LineEnd, ("customer",)),
)
