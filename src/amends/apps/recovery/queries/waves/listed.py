# SPDX-License-Identifier: Apache-2.0
"""Whether the customers of an uploaded list are ours."""

from collections.abc import Iterable

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer

BATCH = 5_000


def unknown_codes(codes: Iterable[str], scope: Scope) -> set[str]:
    """The codes that no customer within a scope has; those of other units are as unknown as those of nobody."""
    asked = sorted(set(codes))
    known: set[str] = set()
    for start in range(0, len(asked), BATCH):
        rows = Customer.objects.within(scope).filter(code__in=asked[start : start + BATCH])
        known.update(rows.values_list("code", flat=True))
    return set(asked) - known
