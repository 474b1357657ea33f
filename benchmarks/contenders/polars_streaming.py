# SPDX-License-Identifier: Apache-2.0
"""Polars, lazy and streaming: the fastest data frame on one machine."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl

from benchmarks.contenders.task import Task, task

C = pl.col


def total(name: str, where: pl.Expr) -> pl.Expr:
    """Sum of the rows where it holds; null when there is none, as in SQL."""
    return pl.when(where.any()).then(pl.when(where).then(C(name)).sum().cast(pl.Float64))


def bills(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's bills of twelve months."""
    m, of = C("month"), given.month
    last, recent, before = m == of(1), m >= of(3), m.is_between(of(4), of(2))
    return rows.filter(m >= of(12), m < of(0)).group_by("customer_id").agg(
        bills_12m=pl.len(),
        billed_12=C("amount").sum().cast(pl.Float64),
        bill_last=total("amount", last),
        bills_before=before.sum(),
        billed_before=total("amount", before),
        billed_recent=total("amount", recent),
        over_recent=total("out_of_bundle", recent),
        over_months=(recent & (C("out_of_bundle") > 0)).sum(),
        value_added_recent=total("value_added", recent),
        unconfirmed_recent=total("unconfirmed", recent),
        arrears_last=total("arrears", last),
        arrears_months=((m >= of(6)) & (C("arrears") > 0)).sum(),
    )  # fmt: skip


def usage(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's use in four months."""
    m, of = C("month"), given.month
    last, recent, before = m == of(1), m >= of(3), m < of(1)
    return rows.filter(m >= of(4), m < of(0)).group_by("customer_id").agg(
        data_last=total("data_mb", last),
        data_before=total("data_mb", before),
        usage_before=before.sum(),
        voice_last=total("voice_minutes", last),
        voice_before=total("voice_minutes", before),
        data_recent=total("data_mb", recent),
        usage_3m=recent.sum(),
        online_failures=total("online_failures", recent),
        unused_services=total("unused_services", last),
    )  # fmt: skip


def network(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's network in three months."""
    start = C("period_date")
    ended = pl.lit(given.day) - start >= pl.duration(days=C("days").fill_null(1))
    sums = {
        "network_days": "days", "calls": "calls", "dropped": "dropped_calls", "failed": "failed_calls",
        "sessions": "sessions", "poor": "poor_sessions", "weak": "weak_minutes", "poor_days": "poor_days",
    }  # fmt: skip
    kept = rows.filter(start >= given.day - timedelta(days=92), start < given.day, ended)
    return kept.group_by("customer_id").agg(**{k: C(v).sum().cast(pl.Float64) for k, v in sums.items()})


def complaints(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's complaints of a year, as they stood."""
    now, opened = given.now, C("opened_at")
    rows = rows.sort("opened_at", "complaint_id").with_columns(
        previous_at=opened.shift(1).over("customer_id", "recovery_class"),
        recent=opened >= now - timedelta(days=90),
        closed=(C("closed_at") < now).fill_null(False),
    )
    recent, closed, about = C("recent"), C("closed"), C("recovery_class")
    in_time = ((C("replied_at") < now) & (C("replied_at") <= C("promised_at"))).fill_null(False)
    waited = (pl.lit(given.day) - (opened + timedelta(hours=8)).dt.date()).dt.total_days()
    return rows.filter(opened < now, opened >= now - timedelta(days=365)).group_by("customer_id").agg(
        complaints_365d=pl.len(),
        complaints_90d=recent.sum(),
        open_complaints=(~closed).sum(),
        open_complaint_days=waited.filter(~closed).max(),
        repeat_complaints=(recent & (opened <= C("previous_at") + timedelta(days=30))).sum(),
        overdue_complaints=(recent & (C("promised_at") < now) & ~in_time).sum(),
        reopened_complaints=total("reopened", recent),
        complaint_transfers=C("transfers").filter(recent).max(),
        low_callbacks=(recent & closed & (C("callback_score") <= 6)).sum(),
        unconfirmed_closures=(recent & closed & ~C("customer_confirmed")).sum(),
        network_complaints=(recent & (about == "network")).sum(),
        publicity_complaints=(recent & (about == "publicity")).sum(),
    )  # fmt: skip


def promises(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's promises that fell due in half a year."""
    now, due, kept_at = given.now, C("due_at"), C("kept_at")
    kept = (kept_at < now).fill_null(False)
    released = (C("withdrawn_at") < now).fill_null(False)
    rows = rows.filter(due < now, due >= now - timedelta(days=180), C("made_at") < now, ~released)
    return rows.group_by("customer_id").agg(
        broken_promises=(~kept).sum(), late_promises=(kept & (kept_at > due)).sum()
    )


def contacts(rows: pl.LazyFrame, given: Task) -> pl.LazyFrame:
    """One customer's contacts of 90 days."""
    now, at, inbound, purpose = given.now, C("contacted_at"), C("direction") == "inbound", C("purpose")
    return rows.filter(at < now, at >= now - timedelta(days=90)).group_by("customer_id").agg(
        commercial_contacts=(~inbound & (purpose == "commercial")).sum(),
        service_calls=(inbound & (purpose == "service") & (at >= now - timedelta(days=30))).sum(),
    )  # fmt: skip


COUNTED = (
    "complaints_90d", "repeat_complaints", "overdue_complaints", "reopened_complaints", "complaint_transfers",
    "low_callbacks", "unconfirmed_closures", "open_complaint_days", "network_complaints", "broken_promises",
    "late_promises", "publicity_complaints", "commercial_contacts", "service_calls", "complaints_365d",
    "open_complaints", "bills_12m", "usage_3m",
)  # fmt: skip
TIERS = {"standard": 0.0, "silver": 1.0, "gold": 2.0, "diamond": 3.0}


def ratio(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    """A division; null where it cannot be done."""
    return pl.when(below != 0).then((above / below).round(9))


def fall(kind: str) -> pl.Expr:
    """How far last month fell below the mean of the months before, never less than nothing."""
    before = C(f"{kind}_before")
    lost = ratio(before - C(f"{kind}_last") * C("usage_before"), before)
    return pl.when(lost < 0).then(0.0).otherwise(lost)


def features(given: Task) -> list[pl.Expr]:
    """The columns of the answer that are not counts."""
    shock, rise = C("bill_last") * C("bills_before"), C("bill_last") * C("bills_before") - C("billed_before")
    raised = ratio(rise, C("bills_before") * 100)
    joined = C("joined_date").dt.year().cast(pl.Int64) * 12 + C("joined_date").dt.month()
    named = {
        "bill_shock": ratio(shock, C("billed_before")),
        "bill_rise_yuan": pl.when(raised < 0).then(0.0).otherwise(raised),
        "sudden_bill": pl.when(C("billed_before") != 0).then(shock > C("billed_before") * 5).cast(pl.Float64),
        "out_of_bundle_months": C("over_months").cast(pl.Float64),
        "out_of_bundle_share": ratio(C("over_recent"), C("billed_recent")),
        "out_of_bundle_yuan": C("over_recent") / 100,
        "value_added_share": ratio(C("value_added_recent"), C("billed_recent")),
        "unconfirmed_yuan": C("unconfirmed_recent") / 100,
        "arrears_yuan": C("arrears_last") / 100,
        "arrears_months": C("arrears_months").cast(pl.Float64),
        "bundle_use": ratio(C("data_recent"), C("plan_data_mb") * C("usage_3m")),
        "dropped_rate": ratio(C("dropped"), C("calls")),
        "failed_rate": ratio(C("failed"), C("calls")),
        "poor_session_rate": ratio(C("poor"), C("sessions")),
        "weak_minutes": ratio(C("weak") * 30, C("network_days")),
        "unwanted_contacts": pl.when(C("commercial_consent")).then(0.0)
        .otherwise(C("commercial_contacts").fill_null(0).cast(pl.Float64)),
        "data_decline": fall("data"),
        "voice_decline": fall("voice"),
        "tenure_months": (given.day.year * 12 + given.day.month - joined).cast(pl.Float64),
        "plan_fee_yuan": C("plan_fee") / 100,
        "bill_mean_yuan": ratio(C("billed_12"), C("bills_12m") * 100),
        "value_rank": C("value_tier").replace_strict(TIERS, default=None, return_dtype=pl.Float64),
    }  # fmt: skip
    counts = [C(name).fill_null(0).cast(pl.Float64) for name in COUNTED]
    return [
        *counts,
        C("poor_days", "online_failures", "unused_services"),
        *(v.alias(k) for k, v in named.items()),
    ]


FACTS: dict[str, Callable[[pl.LazyFrame, Task], pl.LazyFrame]] = {
    "bills": bills, "usage": usage, "network": network,
    "complaints": complaints, "promises": promises, "contacts": contacts,
}  # fmt: skip


def main(given: Task) -> None:
    """Builds one lazy plan and streams it to Parquet."""
    joined = pl.scan_parquet(given.files("subscribers"))
    for feed, facts in FACTS.items():
        joined = joined.join(facts(pl.scan_parquet(given.files(feed)), given), on="customer_id", how="left")
    joined.select("customer_id", *features(given)).sink_parquet(
        given.out, compression="zstd", engine="streaming"
    )


if __name__ == "__main__":
    main(task())
