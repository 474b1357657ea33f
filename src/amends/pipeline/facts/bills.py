# SPDX-License-Identifier: Apache-2.0
"""Bills by customer. Money is summed as whole minor units in doubles: exact, whatever the order."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf
from amends.pipeline.facts.counting import total


def bill_facts(bills: Table, as_of: AsOf) -> Table:
    """One customer's bills of the twelve months before the as-of month, in minor units."""
    b = as_of.dated(bills)
    b = b.filter(b.month >= as_of.month(b, 12), b.month < as_of.month(b))
    last = b.month == as_of.month(b, 1)
    recent = b.month >= as_of.month(b, 3)
    before = (b.month >= as_of.month(b, 4)) & (b.month < as_of.month(b, 1))
    return b.group_by("customer_id").agg(
        bills_12=b.count(),
        billed_12=total(b.amount),
        bill_last=total(b.amount, last),
        bills_before=b.count(where=before),
        billed_before=total(b.amount, before),
        billed_recent=total(b.amount, recent),
        over_recent=total(b.out_of_bundle, recent),
        over_months=b.count(where=recent & (b.out_of_bundle > 0)),
        value_added_recent=total(b.value_added, recent),
        unconfirmed_recent=total(b.unconfirmed, recent),
        arrears_last=total(b.arrears, last),
        arrears_months=b.count(where=(b.month >= as_of.month(b, 6)) & (b.arrears > 0)),
    )
