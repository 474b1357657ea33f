# SPDX-License-Identifier: Apache-2.0
"""What bills, usage and contacts show of each promise: a discount that was promised is on the bill, or it is not."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import BooleanValue, IntegerValue, Table, TimestampValue

from amends.pipeline.facts.as_of import FixedDay, local_date
from amends.pipeline.facts.promises import PROMISE_DAYS

BILL_CREDIT, REFUND_PAID, USAGE_BONUS, CALL_MADE = "bill_credit", "refund_paid", "usage_bonus", "call_made"
MONTHS_AFTER = 2
SPOKE_FOR_US = ("service", "recovery")


def promise_checks(feeds: Mapping[str, Table], as_of: FixedDay) -> Table:
    """One promise that data can show, of those that fell due in the 180 days before the as-of moment.

    `expected` and `found` in fen, MB or calls. Seen: in a month from the one it was made in to the second after the one
    it fell due in, the customer's bill credits (or a plan fee lower than before the promise), refunds or bonus data
    come to what was promised; or we spoke with the customer since. One credit shows no more than it pays: where months
    may show several promises of a kind, what they show in all must come to those that fell due before and to this one.
    Missing: all these months together do not come to what fell due in that month, and the data of a month after it are
    there (of calls: of a moment after it). Else neither: nobody is accused by data that have not come, or that may mean
    it.
    """
    p = _checked(feeds["promises"], as_of)
    measured = _measured(p, feeds["bills"], feeds["usage"], as_of)
    called = _called(p, feeds["contacts"], as_of)
    rows = p.left_join(measured, "promise_id", rname="{name}_measured")
    rows = rows.left_join(called, "promise_id", rname="{name}_called")
    rows = rows.cross_join(_latest(feeds["contacts"], as_of))
    is_call = rows.check_kind == CALL_MADE
    expected = is_call.ifelse(1, rows.expected).cast("int64")
    needed = is_call.ifelse(1, rows.due_together).cast("int64")
    together = is_call.ifelse(rows.calls, rows.together).fill_null(0).cast("int64")
    found = is_call.ifelse(rows.calls, rows.most).fill_null(0).cast("int64")
    seen = is_call.ifelse(found > 0, rows.seen_month.notnull()).fill_null(False)
    known = is_call.ifelse(rows.latest_at >= rows.due_at, rows.last_known > rows.due_month).fill_null(False)
    return rows.select(
        "promise_id",
        "customer_id",
        "check_kind",
        expected=expected,
        found=(seen | known).ifelse(found, ibis.null("int64")),
        seen=seen,
        missing=known & (together < needed),
        month=seen.ifelse(rows.seen_month, rows.known_month),
        found_at=rows.first_call_at,
    ).order_by("promise_id")


def _checked(promises: Table, as_of: FixedDay) -> Table:
    p = promises
    now = as_of.moment(p)
    due = (p.due_at < now) & (p.due_at >= as_of.moment(p, PROMISE_DAYS)) & (p.made_at < now)
    ended = (p.withdrawn_at < now).fill_null(False) | (p.broken_at < now).fill_null(False)
    p = p.filter(due, ~ended, p.check_kind.isin((BILL_CREDIT, REFUND_PAID, USAGE_BONUS, CALL_MADE)))
    p = p.select(
        "promise_id",
        "customer_id",
        "check_kind",
        "made_at",
        "due_at",
        expected=p.check_amount,
        made_month=_month_of(p.made_at),
        due_month=_month_of(p.due_at),
    )
    alike = ibis.cumulative_window(
        group_by=["customer_id", "check_kind", "due_month"], order_by=["due_at", "promise_id"]
    )
    return _queued(p.mutate(due_together=p.expected.sum().over(alike).cast("int64")))


def _queued(p: Table) -> Table:
    """Each promise with those of its kind that fell due to the customer before and may be shown by the same months:
    what they and it come to (`needed`), and the first month in which any of them was made (`since_month`)."""
    before = p.select(
        "customer_id", "check_kind", "promise_id", "due_at", "due_month", "made_month", "expected"
    ).view()
    rows = p.left_join(before, ["customer_id", "check_kind"], rname="{name}_before")
    earlier = (rows.due_at_before < rows.due_at) | (
        (rows.due_at_before == rows.due_at) & (rows.promise_id_before <= rows.promise_id)
    )
    rows = rows.filter(earlier, rows.due_month_before + MONTHS_AFTER >= rows.made_month)
    queued = rows.group_by("promise_id").agg(
        needed=rows.expected_before.sum().cast("int64"), since_month=rows.made_month_before.min()
    )
    return p.left_join(queued, "promise_id").drop("promise_id_right")


def _measured(p: Table, bills: Table, usage: Table, as_of: FixedDay) -> Table:
    """One promise of money or data: the most that a month shows, the first month that shows enough, the last known."""
    rows = p.inner_join(_monthly(bills, usage, as_of), ["customer_id", "check_kind"])
    rows = rows.filter(rows.number >= rows.since_month, rows.number <= rows.due_month + MONTHS_AFTER)
    rows = rows.left_join(_fee_before(p, bills), "promise_id", rname="{name}_before")
    lower = (rows.fee_before - rows.plan_fee).fill_null(0)
    shown = rows.amount.fill_null(0)
    rows = rows.mutate(shown=(lower > shown).ifelse(lower, shown))
    so_far = ibis.cumulative_window(group_by="promise_id", order_by="number")
    rows = rows.mutate(in_all=rows.shown.sum().over(so_far))
    rows = rows.filter(rows.number >= rows.made_month)
    enough = (rows.shown >= rows.expected) & (rows.in_all >= rows.needed)
    known: BooleanValue = rows.amount.notnull()
    return rows.group_by("promise_id").agg(
        most=rows.shown.max(),
        together=rows.shown.sum().cast("int64"),
        seen_month=rows.month.min(where=enough),
        last_known=rows.number.max(where=known),
        known_month=rows.month.max(where=known),
    )


def _monthly(bills: Table, usage: Table, as_of: FixedDay) -> Table:
    """One customer's month and one kind of check: what it shows, null where nobody said."""
    b = bills.filter(bills.month < as_of.month(bills))
    u = usage.filter(usage.month < as_of.month(usage))
    nothing = ibis.null("int64")
    credit = _month_rows(b, BILL_CREDIT, b.credits.cast("int64"), b.plan_fee.cast("int64"))
    refund = _month_rows(b, REFUND_PAID, b.refunds.cast("int64"), nothing)
    bonus = _month_rows(u, USAGE_BONUS, u.bonus_mb.cast("int64"), nothing)
    return ibis.union(credit, refund, bonus)


def _month_rows(rows: Table, kind: str, amount: IntegerValue, plan_fee: IntegerValue) -> Table:
    number = _number(rows.month.year(), rows.month.month())
    return rows.select(
        "customer_id", "month", check_kind=ibis.literal(kind), number=number, amount=amount, plan_fee=plan_fee
    )


def _fee_before(p: Table, bills: Table) -> Table:
    """The plan fee of the month before a discount was promised."""
    wanted = p.filter(p.check_kind == BILL_CREDIT).select("promise_id", "customer_id", "made_month")
    number = _number(bills.month.year(), bills.month.month())
    fees = bills.select("customer_id", number=number, fee_before=bills.plan_fee.cast("int64"))
    rows = wanted.inner_join(fees, "customer_id")
    return rows.filter(rows.number == rows.made_month - 1).select("promise_id", "fee_before")


def _called(p: Table, contacts: Table, as_of: FixedDay) -> Table:
    """One promise of a call: how often we spoke with the customer since, and when first."""
    c = contacts
    reached = c.result.fill_null("") != "no_answer"
    c = c.filter(c.direction == "outbound", c.purpose.isin(SPOKE_FOR_US), reached, _before(c, as_of))
    wanted = p.filter(p.check_kind == CALL_MADE).select("promise_id", "customer_id", "made_at")
    rows = wanted.inner_join(c.select("customer_id", "contacted_at"), "customer_id")
    rows = rows.filter(rows.contacted_at >= rows.made_at)
    return rows.group_by("promise_id").agg(calls=rows.count(), first_call_at=rows.contacted_at.min())


def _latest(contacts: Table, as_of: FixedDay) -> Table:
    """The one moment up to which contacts have come."""
    known = contacts.filter(_before(contacts, as_of))
    return known.aggregate(latest_at=known.contacted_at.max())


def _before(contacts: Table, as_of: FixedDay) -> BooleanValue:
    return contacts.contacted_at < as_of.moment(contacts)


def _month_of(moment: TimestampValue) -> IntegerValue:
    day = local_date(moment)
    return _number(day.year(), day.month())


def _number(year: IntegerValue, month: IntegerValue) -> IntegerValue:
    return year.cast("int64") * 12 + month.cast("int64")
