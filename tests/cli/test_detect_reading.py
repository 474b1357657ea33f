# SPDX-License-Identifier: Apache-2.0
"""Odd columns and odd ways of naming them."""

from datetime import date

import numpy as np
import pytest

from amends.cli.detecting.asked import Refused, many_columns, named_columns, one_column
from amends.cli.detecting.cells import CellKind, number, reading_of
from amends.cli.detecting.questionnaire import survey_questions
from amends.pipeline.intake.reading import Cell, RawTable

NAN = float("nan")


def _table(headers: tuple[str, ...], columns: tuple[tuple[Cell, ...], ...] | None = None) -> RawTable:
    return RawTable(headers, columns or ((None,),) * len(headers), 2, tuple(range(1, len(headers) + 1)), (2,))


@pytest.mark.parametrize(
    ("header", "cells", "kind", "values"),
    [
        ("关怀", ("是", None, None), CellKind.YES_OR_BLANK, [1, 0, 0]),
        ("4G客户", ("是", "否", None), CellKind.YES_NO, [1, 0, NAN]),
        ("办公室", ("-1", "2", "-1"), CellKind.MINUS_ONE, [0, 1, 0]),
        ("办公室", (-1, 98, None), CellKind.MINUS_ONE, [0, 1, NAN]),
        ("温差", (-1, -5, 3), CellKind.NUMBER, [-1, -5, 3]),
        ("费用", ("1,200元", "12.5", None), CellKind.NUMBER, [1200, 12.5, NAN]),
        ("占比", ("12.5%", "100%", "0%"), CellKind.NUMBER, [0.125, 1, 0]),
        ("满分", ("１０", 9.0, "\u30008"), CellKind.NUMBER, [10, 9, 8]),
        ("激活时间", (date(1970, 1, 2), "1970/1/3", "1970年1月4日"), CellKind.DAY, [1, 2, 3]),
        ("发卡日期", (19700102, "19700103", None), CellKind.DAY, [1, 2, NAN]),
        ("面额", (19700102, 19700103, 5), CellKind.NUMBER, [19700102, 19700103, 5]),
        ("次数", (0, 1, 0), CellKind.NUMBER, [0, 1, 0]),
        ("全空", (None, None, None), CellKind.NUMBER, [NAN, NAN, NAN]),
    ],
)
def test_a_column_is_read_for_what_it_is(
    header: str, cells: tuple[Cell, ...], kind: CellKind, values: list[float]
) -> None:
    reading = reading_of(cells, header)
    assert reading.kind is kind
    np.testing.assert_array_equal(reading.values(cells), values)


def test_categories_are_one_whatever_their_case_and_width() -> None:
    cells = ("VOLTE", "VOLTE", "VoLTE", "ＶＯＬＴＥ", 2, None)
    assert reading_of(cells, "语音方式").values(cells).tolist() == ["VOLTE"] * 4 + ["2", None]


def test_a_yes_or_blank_column_may_say_no_elsewhere() -> None:
    reading = reading_of(("是", None), "是否关怀用户")
    assert reading.values(("否", "是", None, "-1")).tolist() == [0, 1, 0, 0]


def test_a_minus_one_column_takes_any_other_code_for_yes() -> None:
    assert reading_of(("-1", "3"), "高校").values((7, "-1", 1.0)).tolist() == [1, 0, 1]


@pytest.mark.parametrize("odd", ["", "约十", "1.2.3", ".", "e5", "--", "1,20"])
def test_what_is_no_number_is_missing(odd: str) -> None:
    assert np.isnan(number(odd))


def test_repeated_and_empty_headers_get_names_of_their_own() -> None:
    names = [c.name for c in named_columns(_table(("其他，请注明", "", "其他，请注明", "4\\5G用户")))]
    assert names == ["其他，请注明", "第2列", "其他，请注明（2）", "4\\5G用户"]


@pytest.mark.parametrize(
    ("asked", "positions"),
    [
        ("2", [2]),
        ("2-3,甲", [1, 2, 3]),
        ("#1，#4", [1, 4]),
        ("其他，请注明", [2, 4]),
        ("其他，请注明,甲", [1, 2, 4]),
        ("其他，请注明（2）", [4]),
        ("其他,请注明(2)", [4]),
        ("甲 ,ARPU（元）", [1, 3]),
        ("arpu(元)", [3]),
        ("", []),
    ],
)
def test_columns_are_found_by_name_position_and_range(asked: str, positions: list[int]) -> None:
    columns = named_columns(_table(("甲", "其他，请注明", "ARPU（元）", "其他，请注明")))
    found = many_columns(asked, columns, option="--exclude", file="f.csv")
    assert [c.position for c in found] == positions


def test_a_header_that_is_a_number_wins_over_the_position() -> None:
    columns = named_columns(_table(("甲", "1", "乙")))
    assert one_column("1", columns, option="--id", file="f.csv").position == 2


def test_a_missing_column_is_named_with_near_ones() -> None:
    columns = named_columns(_table(("用户", "手机上网整体满意度", "年龄")))
    with pytest.raises(Refused, match=r"g\.xlsx 里没有“用户id”.*“用户”（第 1 列）"):
        one_column("用户id", columns, option="--id", file="g.xlsx")


def _questions(*columns: tuple[Cell, ...]) -> list[int]:
    named = named_columns(_table(tuple(f"c{i}" for i in range(len(columns))), columns))
    readings = {c.name: reading_of(c.cells, c.header) for c in named}
    return [s.position for s in survey_questions(named, readings, frozenset())]


def test_options_that_count_up_are_one_question_with_the_one_that_leads_to_it() -> None:
    lead = ("1", "2", "1")
    options = tuple(("-1", str(code), "-1") for code in (1, 2, 3, 98))
    assert _questions((5.0, 6.0, 7.0), lead, *options) == [2, 3, 4, 5, 6]


def test_operator_flags_with_one_code_are_no_question() -> None:
    assert _questions(*[("-1", "1", "-1")] * 5) == []
