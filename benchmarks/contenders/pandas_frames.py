# SPDX-License-Identifier: Apache-2.0
"""pandas: everything in memory, so on a sample only. Sums of masked columns, one group-by a feed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import pandas as pd

from benchmarks.contenders.task import Task, task

ID = "customer_id"


def read(given: Task, feed: str, columns: list[str]) -> pd.DataFrame:
    """The named columns of a feed; dates and moments as pandas keeps them."""
    frame = pd.concat(
        [pd.read_parquet(each, columns=columns) for each in given.files(feed)], ignore_index=True
    )
    for name in {"month", "period_date", "joined_date"} & set(columns):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def month(given: Task, back: int) -> pd.Timestamp:
    """The first day of the month so many before that of the run."""
    return pd.Timestamp(given.month(back))


def summed(frame: pd.DataFrame, parts: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Sums by customer; where a part has no rows at all the sum is null."""
    return pd.DataFrame(parts).groupby(frame[ID], sort=False).sum(min_count=1)


def bills(given: Task) -> pd.DataFrame:
    """One customer's bills of twelve months."""
    names = ["amount", "out_of_bundle", "value_added", "unconfirmed", "arrears"]
    b = read(given, "bills", [ID, "month", *names])
    m, of = b.month, partial(month, given)
    last, recent, before = m == of(1), m >= of(3), m.between(of(4), of(2))
    return summed(b, {
        "bills_12m": m.between(of(12), of(1)), "billed_12": b.amount, "bill_last": b.amount.where(last),
        "bills_before": before, "billed_before": b.amount.where(before), "billed_recent": b.amount.where(recent),
        "over_recent": b.out_of_bundle.where(recent), "over_months": recent & (b.out_of_bundle > 0),
        "value_added_recent": b.value_added.where(recent), "unconfirmed_recent": b.unconfirmed.where(recent),
        "arrears_last": b.arrears.where(last), "arrears_months": (m >= of(6)) & (b.arrears > 0),
    })  # fmt: skip


def usage(given: Task) -> pd.DataFrame:
    """One customer's use in four months."""
    u = read(given, "usage", [ID, "month", "data_mb", "voice_minutes", "online_failures", "unused_services"])
    of = partial(month, given)
    u = u[u.month.between(of(4), of(1))]
    last, recent, before = u.month == of(1), u.month >= of(3), u.month < of(1)
    return summed(u, {
        "data_last": u.data_mb.where(last), "data_before": u.data_mb.where(before), "usage_before": before,
        "voice_last": u.voice_minutes.where(last), "voice_before": u.voice_minutes.where(before),
        "data_recent": u.data_mb.where(recent), "usage_3m": recent,
        "online_failures": u.online_failures.where(recent), "unused_services": u.unused_services.where(last),
    })  # fmt: skip


def network(given: Task) -> pd.DataFrame:
    """One customer's network in three months."""
    sums = {
        "days": "network_days", "calls": "calls", "dropped_calls": "dropped", "failed_calls": "failed",
        "sessions": "sessions", "poor_sessions": "poor", "weak_minutes": "weak", "poor_days": "poor_days",
    }  # fmt: skip
    n = read(given, "network", [ID, "period_date", *sums])
    day = pd.Timestamp(given.day)
    ended = n.period_date + pd.to_timedelta(n.days, unit="D") <= day
    n = n[(n.period_date >= day - timedelta(days=92)) & ended]
    return n.groupby(ID, sort=False)[list(sums)].sum().rename(columns=sums)


def complaints(given: Task) -> pd.DataFrame:
    """One customer's complaints of a year, as they stood."""
    now = pd.Timestamp(given.now)
    c = pd.concat([pd.read_parquet(each) for each in given.files("complaints")]).sort_values(
        ["opened_at", "complaint_id"]
    )
    previous = c.groupby([ID, "recovery_class"]).opened_at.shift(1)
    recent, closed = c.opened_at >= now - timedelta(days=90), c.closed_at < now
    in_time = (c.replied_at < now) & (c.replied_at <= c.promised_at)
    waited = (pd.Timestamp(given.day) - (c.opened_at + timedelta(hours=8)).dt.normalize()).dt.days
    denied = c.customer_confirmed.eq(False)
    parts = {
        "complaints_365d": c.opened_at < now, "complaints_90d": recent, "open_complaints": ~closed,
        "repeat_complaints": recent & (c.opened_at <= previous + timedelta(days=30)),
        "overdue_complaints": recent & (c.promised_at < now) & ~in_time,
        "reopened_complaints": c.reopened.where(recent),
        "low_callbacks": recent & closed & (c.callback_score <= 6), "unconfirmed_closures": recent & closed & denied,
        "network_complaints": recent & (c.recovery_class == "network"),
        "publicity_complaints": recent & (c.recovery_class == "publicity"),
    }  # fmt: skip
    most = {"open_complaint_days": waited.where(~closed), "complaint_transfers": c.transfers.where(recent)}
    kept = (c.opened_at < now) & (c.opened_at >= now - timedelta(days=365))
    highest = pd.DataFrame(most)[kept].groupby(c[ID][kept], sort=False).max()
    return summed(c[kept], {name: part[kept] for name, part in parts.items()}).join(highest)


def promises(given: Task) -> pd.DataFrame:
    """One customer's promises that fell due in half a year."""
    p, now = (
        read(given, "promises", [ID, "made_at", "due_at", "kept_at", "withdrawn_at"]),
        pd.Timestamp(given.now),
    )
    p = p[
        (p.due_at < now)
        & (p.due_at >= now - timedelta(days=180))
        & (p.made_at < now)
        & ~(p.withdrawn_at < now)
    ]
    kept = p.kept_at < now
    return summed(p, {"broken_promises": ~kept, "late_promises": kept & (p.kept_at > p.due_at)})


def contacts(given: Task) -> pd.DataFrame:
    """One customer's contacts of 90 days."""
    c, now = read(given, "contacts", [ID, "contacted_at", "direction", "purpose"]), pd.Timestamp(given.now)
    c = c[(c.contacted_at < now) & (c.contacted_at >= now - timedelta(days=90))]
    inbound = c.direction == "inbound"
    asked = inbound & (c.purpose == "service") & (c.contacted_at >= now - timedelta(days=30))
    return summed(c, {"commercial_contacts": ~inbound & (c.purpose == "commercial"), "service_calls": asked})


COUNTED = [
    "complaints_90d", "repeat_complaints", "overdue_complaints", "reopened_complaints", "complaint_transfers",
    "low_callbacks", "unconfirmed_closures", "open_complaint_days", "network_complaints", "broken_promises",
    "late_promises", "publicity_complaints", "commercial_contacts", "service_calls", "complaints_365d",
    "open_complaints", "bills_12m", "usage_3m",
]  # fmt: skip
AS_THEY_ARE = ["poor_days", "online_failures", "unused_services"]
TIERS = {"standard": 0.0, "silver": 1.0, "gold": 2.0, "diamond": 3.0}
FACTS: tuple[Callable[[Task], pd.DataFrame], ...] = (bills, usage, network, complaints, promises, contacts)


def ratio(above: pd.Series, below: pd.Series) -> pd.Series:
    """A division; null where it cannot be done."""
    return (above / below.where(below != 0)).round(9)


def fall(f: pd.DataFrame, kind: str) -> pd.Series:
    """How far last month fell below the mean of the months before, never less than nothing."""
    before = f[f"{kind}_before"]
    return ratio(before - f[f"{kind}_last"] * f.usage_before, before).clip(lower=0)


def features(f: pd.DataFrame, given: Task) -> dict[str, pd.Series]:
    """The columns of the answer that are not counts."""
    shock, joined = f.bill_last * f.bills_before, pd.to_datetime(f.joined_date).dt
    return {
        "bill_shock": ratio(shock, f.billed_before),
        "bill_rise_yuan": ratio(shock - f.billed_before, f.bills_before * 100).clip(lower=0),
        "sudden_bill": (shock > f.billed_before * 5)
        .astype(float)
        .where(shock.notna() & (f.billed_before > 0)),
        "out_of_bundle_months": f.over_months,
        "out_of_bundle_share": ratio(f.over_recent, f.billed_recent),
        "out_of_bundle_yuan": f.over_recent / 100,
        "value_added_share": ratio(f.value_added_recent, f.billed_recent),
        "unconfirmed_yuan": f.unconfirmed_recent / 100,
        "arrears_yuan": f.arrears_last / 100,
        "arrears_months": f.arrears_months,
        "bundle_use": ratio(f.data_recent, f.plan_data_mb * f.usage_3m),
        "dropped_rate": ratio(f.dropped, f.calls),
        "failed_rate": ratio(f.failed, f.calls),
        "poor_session_rate": ratio(f.poor, f.sessions),
        "weak_minutes": ratio(f.weak * 30, f.network_days),
        "unwanted_contacts": f.commercial_contacts.fillna(0).where(~f.commercial_consent, 0),
        "data_decline": fall(f, "data"),
        "voice_decline": fall(f, "voice"),
        "tenure_months": given.day.year * 12 + given.day.month - joined.year * 12 - joined.month,
        "plan_fee_yuan": f.plan_fee / 100,
        "bill_mean_yuan": ratio(f.billed_12, f.bills_12m * 100),
        "value_rank": f.value_tier.map(TIERS),
    }


def main(given: Task) -> None:
    """Reads, groups and joins feed after feed, then writes Parquet."""
    profile = ["joined_date", "plan_fee", "plan_data_mb", "value_tier", "commercial_consent"]
    joined = read(given, "subscribers", [ID, *profile]).set_index(ID)
    for facts in FACTS:
        joined = joined.join(facts(given))
    counts = joined[COUNTED].fillna(0)
    answer = pd.concat([counts, joined[AS_THEY_ARE], pd.DataFrame(features(joined, given))], axis=1)
    answer.astype(float).reset_index().to_parquet(given.out, compression="zstd", index=False)


if __name__ == "__main__":
    main(task())
