# SPDX-License-Identifier: Apache-2.0
"""A little operator with two planted troubles, made of numbers that engines could disagree about."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from amends.kernel.periods import month_number, month_start
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.facts.as_of import LOCAL_OFFSET
from amends.pipeline.sources import EVERY_FEED
from tests.pipeline.homes import put_feed

AS_OF = date(2026, 11, 1)
TIERS = ("standard", "silver", "gold", "diamond", None)
Rows = list[dict[str, Any]]


def overcharged(place: int) -> bool:
    """Customers with bills above their plan."""
    return place % 5 == 1


def badly_covered(place: int) -> bool:
    """Customers whose home cell is poor."""
    return place % 5 == 2


def build_home(home: Path, scratch: Path, *, customers: int, surveyed: bool = True) -> None:
    """The feeds of the little operator, in a data home."""
    rng = np.random.default_rng(7)
    feeds: dict[str, Rows] = {
        "subscribers": [_subscriber(n) for n in range(customers)],
        "bills": [row for n in range(customers) if n % 50 for row in _bills(n, rng)],
        "usage": [row for n in range(customers) for row in _usage(n, rng)],
        "network": [row for n in range(customers) if n % 7 for row in _network(n, rng)],
        "complaints": [row for n in range(0, customers, 3) for row in _complaints(n)],
        "promises": [row for n in range(0, customers, 9) for row in _promises(n)],
        "contacts": [row for n in range(0, customers, 2) for row in _contacts(n)],
        "cases": [_case(n) for n in range(0, customers, 8)],
        "waves": [_member(n) for n in range(0, customers, 4)],
    }
    if surveyed:
        feeds["surveys"] = [_survey(n, rng) for n in range(customers) if n % 3]
    for name, rows in feeds.items():
        file = scratch / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(rows, arrow_schema(EVERY_FEED[name])), file)
        put_feed(home, name, file)


def _id(n: int) -> str:
    return f"c{n:05d}"


def _month(ago: int) -> date:
    return month_start(month_number(AS_OF) - ago)


def _moment(days_ago: float) -> datetime:
    return datetime.combine(AS_OF, time(), tzinfo=None) - LOCAL_OFFSET - timedelta(days=days_ago)


def _subscriber(n: int) -> dict[str, Any]:
    return {
        "customer_id": _id(n),
        "unit_code": f"U{n % 4}",
        "region": ("东城", "西城", None)[n % 3],
        "plan_code": f"P{n % 6}",
        "plan_fee": 1900 + 1000 * (n % 6),
        "plan_data_mb": None if n % 11 == 0 else 5120.0 * (n % 6),
        "value_tier": TIERS[n % 5],
        "joined_date": None if n % 13 == 0 else date(2020 + n % 7, 1 + n % 12, 1 + n % 28),
        "line_state": ("closed" if n % 41 == 0 else "suspended" if n % 37 == 0 else "active")
        if n % 2
        else None,
        "closed_date": _month(0) - timedelta(days=n % 120) if n % 82 == 41 else None,
        "do_not_contact": n % 29 == 0,
        "commercial_consent": (True, False, None)[n % 3],
    }


def _bills(n: int, rng: np.random.Generator) -> Rows:
    over = overcharged(n)
    return [
        {
            "customer_id": _id(n),
            "month": _month(ago),
            "amount": int(4000 + 10 * (n % 6) + rng.integers(0, 700) + (6000 if over and ago <= 3 else 0)),
            "out_of_bundle": int(rng.integers(3000, 6000)) if over and ago <= 4 else 0,
            "value_added": int(rng.integers(0, 900)),
            "unconfirmed": 300 if n % 17 == 0 and ago == 2 else 0,
            "plan_fee": 1900 + 1000 * (n % 6),
            "credits": (None, 0, 1000)[(n + ago) % 3],
            "refunds": 500 if (n + ago) % 4 == 0 else 0,
            "arrears": 1234 if n % 23 == 0 and ago <= 2 else None,
        }
        for ago in range(0, 13)
    ]


def _usage(n: int, rng: np.random.Generator) -> Rows:
    return [
        {
            "customer_id": _id(n),
            "month": _month(ago),
            "data_mb": None if n % 19 == 0 else float(rng.gamma(2.0, 1700.0)),
            "bonus_mb": 2048 if n % 2 else None,
            "voice_minutes": float(rng.gamma(2.0, 60.0)),
            "online_failures": int(rng.integers(0, 2)),
            "unused_services": int(n % 8 == 0),
        }
        for ago in range(1, 5)
    ]


def _network(n: int, rng: np.random.Generator) -> Rows:
    poor = badly_covered(n)
    return [
        {
            "customer_id": _id(n),
            "period_date": _month(ago),
            "days": (_month(ago - 1) - _month(ago)).days,
            "calls": int(rng.integers(0, 90)),
            "dropped_calls": int(rng.integers(0, 9 if poor else 2)),
            "failed_calls": int(rng.integers(0, 3)),
            "sessions": int(rng.integers(0, 3000)),
            "poor_sessions": int(rng.integers(0, 900 if poor else 60)),
            "weak_minutes": float(rng.gamma(2.0, 90.0 if poor else 5.0)),
            "poor_days": int(rng.integers(4, 12)) if poor else 0,
        }
        for ago in (1, 2, 3)
    ]


def _complaints(n: int) -> Rows:
    opened = _moment(20 + n % 70)
    return [
        {
            "complaint_id": f"k{n}-{turn}",
            "customer_id": _id(n),
            "opened_at": opened + timedelta(days=9 * turn),
            "recovery_class": ("tariff", "network", None)[n % 3],
            "appeal": (True, False, None)[n % 3],
            "promised_at": opened + timedelta(days=9 * turn + 2),
            "replied_at": opened + timedelta(days=9 * turn + 1 + n % 3),
            "closed_at": None if n % 8 == 0 else opened + timedelta(days=9 * turn + 5),
            "reopened": n % 4 // 3,
            "transfers": n % 5,
            "customer_confirmed": (True, False, None)[n % 3],
            "callback_score": float(n % 10 + 1),
        }
        for turn in range(1 + n % 2)
    ]


def _promise(n: int) -> dict[str, Any]:
    due = _moment(5 + n % 150)
    kept = None if n % 4 == 0 else due + timedelta(hours=n % 5 - 2)
    return {
        "promise_id": f"p{n}",
        "customer_id": _id(n),
        "made_at": due - timedelta(days=9),
        "due_at": due,
        "kept_at": kept,
    }


CHECKS = (
    ("bill_credit", 1000),
    ("refund_paid", 500),
    ("usage_bonus", 2048),
    ("call_made", None),
    ("none", None),
)


def _promises(n: int) -> Rows:
    """The promise that counts as a feature, and one kept in time that the data are asked about."""
    row, (kind, amount) = _promise(n), CHECKS[n % 5]
    checked = {"check_kind": kind, "check_amount": amount}
    again = {
        "promise_id": f"p{n}-2",
        "made_at": row["made_at"] - timedelta(days=3),
        "kept_at": row["made_at"],
    }
    return [row | checked, row | checked | again]


def _contacts(n: int) -> Rows:
    recovery = {
        "direction": "outbound",
        "purpose": "recovery",
        "result": ("reached", "no_answer", "refused")[n % 3],
    }
    selling = {"direction": "outbound", "purpose": "commercial", "result": "reached"}
    asking = {"direction": "inbound", "purpose": "service", "result": None}
    kinds = [selling] * (n % 6) + [asking] * (n % 4) + ([recovery] if n % 10 == 0 else [])
    return [
        {"contact_id": f"t{n}-{turn}", "customer_id": _id(n), "contacted_at": _moment(1 + turn * 7), **kind}
        for turn, kind in enumerate(kinds)
    ]


def _case(n: int) -> dict[str, Any]:
    opened = _moment(1 + n % 30)
    closed = (None, opened + timedelta(hours=20), _moment(-1))[n // 8 % 3]
    return {"case_id": f"s{n}", "customer_id": _id(n), "opened_at": opened, "closed_at": closed}


def _member(n: int) -> dict[str, Any]:
    """Two waves: the horizon of the first passed a month ago, that of the second lies ahead."""
    drawn = _moment(95 if n % 8 else 40)
    return {
        "wave_id": "1" if n % 8 else "2",
        "customer_id": _id(n),
        "account": f"a{n // 8}",
        "arm": "control" if n % 5 == 0 else "treated",
        "stratum": "tariff",
        "unit_code": f"U{n % 4}",
        "assigned_at": drawn,
        "horizon_at": drawn + timedelta(days=60),
        "approached_at": drawn + timedelta(days=2) if n % 5 > 1 else None,
        "probability": 0.5 + n % 7 / 20,
    }


def _survey(n: int, rng: np.random.Generator) -> dict[str, Any]:
    unhappy = rng.random() < (0.75 if overcharged(n) or badly_covered(n) else 0.08)
    return {
        "answer_id": f"a{n}",
        "customer_id": _id(n),
        "answered_at": _moment(3 + n % 25),
        "element": "overall",
        "score": float(rng.integers(1, 7) if unhappy else rng.integers(7, 11)),
    }
