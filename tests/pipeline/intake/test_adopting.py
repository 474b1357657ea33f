# SPDX-License-Identifier: Apache-2.0
"""Parquet in the declared schema goes in without conversion."""

import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from amends.pipeline.feeds import feed_manifest
from amends.pipeline.intake.adopting import SchemaDiffers, adopt_parquet, has_declared_schema
from amends.pipeline.intake.ingest import IngestResult
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import AT, read_csv, stored

MAY = date(2022, 5, 1)


def adopted(
    tmp_path: Path, columns: dict[str, Any], feed: str = "bills", name: str = "a[1].parquet"
) -> IngestResult:
    write_table(pa.table(columns), tmp_path / name)
    return adopt_parquet(
        tmp_path / "home", FEEDS[feed], tmp_path / name, at=AT, rejects=tmp_path / "back.csv"
    )


def test_good_rows_go_in_with_defaults_and_bad_ones_come_back(tmp_path: Path) -> None:
    columns = {
        "customer_id": ["a", "b", None, "d", "e"],
        "month": [MAY, MAY, MAY, date(2022, 5, 2), MAY],
        "amount": pa.array([1, 2, 3, 4, 5], pa.int32()),
        "arrears": [None, -1, 0, 0, 7],
    }
    result = adopted(tmp_path, columns)
    assert (result.rows, result.accepted, result.rejected, result.rejected_rows) == (5, 2, 3, 3)
    assert stored(tmp_path / "home", "bills", "customer_id, amount, arrears, plan_fee") == [
        ("a", 1, 0, None), ("e", 5, 7, None),
    ]  # fmt: skip
    rows = read_csv(tmp_path / "back.csv")[1:]
    assert [(row[4], row[5]) for row in rows] == [("2", "arrears"), ("3", "customer_id"), ("4", "month")]


def test_moments_and_numbers_keep_their_values(tmp_path: Path) -> None:
    at = datetime(2022, 6, 30, 8, 30)  # noqa: DTZ001 - stored without a zone
    columns = {
        "answer_id": ["1", "2"], "customer_id": ["a", "b"], "element": ["overall"] * 2,
        "answered_at": pa.array([at, at], pa.timestamp("ns", "UTC")), "score": [9.5, math.nan],
    }  # fmt: skip
    assert adopted(tmp_path, columns, "surveys").rejected == 1
    assert stored(tmp_path / "home", "surveys", "answered_at, score") == [(at, 9.5)]


def test_repeated_keys_and_the_same_file_again_are_told(tmp_path: Path) -> None:
    columns = {"customer_id": ["a", "a"], "month": [MAY, MAY], "amount": [1, 2]}
    assert adopted(tmp_path, columns).repeated == 1
    assert stored(tmp_path / "home", "bills", "amount") == [(2,)]
    assert adopted(tmp_path, columns).recognised
    assert len(feed_manifest(tmp_path / "home", "bills").files) == 1


@pytest.mark.parametrize(
    ("columns", "difference"),
    [
        ({"customer_id": ["a"], "month": [MAY]}, "缺少必填列 amount"),
        ({"customer_id": ["a"], "month": [MAY], "amount": [1.5]}, "amount 的类型"),
        ({"customer_id": ["a"], "month": [MAY], "amount": [1], "name": ["王"]}, "没有声明过的列 name"),
    ],
)
def test_another_schema_is_refused_with_the_differences(
    tmp_path: Path, columns: dict[str, Any], difference: str
) -> None:
    with pytest.raises(SchemaDiffers, match=difference):
        adopted(tmp_path, columns)
    assert not has_declared_schema(tmp_path / "a[1].parquet", FEEDS["bills"])


def test_rows_of_unknown_units_come_back(tmp_path: Path) -> None:
    write_table(pa.table({"customer_id": ["a", "b"], "unit_code": ["BJ", "X'X"]}), tmp_path / "s.parquet")
    result = adopt_parquet(
        tmp_path / "home",
        FEEDS["subscribers"],
        tmp_path / "s.parquet",
        at=AT,
        rejects=tmp_path / "back.csv",
        known_units=lambda code: code == "BJ",
    )
    assert (result.accepted, result.rejected, result.unknown_units) == (1, 1, ("X'X",))
    assert stored(tmp_path / "home", "subscribers", "customer_id") == [("a",)]
    assert "X'X" in (tmp_path / "back.csv").read_text(encoding="utf-8-sig")
