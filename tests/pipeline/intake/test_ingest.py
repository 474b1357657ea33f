# SPDX-License-Identifier: Apache-2.0
"""A file goes into a feed: the good rows, once, however often it is repeated."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.feeds import feed_files, feed_manifest
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.mapping import MappingError
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.intake.personal import personal_rows, waiting_personal_files
from amends.pipeline.intake.reading import UnreadableFile
from amends.pipeline.intake.unfit import Unfit
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import AT, bills_mapping, stored

ROWS: list[list[object]] = [["a", "2022-05", "1.50"], ["b", "2022-05", "2"], ["a", "2022-06", "3"]]
SUBSCRIBERS = parse_mapping(
    {
        "feed": "subscribers",
        "columns": {"customer_id": "编号", "name": "姓名", "service_number": "手机号", "unit_code": "机构"},
    },
    FEEDS["subscribers"],
)


def state(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file() and p.name != ".lock"}


def test_rows_are_stored_with_the_declared_schema(bills: Callable[..., IngestResult], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    result = bills(ROWS)
    assert (result.rows, result.accepted, result.new, result.months) == (3, 3, 3, ("2022-05", "2022-06"))
    assert stored(tmp_path / "home", "bills", "customer_id, month, amount, plan_fee, arrears") == [
        ("a", date(2022, 5, 1), 150, None, 0),
        ("a", date(2022, 6, 1), 300, None, 0),
        ("b", date(2022, 5, 1), 200, None, 0),
    ]
    for path in feed_files(tmp_path / "home", "bills"):
        assert pq.read_schema(path).equals(arrow_schema(FEEDS["bills"]))


def test_same_file_again_is_recognised_and_changes_nothing(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    bills(ROWS)
    before = state(tmp_path / "home")
    result = bills(ROWS, at=AT + timedelta(days=90))
    assert (result.recognised, result.new, result.unchanged) == (True, 0, 3)
    assert state(tmp_path / "home") == before


def test_same_rows_in_another_file_change_no_part(bills: Callable[..., IngestResult], tmp_path: Path) -> None:
    bills(ROWS)
    before = feed_manifest(tmp_path / "home", "bills").parts
    result = bills(ROWS[::-1], name="other.csv")
    assert (result.recognised, result.new, result.replaced, result.unchanged) == (False, 0, 0, 3)
    manifest = feed_manifest(tmp_path / "home", "bills")
    assert (manifest.parts, [f.name for f in manifest.files]) == (before, ["bills.csv", "other.csv"])


def test_later_file_replaces_by_key_and_touches_only_its_months(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    bills(ROWS)
    may, _ = feed_manifest(tmp_path / "home", "bills").parts
    result = bills([["a", "2022-06", "9"], ["c", "2022-06", "1"]], name="later.csv")
    assert (result.new, result.replaced, result.months) == (1, 1, ("2022-06",))
    assert feed_manifest(tmp_path / "home", "bills").parts[0] == may
    assert stored(tmp_path / "home", "bills", "customer_id, amount") == [
        ("a", 150), ("a", 900), ("b", 200), ("c", 100),
    ]  # fmt: skip


def test_last_row_of_a_key_wins_within_a_file(bills: Callable[..., IngestResult], tmp_path: Path) -> None:
    rows: list[list[object]] = [["a", "2022-06", n] for n in (1, 2, 3)]
    result = bills([*rows, ["b", "2022-06", 1]])
    assert (result.accepted, result.repeated, result.new) == (4, 2, 2)
    assert stored(tmp_path / "home", "bills", "customer_id, amount") == [("a", 300), ("b", 100)]


def test_another_mapping_of_the_same_file_is_not_recognised(bills: Callable[..., IngestResult]) -> None:
    bills(ROWS)
    result = bills(ROWS, mapping=bills_mapping(amount={"from": "金额", "unit": "jiao"}))
    assert (result.recognised, result.replaced) == (False, 3)


def test_file_is_taken_again_when_asked(bills: Callable[..., IngestResult], tmp_path: Path) -> None:
    bills(ROWS)
    bills([["a", "2022-06", "9"]], name="later.csv")
    assert bills(ROWS, again=True).replaced == 1
    assert ("a", 300) in stored(tmp_path / "home", "bills", "customer_id, amount")


def test_nothing_acceptable_leaves_no_trace_in_the_manifest(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    result = bills([["", "x", "y"]])
    assert (result.accepted, result.rejected) == (0, 1)
    assert feed_manifest(tmp_path / "home", "bills").files == ()
    assert bills([["", "x", "y"]]).recognised is False


def test_refused_file_and_mapping_leave_the_store_as_it_was(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    bills(ROWS)
    before = state(tmp_path / "home")
    with pytest.raises(MappingError):
        bills(ROWS, mapping=bills_mapping(amount={"from": "价", "unit": "yuan"}), name="b.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(UnreadableFile):
        ingest(tmp_path / "home", FEEDS["bills"], tmp_path / "empty.csv", bills_mapping(), at=AT)
    assert state(tmp_path / "home") == before


def test_rows_of_unknown_units_are_told_and_rejected(written: Callable[..., Path], tmp_path: Path) -> None:
    path = written(
        [["编号", "姓名", "手机号", "机构"], ["1", "王小明", "13800001215", "BJ"], ["2", "", "", "XX"]]
    )
    result = ingest(
        tmp_path / "home",
        FEEDS["subscribers"],
        path,
        SUBSCRIBERS,
        at=AT,
        known_units=lambda code: code == "BJ",
    )
    assert (result.accepted, result.rejected, result.unknown_units) == (1, 1, ("XX",))
    assert [(each.row, each.value, each.reason.code) for each in result.problems] == [
        (3, "XX", Unfit.UNKNOWN_ORGANISATION_UNIT)
    ]
    assert stored(tmp_path / "home", "subscribers", "customer_id") == [("1",)]


def test_personal_columns_wait_in_a_private_file_and_nowhere_else(
    written: Callable[..., Path], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    rows: list[list[object]] = [["编号", "姓名", "手机号", "机构"], ["1", "王小明", "13800001215", "BJ"]]
    result = ingest(home, FEEDS["subscribers"], written(rows), SUBSCRIBERS, at=AT)
    (private,) = waiting_personal_files(home, "subscribers")
    assert result.personal == private
    assert list(personal_rows(private)) == [
        {"customer_id": "1", "name": "王小明", "service_number": "13800001215", "email": None}
    ]
    assert (private.stat().st_mode & 0o777, private.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for path, data in state(home).items():
        if path != str(private):
            assert b"13800001215" not in data
            assert "王小明".encode() not in data
    assert "name" not in [c[0] for c in stored_columns(home)]


def stored_columns(home: Path) -> list[tuple[str, ...]]:
    import duckdb

    return duckdb.sql(
        f"DESCRIBE SELECT * FROM read_parquet('{feed_files(home, 'subscribers')[0]}')"
    ).fetchall()


def test_personal_value_that_is_bad_is_hidden_from_people_who_read_the_report(
    written: Callable[..., Path], tmp_path: Path
) -> None:
    from amends.pipeline.intake.dry_run import shown_value

    path = written([["编号", "姓名", "手机号", "机构"], ["1", "王小明", "1.38E+10", "BJ"]])
    result = ingest(tmp_path / "home", FEEDS["subscribers"], path, SUBSCRIBERS, at=AT)
    assert [shown_value(problem) for problem in result.problems] == ["***"]
    assert waiting_personal_files(tmp_path / "home", "subscribers") == ()


def test_progress_is_told_and_the_manifest_says_what_happened(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    heard: list[int] = []
    bills([*ROWS, ["a", "2022-05", "7"], ["", "", ""], ["x", "", ""]], progress=heard.append)
    assert heard == [5]
    (entry,) = json.loads((tmp_path / "home/feeds/bills/MANIFEST.json").read_text())["files"]
    counts = {
        k: entry[k] for k in ("rows", "accepted", "rejected", "repeated", "replaced", "unchanged", "at")
    }
    assert counts == {
        "rows": 5, "accepted": 4, "rejected": 1, "repeated": 1, "replaced": 0, "unchanged": 0,
        "at": "2026-11-22T03:00:00+00:00",
    }  # fmt: skip
