# SPDX-License-Identifier: Apache-2.0
"""What happened to each member of a wave, before the draw and within the window: alike for both arms.

Every function takes the members (`facts.waves` joined) and one feed, and gives one row a member that the feed knows.
"""

from ibis.expr.types import Table

from amends.pipeline.facts.counting import thousandths, total

KEY = ("wave_id", "customer_id")


def member_complaints(members: Table, complaints: Table) -> Table:
    """Complaints and appeals within the window, and complaints in the 180 days before."""
    c = members.inner_join(complaints.select("customer_id", "opened_at", "appeal"), "customer_id")
    c = c.filter(c.opened_at >= c.known_from, c.opened_at < c.end_at)
    within = c.opened_at >= c.assigned_at
    return c.group_by(KEY).agg(
        complaints=c.count(where=within),
        appeals=c.count(where=within & c.appeal.fill_null(False)),
        complaints_before=c.count(where=~within),
    )


def member_contacts(members: Table, contacts: Table) -> Table:
    """Recovery contacts within the window, those that reached somebody, and service calls in the 180 days before."""
    c = members.inner_join(
        contacts.select("customer_id", "contacted_at", "direction", "purpose", "result"), "customer_id"
    )
    c = c.filter(c.contacted_at >= c.known_from, c.contacted_at < c.end_at)
    within = c.contacted_at >= c.assigned_at
    ours = within & (c.direction == "outbound") & (c.purpose == "recovery")
    return c.group_by(KEY).agg(
        recovery_contacts=c.count(where=ours),
        reached=c.count(where=ours & (c.result == "reached")),
        calls_before=c.count(where=~within & (c.direction == "inbound") & (c.purpose == "service")),
    )


def member_bills(members: Table, bills: Table) -> Table:
    """Minor units billed in the months before and within."""
    b = members.inner_join(bills.select("customer_id", "month", "amount"), "customer_id")
    before = (b.month >= b.month_from) & (b.month < b.month_drawn)
    within = (b.month >= b.month_after) & (b.month < b.month_end)
    b = b.filter(before | within)
    return b.group_by(KEY).agg(
        billed_before=total(b.amount, b.month < b.month_drawn),
        billed_after=total(b.amount, b.month >= b.month_after),
    )


def member_usage(members: Table, usage: Table) -> Table:
    """Thousandths of MB used in the months before and within."""
    u = members.inner_join(usage.select("customer_id", "month", "data_mb"), "customer_id")
    before = (u.month >= u.month_from) & (u.month < u.month_drawn)
    within = (u.month >= u.month_after) & (u.month < u.month_end)
    u = u.filter(before | within).mutate(data=thousandths(u.data_mb))
    return u.group_by(KEY).agg(
        used_before=total(u.data, u.month < u.month_drawn),
        used_after=total(u.data, u.month >= u.month_after),
    )


def member_scores(members: Table, surveys: Table) -> Table:
    """Overall scores given within the window: how many, and their sum in thousandths."""
    s = members.inner_join(surveys.select("customer_id", "answered_at", "element", "score"), "customer_id")
    s = s.filter(s.element == "overall", s.answered_at >= s.assigned_at, s.answered_at < s.end_at)
    return s.group_by(KEY).agg(scores=s.count(), scored=total(thousandths(s.score)))
