# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule that the bills do not show: of a few customers a case each, of many a wave."""

from collections.abc import Iterator
from datetime import datetime

from amends.apps.promises.models import Promise
from amends.apps.promises.queries.warnings import missed_benefits, missed_of
from amends.apps.recovery.rules.late_promises import BY_CASE


def missed_few(at: datetime) -> Iterator[Promise]:
    """The missing benefits of the rules that failed no more customers than can be called one by one."""
    for rule, customers in missed_benefits(at).items():
        if customers <= BY_CASE:
            yield from missed_of(rule, at)


def missed_by_many(at: datetime) -> dict[str, int]:
    """Rule → customers, of the rules that failed more. One query."""
    return {rule: customers for rule, customers in missed_benefits(at).items() if customers > BY_CASE}
