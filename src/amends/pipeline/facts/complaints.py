# SPDX-License-Identifier: Apache-2.0
"""Complaints by customer, as they stood on the as-of day.

The feed holds complaints as they stand today: what was answered or closed later is taken as still open then.
Transfers and re-openings carry no date and are taken as they stand.
"""

import ibis
from ibis.expr.types import IntegerValue, Table

from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.as_of import AsOf, local_date
from amends.pipeline.facts.counting import total

REPEAT_DAYS = 30
LOW_CALLBACK = 6  # the playbook's own limit: SIG-CP-1


def with_previous(complaints: Table) -> Table:
    """One complaint, with the moment of the one before of the same customer and class."""
    order = [complaints.opened_at, complaints.complaint_id]
    same = ibis.window(group_by=[complaints.customer_id, complaints.recovery_class], order_by=order)
    return complaints.mutate(previous_at=complaints.opened_at.lag().over(same))


def complaint_facts(complaints: Table, as_of: AsOf) -> Table:
    """One customer's complaints of the 365 days before the as-of moment; counts are of the last 90."""
    c = as_of.dated(with_previous(complaints))
    c = c.filter(c.opened_at < as_of.moment(c), c.opened_at >= as_of.moment(c, 365))
    now = as_of.moment(c)
    recent = c.opened_at >= as_of.moment(c, 90)
    closed = (c.closed_at < now).fill_null(False)
    answered = (c.replied_at < now).fill_null(False)
    in_time = answered & (c.replied_at <= c.promised_at)
    overdue = (c.promised_at < now) & ~in_time
    repeat = c.opened_at <= c.previous_at + ibis.interval(days=REPEAT_DAYS)
    return c.group_by("customer_id").agg(
        complaints_365=c.count(),
        complaints_90=c.count(where=recent),
        open_complaints=c.count(where=~closed),
        oldest_open_days=_days_since(c, as_of).max(where=~closed).cast("float64"),
        repeats=c.count(where=recent & repeat),
        overdue=c.count(where=recent & overdue),
        reopened=total(c.reopened, recent),
        transfers=c.transfers.max(where=recent).cast("float64"),
        low_callbacks=c.count(where=recent & closed & (c.callback_score <= LOW_CALLBACK)),
        unconfirmed_closures=c.count(where=recent & closed & ~c.customer_confirmed),
        network_complaints=c.count(where=recent & (c.recovery_class == RecoveryClass.NETWORK.value)),
        publicity_complaints=c.count(where=recent & (c.recovery_class == RecoveryClass.PUBLICITY.value)),
    )


def _days_since(complaints: Table, as_of: AsOf) -> IntegerValue:
    """Whole local days from registration to the as-of day."""
    return as_of.day(complaints).delta(local_date(complaints.opened_at), unit="day")
