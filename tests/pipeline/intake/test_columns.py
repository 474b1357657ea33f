# SPDX-License-Identifier: Apache-2.0
"""The fast path and the definition agree on every cell."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.pipeline.intake.cells import CellRule, Value
from amends.pipeline.intake.columns import ColumnPlan, read_column, read_one
from amends.pipeline.intake.mapping import ColumnMapping
from amends.pipeline.intake.unfit import BadCell, Reason, Unfit, reason
from amends.pipeline.intake.units import DATA, MONEY
from amends.pipeline.schema import Column, Kind

_DIGITS = st.from_regex(r"\A-?[0-9]{1,16}(\.[0-9]{0,4})?\Z")
_DAYS = st.from_regex(r"\A20[0-9]{2}-[01][0-9]-[0-3][0-9][ T][0-2][0-9]:[0-5][0-9]:[0-5][0-9]\Z")
_ODD = ["NULL", "#N/A", "#REF!", "1.3E+10", "是", ""]
_CELLS = st.lists(
    st.one_of(st.none(), _DIGITS, _DAYS, st.sampled_from(_ODD), st.text(max_size=8)),
    min_size=1,
    max_size=30,
)  # fmt: skip
_PLANS = [
    ColumnPlan(Column("id", Kind.TEXT, "", "", required=True), ColumnMapping(prefix="A-"), CellRule(identifying=True)),
    ColumnPlan(Column("n", Kind.INTEGER, "", "", minimum=0, default=0), ColumnMapping(), CellRule()),
    ColumnPlan(Column("data_mb", Kind.NUMBER, "", "", minimum=0), ColumnMapping(), CellRule(unit=DATA["KB"])),
    ColumnPlan(Column("m", Kind.MONEY, "", "", maximum=99), ColumnMapping(unit="yuan"), CellRule(unit=MONEY["yuan"])),
    ColumnPlan(Column("m", Kind.MONEY, "", ""), ColumnMapping(unit="fen"), CellRule(unit=MONEY["fen"])),
    ColumnPlan(Column("at", Kind.MOMENT, "", ""), ColumnMapping(), CellRule()),
    ColumnPlan(Column("f", Kind.FLAG, "", ""), ColumnMapping(recode=(("1", "是"),), otherwise="否"), CellRule()),
]  # fmt: skip


@pytest.mark.parametrize("plan", _PLANS, ids=lambda p: f"{p.column.name}-{p.column.kind}")
@settings(max_examples=60, deadline=None)
@given(cells=_CELLS)
def test_fast_path_equals_the_definition(plan: ColumnPlan, cells: list[str | None]) -> None:
    padded = [
        *cells,
        *(str(i) for i in range(1000, 1100)),
    ]  # enough different texts to leave the distinct path
    read = read_column(padded, plan)
    for i, cell in enumerate(padded[: len(cells) + 3]):
        assert (read.values[i].as_py(), read.bad.get(i)) == defined(cell, plan)


def defined(cell: str | None, plan: ColumnPlan) -> tuple[Value, Reason | None]:
    try:
        return read_one(cell, plan), None
    except BadCell as problem:
        return None, problem.reason


def test_clean_moments_take_the_fast_path_and_keep_their_zone() -> None:
    cells = [f"2022-06-{1 + i % 30:02d} {i % 24:02d}:{i % 60:02d}:{i % 59:02d}" for i in range(2000)]
    plan = next(p for p in _PLANS if p.column.kind is Kind.MOMENT)
    assert read_column(cells, plan).values.to_pylist() == [read_one(cell, plan) for cell in cells]


@pytest.mark.parametrize("plan", _PLANS, ids=lambda p: f"{p.column.name}-{p.column.kind}")
def test_few_different_texts_give_the_same_as_many(plan: ColumnPlan) -> None:
    cells = ["1", "2.5", None, "x", "2022-06-30 01:02:03"] * 40
    few, many = read_column(cells, plan), read_column([*cells, *map(str, range(5000))], plan)
    assert few.bad == {i: reason for i, reason in many.bad.items() if i < len(cells)}
    assert few.values.to_pylist() == many.values.to_pylist()[: len(cells)]


def test_minus_one_means_no_and_any_other_code_yes() -> None:
    how = ColumnMapping(recode=(("-1", False),), otherwise=True, default=False)
    plan = ColumnPlan(Column("f", Kind.FLAG, "", ""), how, CellRule())
    assert read_column(["-1", "98", "1", None, -1, 98.0], plan).values.to_pylist() == [
        False, True, True, False, False, True,
    ]  # fmt: skip


def test_yes_or_blank_reads_blank_as_no() -> None:
    plan = ColumnPlan(Column("f", Kind.FLAG, "", ""), ColumnMapping(default=False), CellRule())
    assert read_column(["是", None, ""], plan).values.to_pylist() == [True, False, False]


def test_listed_blanks_take_the_default_of_the_feed() -> None:
    column = Column("n", Kind.INTEGER, "", "", default=7)
    plan = ColumnPlan(column, ColumnMapping(blank_when=("/", "无")), CellRule())
    assert read_column(["/", "无", "3", "NULL"], plan).values.to_pylist() == [7, 7, 3, 7]
    required = replace(plan, column=Column("n", Kind.INTEGER, "", "", required=True))
    assert read_column(["/"], required).bad == {0: reason(Unfit.REQUIRED)}
