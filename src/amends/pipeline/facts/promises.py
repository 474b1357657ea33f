# SPDX-License-Identifier: Apache-2.0
"""Promises by customer, as they stood on the as-of day."""

from ibis.expr.types import Table

from amends.pipeline.facts.as_of import AsOf

PROMISE_DAYS = 180


def promise_facts(promises: Table, as_of: AsOf) -> Table:
    """One customer's promises that fell due in the 180 days before the as-of moment.

    A promise that the customer had released us from by then is none.
    """
    p = as_of.dated(promises)
    due = (p.due_at < as_of.moment(p)) & (p.due_at >= as_of.moment(p, PROMISE_DAYS))
    released = (p.withdrawn_at < as_of.moment(p)).fill_null(False)
    p = p.filter(due, p.made_at < as_of.moment(p), ~released)
    now = as_of.moment(p)  # of the filtered table: an expression over the other would not be found
    kept = (p.kept_at < now).fill_null(False)
    return p.group_by("customer_id").agg(
        broken_promises=p.count(where=~kept),
        late_promises=p.count(where=kept & (p.kept_at > p.due_at)),
    )
