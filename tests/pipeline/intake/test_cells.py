# SPDX-License-Identifier: Apache-2.0
"""One cell to one value, or a reason."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.pipeline.intake.cells import CellRule, read_cell
from amends.pipeline.intake.table import Cell
from amends.pipeline.intake.unfit import BadCell
from amends.pipeline.intake.units import DATA, MONEY, SHARE, TIME, Unit, written_unit
from amends.pipeline.schema import Column, Kind
from amends.pipeline.sources import FEEDS

WRITINGS = [
    "{0:%Y}-{0:%m}-{0:%d}",
    "{0:%Y}年{0.month}月{0.day}日",
    "{0:%Y}/{0.month}/{0.day}",
    "{0:%Y}{0:%m}{0:%d}",
]
NUMERIC = {Kind.INTEGER, Kind.NUMBER, Kind.MONEY}
YUAN, KB, PERCENT, SECONDS = MONEY["yuan"], DATA["KB"], SHARE["percent"], TIME["seconds"]


def read(value: Cell, kind: Kind, *, name: str = "x", unit: Unit | None = None, **more: Any) -> object:
    limits = {k: more.pop(k) for k in ("minimum", "maximum", "choices") if k in more}
    return read_cell(value, Column(name, kind, "某列", "", **limits), CellRule(unit=unit, **more))


def reason(value: Cell, kind: Kind, **more: Any) -> str:
    with pytest.raises(BadCell) as refused:
        read(value, kind, **more)
    return str(refused.value.reason)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("12.5", 1250), ("￥1,234.50", 123450), ("¥12", 1200), ("１２．３０元", 1230), ("-3.01", -301),
        ("（12.5）", -1250), ("3角", 30), ("250分", 250), ("1.2万元", 1_200_000), (103.54, 10354),
        (0.1 + 0.2, 30), (43.949999999999996, 4395), ("1e2", 10000), ("+7", 700), ("￥-3", -300),
    ],
)  # fmt: skip
def test_money_in_yuan_becomes_whole_fen(cell: Cell, fen: int) -> None:
    assert read(cell, Kind.MONEY, unit=YUAN) == fen


def test_money_finer_than_fen_is_rejected_unless_rounding_is_asked_for() -> None:
    assert "四舍五入" in reason("12.345", Kind.MONEY, unit=YUAN)
    assert read("12.345", Kind.MONEY, unit=YUAN, rounded=True) == 1235


@pytest.mark.parametrize(
    "cell", ["12,34", "1,23,456", "abc", "--3", "3 4", "12.3.4", "1GB", "NaN", "inf", True]
)
def test_money_that_is_no_number_is_rejected(cell: Cell) -> None:
    assert reason(cell, Kind.MONEY, unit=YUAN)


@pytest.mark.parametrize(
    ("cell", "unit", "name", "value"),
    [
        ("2048", KB, "data_mb", 2.0), ("1.5GB", KB, "data_mb", 1536.0), ("90", SECONDS, "voice_minutes", 1.5),
        ("1:30", SECONDS, "voice_minutes", 90.0), ("0:01:30", None, "voice_minutes", 1.5),
        ("35%", None, "score", 0.35), ("35", PERCENT, "score", 0.35), ("3分", None, "voice_minutes", 3.0),
        (2.5, None, "score", 2.5), (7, None, "score", 7.0),
    ],
)  # fmt: skip
def test_number_is_kept_in_the_unit_of_its_column(
    cell: Cell, unit: Unit | None, name: str, value: float
) -> None:
    assert read(cell, Kind.NUMBER, name=name, unit=unit) == value


def test_range_is_told_in_the_words_of_the_column() -> None:
    assert reason("11", Kind.NUMBER, minimum=1, maximum=10) == "应在 1 到 10 之间"
    assert reason("-1", Kind.MONEY, unit=YUAN, minimum=0) == "不能小于 0 元"


@pytest.mark.parametrize("cell", ["2022-06-30", "2022/6/30", "2022.06.30", "2022年6月30日", "20220630", 20220630,
                                  44742, "44742", 44742.75, date(2022, 6, 30), "２０２２－０６－３０",
                                  "2022-06-30 23:59:59", "2022-06-30T15:59:59Z"])  # fmt: skip
def test_day_is_read_in_every_common_writing(cell: Cell) -> None:
    assert read(cell, Kind.DATE) == date(2022, 6, 30)


@pytest.mark.parametrize(
    "cell", ["2022-02-30", "30-06-22", "202206", "06/30/2022", "昨天", 5, "1200-01-01", True]
)
def test_day_that_is_unclear_is_rejected(cell: Cell) -> None:
    assert reason(cell, Kind.DATE)


def test_day_in_another_writing_is_read_by_its_format() -> None:
    assert read("22-04-15", Kind.DATE, format="%d-%m-%y") == date(2015, 4, 22)
    assert "%d-%m-%y" in reason("2015-04-22", Kind.DATE, format="%d-%m-%y")


@pytest.mark.parametrize(
    "cell", ["2022-06", "2022/6", "202206", 202206, "2022年6月", "2022-06-17", "20220617"]
)
def test_month_is_its_first_day(cell: Cell) -> None:
    assert read(cell, Kind.MONTH) == date(2022, 6, 1)


def test_moment_is_kept_in_utc() -> None:
    assert read("2022-06-30 08:30:00", Kind.MOMENT) == datetime(2022, 6, 30, 0, 30)  # noqa: DTZ001
    assert read("2022-06-30T08:30:00Z", Kind.MOMENT) == datetime(2022, 6, 30, 8, 30)  # noqa: DTZ001
    assert read("1656549000", Kind.MOMENT, format="epoch") == datetime(2022, 6, 30, 0, 30)  # noqa: DTZ001


@pytest.mark.parametrize(("cell", "value"), [("是", True), ("Ｙ", True), (1, True), (True, True), ("无", False),
                                             ("FALSE", False), (0, False)])  # fmt: skip
def test_flag_reads_yes_and_no(cell: Cell, value: bool) -> None:
    assert read(cell, Kind.FLAG) is value


def test_flag_of_another_code_asks_for_recoding() -> None:
    assert "recode" in reason("-1", Kind.FLAG)


def test_text_is_folded_and_checked() -> None:
    assert read("\u3000Ａ１２　 b ", Kind.TEXT) == "A12 b"
    assert read(12.0, Kind.TEXT) == "12"
    assert "乱码" in reason("王\ufffd明", Kind.TEXT)
    assert "recode" in reason("城市", Kind.TEXT, choices=("urban",))


@pytest.mark.parametrize("cell", [1.2345678901234568e18, "1.38E+10"])
def test_identifier_that_lost_digits_in_a_spreadsheet_is_rejected(cell: Cell) -> None:
    assert "文本格式" in reason(cell, Kind.TEXT, identifying=True)


@pytest.mark.parametrize("kind", list(Kind))
def test_formula_error_is_rejected_in_every_kind(kind: Kind) -> None:
    assert "公式" in reason("#DIV/0!", kind)


@given(st.integers(-(10**14), 10**14))
def test_money_round_trips(fen: int) -> None:
    text = f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}元"
    assert read(text, Kind.MONEY, unit=YUAN) == fen


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_number_round_trips(number: float) -> None:
    assert read(repr(number), Kind.NUMBER) == number


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.sampled_from(WRITINGS))
def test_day_round_trips(day: date, writing: str) -> None:
    assert read(writing.format(day), Kind.DATE) == day


@given(st.datetimes(datetime(1901, 1, 1), datetime(9999, 12, 1)), st.integers(-720, 840))  # noqa: DTZ001
def test_moment_round_trips(moment: datetime, offset: int) -> None:
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"
    local = moment + timedelta(minutes=offset)
    assert read(local.isoformat() + zone, Kind.MOMENT) == moment
    assert read(moment.isoformat(), Kind.MOMENT, utc_offset_minutes=0) == moment


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("column", [c for feed in FEEDS.values() for c in feed.columns if c.kind in NUMERIC])
def test_number_that_is_none_is_rejected(cell: float, column: Column) -> None:
    with pytest.raises(BadCell):
        read_cell(cell, column, CellRule(unit=YUAN if column.kind is Kind.MONEY else None))


@given(
    st.one_of(
        st.text(max_size=20),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
    ),
    st.sampled_from([c for feed in FEEDS.values() for c in feed.columns]),
)
def test_any_cell_is_read_or_rejected_with_a_reason(cell: Cell, column: Column) -> None:
    with suppress(BadCell):
        assert read_cell(cell, column, CellRule(unit=YUAN if column.kind is Kind.MONEY else None)) is not None


def test_suffix_names_a_unit_of_its_family_only() -> None:
    assert written_unit("分", MONEY) is MONEY["fen"]
    assert written_unit("分", TIME) is TIME["minutes"]
    assert written_unit("GB", MONEY) is None
