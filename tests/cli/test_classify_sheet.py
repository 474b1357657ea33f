# SPDX-License-Identifier: Apache-2.0
"""The workbook that `amends classify` writes is one that other programs read."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from amends.cli.classifying.sheet import write_sheet
from amends.pipeline.intake.reading import Cell, read_table


def test_cells_come_back_as_they_were(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["名称", 'a<b>&"c"', "数"],
        [" 前后有空格 ", "=1+1", 3],
        ["多\n行", None, 0.25],
        [date(2026, 1, 2), "\x0b控制\ud800符", 10**17],
        ["长" * 40_000, True, -1],
    ]
    write_sheet(tmp_path / "a.xlsx", rows)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert found[:3] == rows[:3]
    assert found[3] == ["2026-01-02", "控制符", "100000000000000000"]
    assert found[4] == ["长" * 32_767, "True", -1]
    assert sheet["B2"].data_type == "s"  # text that looks like a formula stays text


def test_our_own_reader_reads_it(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.xlsx", [["甲", "乙"], ["x", 1]])
    table = read_table(tmp_path / "a.xlsx")
    assert (table.headers, table.columns) == (("甲", "乙"), (("x",), (1,)))


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(tmp_path: Path, column: int, name: str) -> None:
    write_sheet(tmp_path / "a.xlsx", [[None] * column + ["x"]])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert sheet[f"{name}1"].value == "x"


def test_same_rows_give_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sheet(tmp_path / name, [["x", 1]])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
