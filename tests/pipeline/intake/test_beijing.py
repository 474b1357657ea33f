# SPDX-License-Identifier: Apache-2.0
"""The shipped mappings take in the real Beijing files."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from amends.pipeline.feeds import feed_manifest
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.mapping import Mapping
from amends.pipeline.intake.mapping_reading import load_mapping
from amends.pipeline.intake.reading import RawTable, read_batches, read_table
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import AT, read_csv, stored

MAPPINGS = sorted(Path(str(files("amends.packs") / "telecom" / "mappings")).glob("beijing_*.yaml"))
ROWS = {"1": 3803, "2": 4914, "3": 2599, "4": 1610}


def shipped(path: Path) -> tuple[str, str, Mapping]:
    _, number, feed = path.stem.split("_")
    return number, feed, load_mapping(path, FEEDS[feed])


@cache
def real(folder: Path, number: str) -> tuple[Path, RawTable]:
    path = next((folder / "data" / "beijing_mobile").glob(f"附件{number}*.xlsx"))
    return path, read_table(path)


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda p: p.stem)
def test_mapping_is_valid(path: Path) -> None:
    number, feed, mapping = shipped(path)
    assert (number in ROWS, mapping.feed, "北京移动" in mapping.title) == (True, feed, True)


@pytest.mark.shared
@pytest.mark.parametrize(("number", "columns"), [("1", 55), ("2", 125), ("3", 44), ("4", 87)])
def test_file_reads_with_all_its_columns(shared_dir: Path, number: str, columns: int) -> None:
    _, table = real(shared_dir, number)
    assert (len(table.headers), table.height, table.first_row) == (columns, ROWS[number], 2)
    if number == "1":
        assert table.headers[30] == "4\\5G用户"
        assert [i for i, h in enumerate(table.headers, 1) if h == "其他，请注明"] == [14, 22]
    if number == "4":
        assert table.headers[23] == ""


@pytest.mark.shared
def test_all_files_go_in_once(shared_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = cache(lambda path: list(read_batches(path)))  # each workbook serves several feeds: read it once
    monkeypatch.setattr("amends.pipeline.intake.ingest.quick_batches", lambda path, **_: batches(path))
    home = tmp_path / "home"
    expected: dict[str, int] = {}
    for path in MAPPINGS:
        number, feed, mapping = shipped(path)
        result = ingest(home, FEEDS[feed], real(shared_dir, number)[0], mapping, at=AT)
        records = ROWS[number] * (4 if feed == "surveys" else 1)
        assert (result.rows, result.new, result.rejected) == (records, records, 0)
        expected[feed] = expected.get(feed, 0) + records
    assert {feed: feed_manifest(home, feed).rows for feed in expected} == expected


@pytest.mark.shared
def test_stored_values_are_those_of_the_sheet(shared_dir: Path, tmp_path: Path) -> None:
    path, table = real(shared_dir, "1")
    at = {header: i for i, header in enumerate(table.headers)}
    for feed in ("surveys", "usage", "bills"):
        mapping = load_mapping(next(p for p in MAPPINGS if p.stem == f"beijing_1_{feed}"), FEEDS[feed])
        ingest(tmp_path, FEEDS[feed], path, mapping, at=AT)
    ids = [f"BJ-V-{v}" for v in table.columns[at["用户id"]]]
    kept = {row[0]: row[1:] for row in stored(tmp_path, "usage", "customer_id, data_mb, voice_minutes")}
    kilobytes, minutes = table.columns[at["GPRS总流量（KB）"]], table.columns[at["当月MOU"]]
    assert kept == {
        i: (float(str(kb)) / 1024, float(str(m))) for i, kb, m in zip(ids, kilobytes, minutes, strict=True)
    }
    fees = {row[0]: row[1] for row in stored(tmp_path, "bills", "customer_id, arrears")}
    owed = table.columns[at["当月欠费金额"]]
    assert fees == {i: round(float(str(v or 0)) * 100) for i, v in zip(ids, owed, strict=True)}
    overall = {
        row[0]: row[1] for row in stored(tmp_path, "surveys", "answer_id, score") if "overall" in row[0]
    }
    scores = table.columns[at["语音通话整体满意度"]]
    assert overall == {f"{i}-overall": float(str(v)) for i, v in zip(ids, scores, strict=True)}


@pytest.mark.shared
def test_second_time_changes_nothing_and_broken_cells_come_back(shared_dir: Path, tmp_path: Path) -> None:
    path, _ = real(shared_dir, "1")
    mapping = load_mapping(next(p for p in MAPPINGS if p.stem == "beijing_1_surveys"), FEEDS["surveys"])
    broken = openpyxl.load_workbook(path)
    sheet = broken.active
    sheet["B2"], sheet["C3"], sheet["A4"], sheet["D5"] = "十一", 11, None, "#REF!"
    broken.save(tmp_path / "broken.xlsx")
    first = taken(tmp_path, tmp_path / "broken.xlsx", mapping)
    assert (first.rows, first.rejected, first.rejected_rows) == (15_212, 1 + 1 + 4 + 1, 4)
    rows = read_csv(tmp_path / "back.csv")
    assert [(row[55], row[56], row[58]) for row in rows[1:]] == [
        ("2", "语音通话整体满意度", "十一"), ("3", "网络覆盖与信号强度", "11"),
        ("4", "用户id", ""), ("5", "语音通话清晰度", "#REF!"),
    ]  # fmt: skip
    assert rows[0][30] == "4\\5G用户"
    healed = taken(tmp_path, path, mapping)
    assert (healed.new, healed.replaced, healed.unchanged) == (7, 0, 15_205)
    parts = feed_manifest(tmp_path / "home", "surveys").parts
    assert taken(tmp_path, path, mapping).recognised
    assert feed_manifest(tmp_path / "home", "surveys").parts == parts


def taken(place: Path, path: Path, mapping: Mapping) -> IngestResult:
    return ingest(place / "home", FEEDS["surveys"], path, mapping, at=AT, rejects=place / "back.csv")
