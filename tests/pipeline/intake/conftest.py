# SPDX-License-Identifier: Apache-2.0
"""Files, mappings and a store for the tests of the import."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from amends.pipeline.feeds import feed_files
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.mapping import Mapping
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.sources import FEEDS

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BILL_COLUMNS = {"customer_id": "客户", "month": "账期", "amount": {"from": "金额", "unit": "yuan"}}


def bills_mapping(**changes: Any) -> Mapping:
    """A mapping of three columns, with changes to the columns by name."""
    return parse_mapping({"feed": "bills", "columns": BILL_COLUMNS | changes}, FEEDS["bills"])


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as a CSV and give its path."""

    def write(rows: list[list[object]], name: str = "file.csv") -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


@pytest.fixture
def bills(tmp_path: Path, written: Callable[..., Path]) -> Callable[..., IngestResult]:
    """Take rows of `客户, 账期, 金额` into the bills of `<tmp>/home`; keywords go to `ingest`."""

    def take(rows: list[list[object]], *, name: str = "bills.csv", **more: Any) -> IngestResult:
        path = written([["客户", "账期", "金额"], *rows], name)
        given: dict[str, Any] = {"mapping": bills_mapping(), "at": AT} | more
        return ingest(tmp_path / "home", FEEDS["bills"], path, **given)

    return take


def stored(home: Path, feed: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """The live rows of a feed, by key."""
    files = [str(path) for path in feed_files(home, feed)]
    if not files:
        return []
    key = ", ".join(FEEDS[feed].key)
    return duckdb.sql(f"SELECT {columns} FROM read_parquet({files}) ORDER BY {key}").fetchall()


def read_csv(path: Path) -> list[list[str]]:
    """A rejects file as rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))
