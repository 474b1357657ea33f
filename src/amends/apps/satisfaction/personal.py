# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from amends.apps.core.personal import Entry, Held
from amends.apps.satisfaction.models.voices import DriverTag, NeedMention

PERSONAL: tuple[Entry, ...] = (
    Held(DriverTag, ("case__customer", "response__customer"), codes=frozenset({"driver"})),
    Held(NeedMention, ("customer",), codes=frozenset({"source"})),
)
