# SPDX-License-Identifier: Apache-2.0
"""What came of each member of each wave, counted alike in both arms, and what was known of them before the draw; and
what is known alike of everybody today, for a wave that would be drawn now."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import FloatingValue, NumericValue, Table

from amends.pipeline.facts import members as facts
from amends.pipeline.facts.counting import exact
from amends.pipeline.marts.schemas import KNOWN_TODAY, WAVE_OUTCOMES

KEY = ["wave_id", "customer_id"]
NOW = "now"  # the wave that would be drawn at this moment


def wave_outcomes(feeds: Mapping[str, Table], windows: Table) -> Table:
    """One member, in order of wave and customer. `windows`: rows of `facts.waves.window_table`."""
    members = feeds["waves"].inner_join(windows, "wave_id")
    rows = members.left_join(_lines(feeds["subscribers"]), "customer_id").drop("customer_id_right")
    for found in (
        facts.member_complaints(members, feeds["complaints"]),
        facts.member_contacts(members, feeds["contacts"]),
        facts.member_bills(members, feeds["bills"]),
        facts.member_usage(members, feeds["usage"]),
        facts.member_scores(members, feeds["surveys"]),
    ):
        rows = rows.left_join(found, KEY).drop("wave_id_right", "customer_id_right")
    return _told(rows).select(*WAVE_OUTCOMES.names).order_by(KEY)


def known_today(feeds: Mapping[str, Table], windows: Table) -> Table:
    """One customer whose line is not closed, in order of customer. `windows`: the one row of a wave drawn now, of
    `facts.waves.window_table`."""
    lines = feeds["subscribers"].filter(ibis._.line_state.fill_null("active") != "closed")
    lines = lines.select("customer_id", "joined_date", wave_id=ibis.literal(NOW))
    members = lines.inner_join(windows, "wave_id")
    members = members.mutate(assigned_at=members.end_at)  # nothing has come after it
    rows = members
    for found in (
        facts.member_complaints(members, feeds["complaints"]),
        facts.member_contacts(members, feeds["contacts"]),
        facts.member_bills(members, feeds["bills"]),
        facts.member_usage(members, feeds["usage"]),
    ):
        rows = rows.left_join(found, KEY).drop("wave_id_right", "customer_id_right")
    return rows.mutate(**_before(rows)).select(*KNOWN_TODAY.names).order_by("customer_id")


def _lines(subscribers: Table) -> Table:
    return subscribers.select("customer_id", "joined_date", "line_state", "closed_date")


def _told(rows: Table) -> Table:
    """The columns of the mart. Who has no bill in a delivered month paid nothing in it: a closed line is no gap."""
    bills = (rows.billed_before, rows.bills_before, rows.billed_after, rows.bills_after, exact(100))
    usage = (rows.used_before, rows.usage_before, rows.used_after, rows.usage_after, exact(1000))
    dated = (rows.closed_date >= rows.from_date) & (rows.closed_date < rows.end_date)
    undated = rows.closed_date.isnull() & (rows.line_state == "closed")
    complaints = _count(rows.complaints)
    return rows.mutate(
        approached=rows.approached_at.notnull(),
        repeat_complaint=(complaints > exact(0)).cast("float64"),
        repeat_complaints=complaints,
        appeal=(_count(rows.appeals) > exact(0)).cast("float64"),
        churn=(dated | undated).fill_null(False).cast("float64"),
        churn_undated=undated.fill_null(False),
        bill_change_yuan=_mean(*bills[2:]) - _mean(bills[0], bills[1], bills[4]),
        usage_change=_mean(*usage[2:]) - _mean(usage[0], usage[1], usage[4]),
        score_after=rows.scored / rows.scores.cast("float64") / exact(1000),
        recovery_contacts=_count(rows.recovery_contacts),
        reached=(_count(rows.reached) > exact(0)).cast("float64"),
        **_before(rows),
    )


def _before(rows: Table) -> dict[str, FloatingValue]:
    """What was known before the draw."""
    return {
        "complaints_180d": _count(rows.complaints_before),
        "service_calls_180d": _count(rows.calls_before),
        "tenure_days": rows.from_date.delta(rows.joined_date, unit="day").cast("float64"),
        "bill_before_yuan": _mean(rows.billed_before, rows.bills_before, exact(100)),
        "usage_before_mb": _mean(rows.used_before, rows.usage_before, exact(1000)),
    }


def _count(column: NumericValue) -> FloatingValue:
    return column.cast("float64").fill_null(exact(0))


def _mean(summed: NumericValue, months: NumericValue, unit: FloatingValue) -> FloatingValue:
    """By delivered month, in the larger unit; null where no month was delivered."""
    return _count(summed) / months.nullif(exact(0)) / unit
