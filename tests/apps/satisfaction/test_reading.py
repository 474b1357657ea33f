# SPDX-License-Identifier: Apache-2.0
"""Cells and headings of the files that people hand over."""

from datetime import date

import pytest

from amends.apps.satisfaction.rules.columns import Problem, read_rows
from amends.apps.satisfaction.rules.reading import Fault, Unreadable, number, scale, span, whole
from amends.apps.satisfaction.rules.score_rows import score_fault, score_fields

HEAD = ["来源", "发布单位", "期次", "统计期", "机构", "得分", "量表", "样本量", "调查方法", "误差范围（±）"]
GOOD = ["监管", "测评中心", "2025", "2025年", "东市", "8.2", "1-10", 800.0, "电话访问", None]
FIELDS = score_fields({"东市": "G-P-E", "G-P-E": "G-P-E"}, {"EL-BILL": "EL-BILL"})


@pytest.mark.parametrize(
    ("cell", "first", "until"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        (2025.0, date(2025, 1, 1), date(2026, 1, 1)),
        ("2025年下半年", date(2025, 7, 1), date(2026, 1, 1)),
        ("2025H1", date(2025, 1, 1), date(2025, 7, 1)),
        ("2025 Q4", date(2025, 10, 1), date(2026, 1, 1)),
        ("2025年第三季度", date(2025, 7, 1), date(2025, 10, 1)),
        ("2025-12", date(2025, 12, 1), date(2026, 1, 1)),
        ("2025年2月", date(2025, 2, 1), date(2025, 3, 1)),
        (date(2025, 10, 1), date(2025, 10, 1), date(2025, 11, 1)),
        ("2025-10-05～2025-10-20", date(2025, 10, 5), date(2025, 10, 21)),
    ],
)
def test_span_of_days_is_read_as_people_write_it(cell: object, first: date, until: date) -> None:
    assert span(cell) == (first, until)


@pytest.mark.parametrize(
    "cell", ["2025-13", "去年", 2025.1, date(2025, 10, 5), "2025-10-20~2025-10-05", "20251", "2025H3"]
)
def test_span_that_may_mean_two_things_or_none_is_refused(cell: object) -> None:
    with pytest.raises(Unreadable) as refused:
        span(cell)
    assert refused.value.fault == Fault.NO_PERIOD


def test_numbers_and_scales_are_read() -> None:
    assert [
        number(each) for each in ("0.35%", "1,234", -2, "３.５".translate({0xFF13: "3", 0xFF15: "5"}))
    ] == [
        0.35,
        1234,
        -2,
        3.5,
    ]
    assert scale("1–10 分") == (1, 10)
    assert scale("百分制") == (0, 100)
    for read, cell in ((number, "约八分"), (whole, "12.5"), (whole, 0), (scale, "10-1"), (scale, "十分")):
        with pytest.raises(Unreadable):
            read(cell)


def test_good_rows_are_kept_beside_bad_ones() -> None:
    bad = [*GOOD]
    bad[0], bad[4], bad[5] = "听说", "南市", "很高"
    found = read_rows(HEAD, [(2, GOOD), (3, bad), (4, [None] * 10), (5, GOOD[:8])], FIELDS, score_fault)
    assert [each.row for each in found.rows] == [2]
    assert [(each.row, each.column, each.fault) for each in found.problems] == [
        (3, "来源", Fault.UNKNOWN),
        (3, "机构", Fault.UNKNOWN),
        (3, "得分", Fault.NO_NUMBER),
        (5, "调查方法", Fault.MISSING),
    ]
    assert found.problems[1].hint == "东市、G-P-E"


def test_score_off_its_scale_is_named_with_the_scale() -> None:
    off = [*GOOD]
    off[5] = "82"
    found = read_rows(HEAD, [(2, off)], FIELDS, score_fault)
    assert found.problems == (Problem(2, "得分", Fault.OFF_SCALE, "82", "1–10"),)


def test_missing_column_takes_nothing_and_says_what_is_there() -> None:
    found = read_rows(HEAD[:-2], [(2, GOOD[:-2])], FIELDS, score_fault)
    assert found.rows == ()
    assert [(each.row, each.column, each.fault) for each in found.problems] == [
        (0, "调查方法", Fault.NO_COLUMN)
    ]
