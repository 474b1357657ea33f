# SPDX-License-Identifier: Apache-2.0
"""The file that goes back to the sender."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from amends.pipeline.intake.convert import Problem, Rejection
from amends.pipeline.intake.ingest import IngestResult, ingest
from amends.pipeline.intake.reading import read_table
from amends.pipeline.intake.rejects import RejectsFile
from amends.pipeline.intake.unfit import Unfit, reason
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import AT, bills_mapping, read_csv, stored

REJECTION = Rejection(
    7,
    (Problem(7, "amount", "账单金额", "金额", 4, "=1+1", reason(Unfit.NOT_A_NUMBER)),),
    ("007", None, "=1+1", date(2022, 6, 1)),
)


def test_row_comes_back_as_it_was_with_row_column_value_and_reason(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    back = tmp_path / "back.csv"
    result = bills([["a", "2022-06", "1"], ["b", "2022-13", "x"], ["", "2022-06", "3"]], rejects=back)
    assert (result.accepted, result.rejected, result.rejects) == (1, 2, back)
    header, first, second = read_csv(back)
    assert header == [
        "客户",
        "账期",
        "金额",
        "原文件行号",
        "出错列（文件表头）",
        "出错字段",
        "原值",
        "原因与办法",
    ]
    assert first[:7] == [
        "b", "2022-13", "x", "3", "账期；金额", "账期（month）；账单金额（amount）", "2022-13；x",
    ]  # fmt: skip
    assert "没有这样的日期" in first[7]
    assert second[3:5] == ["4", "客户"]
    assert "必填" in second[7]
    assert back.stat().st_mode & 0o777 == 0o600


def test_corrected_file_is_read_by_the_same_mapping(
    bills: Callable[..., IngestResult], tmp_path: Path
) -> None:
    bills([["a", "2022-06", "1"], ["b", "2022-06", "x"]], rejects=tmp_path / "back.csv")
    text = (tmp_path / "back.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "fixed.csv").write_text(text.replace("b,2022-06,x", "b,2022-06,2"), encoding="utf-8-sig")
    result = ingest(tmp_path / "home", FEEDS["bills"], tmp_path / "fixed.csv", bills_mapping(), at=AT)
    assert (result.new, result.rejected) == (1, 0)
    assert stored(tmp_path / "home", "bills", "customer_id, amount") == [("a", 100), ("b", 200)]


@pytest.mark.parametrize("name", ["back.csv", "back.xlsx"])
def test_cells_keep_their_columns_whatever_was_left_out(tmp_path: Path, name: str) -> None:
    with RejectsFile(tmp_path / name) as back:
        back.write(("编号", "a", "金额", "日"), (1, 2, 4, 6), [REJECTION])
    table = read_table(tmp_path / name)
    row = dict(zip(table.positions, (column[0] for column in table.columns), strict=True))
    assert (row[1], row[4], str(row[6])) == ("007", "=1+1", "2022-06-01")
    assert table.headers[:1] + table.headers[2:3] == ("编号", "金额")


def test_workbook_keeps_text_as_text(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "back.xlsx") as back:
        back.write(("编号", "a", "金额", "日"), (1, 2, 3, 4), [REJECTION])
    sheet = openpyxl.load_workbook(tmp_path / "back.xlsx").active
    assert [cell.data_type for cell in sheet[2][:4]] == ["s", "n", "s", "d"]


def test_nothing_to_return_makes_no_file(bills: Callable[..., IngestResult], tmp_path: Path) -> None:
    result = bills([["a", "2022-06", "1"]], rejects=tmp_path / "back.csv")
    assert result.rejects is None
    assert not (tmp_path / "back.csv").exists()


def test_interrupted_writing_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), RejectsFile(tmp_path / "back.csv") as back:  # noqa: PT012
        back.write(("a", "b", "c", "d"), (1, 2, 3, 4), [REJECTION])
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
