# SPDX-License-Identifier: Apache-2.0
"""One batch of rows to records of a feed."""

from typing import Any

from amends.pipeline.intake.convert import Converted, convert
from amends.pipeline.intake.mapping_checks import bound
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.intake.table import Cell, RawTable
from amends.pipeline.sources import FEEDS

SURVEY = {
    "feed": "surveys",
    "columns": {
        "answer_id": {"row_number": True, "prefix": "V", "suffix": "-{name}"},
        "customer_id": "用户",
        "answered_at": {"constant": "2022-06-20 08:00:00"},
    },
    "unpivot": {"name": "element", "value": "score", "columns": {"overall": "总体", "speed": "速度"}},
}


def table(headers: list[str], rows: list[list[Cell]], **more: Any) -> RawTable:
    columns = tuple(zip(*rows, strict=True))
    return RawTable(
        tuple(headers), columns, 2, tuple(range(1, len(headers) + 1)), range(2, 2 + len(rows)), **more
    )


def converted(plain: dict[str, Any], raw: RawTable) -> Converted:
    feed = FEEDS[plain["feed"]]
    return convert(raw, bound(parse_mapping(plain, feed), feed, raw.headers, raw.positions))


def test_unpivot_makes_a_record_of_each_score() -> None:
    found = converted(SURVEY, table(["用户", "总体", "速度"], [["a", 8, "9"], ["b", "10", None]]))
    rows = (
        found.records.sort_by("_order").select(["answer_id", "customer_id", "element", "score"]).to_pylist()
    )
    assert [tuple(row.values()) for row in rows] == [
        ("V2-overall", "a", "overall", 8.0),
        ("V2-speed", "a", "speed", 9.0),
        ("V3-overall", "b", "overall", 10.0),
    ]
    assert (found.offered, found.unanswered, found.rejected) == (3, 1, ())


def test_unpivot_returns_a_row_once_and_keeps_its_good_scores() -> None:
    found = converted(SURVEY, table(["用户", "总体", "速度"], [["a", 11, 9], [None, 11, "x"]]))
    assert found.records.num_rows == 1
    assert [r.row for r in found.rejected] == [2, 3]
    assert [(p.column, p.header, p.value) for p in found.rejected[0].problems] == [("score", "总体", "11")]
    assert [(p.column, p.header, p.value) for p in found.rejected[1].problems] == [
        ("customer_id", "用户", ""), ("score", "总体", "11"), ("score", "速度", "x"),
    ]  # fmt: skip


def test_corrected_rejects_keep_the_row_numbers_of_the_first_file() -> None:
    raw = table(["用户", "总体", "速度", "原文件行号"], [["a", 8, 9, "417"]])
    assert converted(SURVEY, raw).records["answer_id"].to_pylist() == ["V417-overall", "V417-speed"]


def test_skipped_rows_are_neither_taken_nor_rejected() -> None:
    plain = SURVEY | {"skip_when": [{"from": "用户", "blank": True}, {"from": "用户", "is": ["合计"]}]}
    found = converted(plain, table(["用户", "总体", "速度"], [[" 合计", 99, 99], [None, 1, 1], ["a", 1, 2]]))
    assert (found.skipped, found.offered, found.records.num_rows, found.rejected) == (2, 2, 2, ())


def test_row_with_too_many_cells_is_rejected_whole() -> None:
    raw = table(["用户", "总体", "速度"], [["a", 8, 9], ["b", 8, 9]], ragged={3: 5})
    found = converted(SURVEY, raw)
    assert found.records["customer_id"].to_pylist() == ["a", "a"]
    assert "比表头多" in str(found.rejected[0].problems[0].reason)


def test_not_available_counts_as_blank_and_is_told() -> None:
    plain = {"feed": "usage", "columns": {"customer_id": "用户", "month": "月", "data_mb": "流量"}}
    found = converted(
        plain, table(["用户", "月", "流量"], [["a", "2022-06", "#N/A"], ["b", "2022-06", "#REF!"]])
    )
    assert found.records.select(["customer_id", "data_mb", "online_failures"]).to_pylist() == [
        {"customer_id": "a", "data_mb": None, "online_failures": 0}
    ]
    assert (found.not_available, [r.row for r in found.rejected]) == (1, [3])
