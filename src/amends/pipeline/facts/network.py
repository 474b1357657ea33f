# SPDX-License-Identifier: Apache-2.0
"""Network experience by customer."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf
from amends.pipeline.facts.counting import thousandths, total

NETWORK_DAYS = 92  # three months of any length


def network_facts(network: Table, as_of: AsOf) -> Table:
    """One customer's network over the periods that lie within the 92 days before the as-of day."""
    n = as_of.dated(network)
    ended = as_of.day(n).delta(n.period_date, unit="day") >= n.days.fill_null(1)
    n = n.filter(n.period_date >= as_of.day(n, NETWORK_DAYS), n.period_date < as_of.day(n), ended)
    return n.group_by("customer_id").agg(
        network_days=total(n.days.fill_null(1)),
        calls=total(n.calls),
        dropped=total(n.dropped_calls),
        failed=total(n.failed_calls),
        sessions=total(n.sessions),
        poor=total(n.poor_sessions),
        weak=total(thousandths(n.weak_minutes)),
        poor_days=total(n.poor_days),
    )
