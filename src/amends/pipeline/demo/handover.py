# SPDX-License-Identifier: Apache-2.0
"""The demo operator's files as an operator hands them over: some in CSV, some rows twice, a few rows wrong."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from amends.pipeline.demo.generate import Generated, generate
from amends.pipeline.schema import Column, Feed, Kind
from amends.pipeline.sources import FEEDS

DEMO_CUSTOMERS = 20_000
DEMO_SEED = 20260101
IN_CSV = ("subscribers", "complaints", "promises")

# One customer in 1,500 comes twice: first as they were before a change, then as they are. The later row counts.
_TWICE = "substr(customer_id, 2)::INTEGER % 1500 = 7"
_BEFORE = "* REPLACE ('standard' AS value_tier, NOT commercial_consent AS commercial_consent)"

# What people's hands do to a file; each line is wrong in one way.
_WRONG: tuple[dict[str, str], ...] = (
    {"complaint_id": "", "customer_id": "C00000012"},
    {"complaint_id": "X-0002", "customer_id": ""},
    {"complaint_id": "X-0003", "customer_id": "C00000058", "opened_at": "2026-13-40 10:00:00"},
    {"complaint_id": "X-0004", "customer_id": "C00000131", "opened_at": "上周二"},
    {"complaint_id": "X-0005", "customer_id": "C00000207", "recovery_class": "天气"},
    {"complaint_id": "X-0006", "customer_id": "C00000288", "transfers": "三次"},
    {"complaint_id": "X-0007", "customer_id": "C00000345", "reopened": "-1"},
    {"complaint_id": "X-0008", "customer_id": "C00000411", "callback_score": "11"},
)
WRONG_ROWS = len(_WRONG)


def hand_over(
    out: Path,
    *,
    as_of: date,
    customers: int = DEMO_CUSTOMERS,
    months: int = 12,
    seed: int = DEMO_SEED,
    drawn: pa.Table | None = None,
) -> Generated:
    """Generates the demo operator into `out`; the feeds of `IN_CSV` as its systems would export them.

    Those have Chinese headers, local time, money in 元, some customers twice and `WRONG_ROWS` bad complaints besides
    the good ones; `drawn` is that of `generate`. The rest is Parquet as the feeds declare it: moments in UTC, money
    in 分.
    """
    generated = generate(out, customers=customers, as_of=as_of, months=months, seed=seed, drawn=drawn)
    files = dict(generated.files)
    for name in IN_CSV:
        files[name] = (_as_csv(FEEDS[name], files[name][0]),)
    _spoil(files["complaints"][0], as_of)
    return replace(generated, files=files)


def header(column: Column) -> str:
    """What the demo operator's systems call a column."""
    return f"{column.zh}(元)" if column.kind is Kind.MONEY else column.zh


def _as_csv(feed: Feed, parquet: Path) -> Path:
    target = parquet.with_suffix(".csv")
    with duckdb.connect() as con:
        rows = con.read_parquet(str(parquet))
        if feed.name == "subscribers":
            rows = rows.filter(_TWICE).project(_BEFORE).union(rows)
        rows.project(", ".join(_exported(each) for each in feed.columns)).write_csv(str(target), header=True)
    parquet.unlink()
    return target


def _exported(column: Column) -> str:
    value = {
        Kind.MOMENT: f"{column.name} + INTERVAL 8 HOURS",
        Kind.MONEY: f"({column.name} / 100)::DECIMAL(12, 2)",
    }.get(column.kind, column.name)
    return f'{value} AS "{header(column)}"'


def _spoil(complaints: Path, as_of: date) -> None:
    """Appends the wrong rows; what they leave out is filled in properly, so that one thing is wrong in each."""
    proper = {
        "opened_at": f"{as_of - timedelta(days=3)} 09:00:00",
        "recovery_class": "tariff",
        "reopened": "0",
        "transfers": "0",
    }
    with complaints.open("a", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        for wrong in _WRONG:
            row = proper | wrong
            writer.writerow(row.get(column.name, "") for column in FEEDS["complaints"].columns)
