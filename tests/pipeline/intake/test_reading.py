# SPDX-License-Identifier: Apache-2.0
"""Any operator file becomes a table, or a refusal that says what to do."""

import contextlib
import io
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from amends.pipeline.intake.reading import (
    EmptyFile,
    NoSuchSheet,
    RawTable,
    UnreadableFile,
    WrongKind,
    read_batches,
    read_table,
    sheet_names,
)
from amends.pipeline.intake.workbooks import BrokenWorkbook

SOURCE = str(Path(__file__).parents[3] / "src")


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def shown(table: RawTable) -> list[tuple[object, ...]]:
    return list(zip(*table.columns, strict=True))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_text_reads_the_same_in_every_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = [["用户编号", "姓名", "金额"], ["a1", "王 小明", "12.5"], ["a2", "李静", ""]]
    text = "\r\n".join(separator.join(each) for each in lines) + "\r\n"
    table = read_table(written(tmp_path / "x.dat", text.encode(encoding)))
    assert table.headers == ("用户编号", "姓名", "金额")
    assert shown(table) == [("a1", "王 小明", "12.5"), ("a2", "李静", None)]
    assert (table.first_row, list(table.row_numbers)) == (2, [2, 3])


def test_text_keeps_quoted_newlines_and_trims_full_width_space(tmp_path: Path) -> None:
    data = '编号,留言\r\n1,"第一行\r\n第二行"\r\n2,\u3000完\u3000\r\n\r\n3,x\r\n,\r\n'.encode()
    table = read_table(written(tmp_path / "x.csv", data))
    assert shown(table) == [("1", "第一行\r\n第二行"), ("2", "完"), ("3", "x")]
    assert list(table.row_numbers) == [2, 3, 5]


def test_text_names_the_rows_that_have_too_many_cells(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "x.csv", b"a,b\n1,2\n1,2,3\n4,5\n6,7,,\n"))
    assert table.ragged == {3: 3}
    assert table.headers == ("a", "b")


def test_text_honours_the_separator_line_of_excel(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "x.csv", b"sep=;\na;b,c\n1;2,5\n"))
    assert (table.headers, shown(table), table.first_row) == (("a", "b,c"), [("1", "2,5")], 3)


def test_header_is_found_below_titles_and_repeats_are_kept(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["某公司月报", None, None, None],
        ["制表日期：2022-06", None, None, None],
        ["用户", "其他，请注明", "其他，请注明", "4\\5G用户"],
        [1, -1, 98, "5G"],
    ]
    table = read_table(workbook(tmp_path / "x.xlsx", rows))
    assert table.headers == ("用户", "其他，请注明", "其他，请注明", "4\\5G用户")
    assert (table.header_row, table.first_row, shown(table)) == (3, 4, [(1, -1, 98, "5G")])


def test_header_row_zero_means_there_is_none(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "x.csv", "甲,乙\n丙,丁\n".encode()), header_row=0)
    assert (table.headers, shown(table)) == (("", ""), [("甲", "乙"), ("丙", "丁")])


def test_empty_header_with_values_stays_and_empty_column_goes(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "x.xlsx", [["a", None, None, "d"], [1, "x", None, 4]]))
    assert (table.headers, table.positions) == (("a", "", "d"), (1, 2, 4))


def test_cells_of_a_workbook_keep_their_types_and_errors(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["名", "值"], ["整数", 3.0], ["日", date(2021, 9, 1)], ["时", datetime(2021, 9, 1, 5, 6)]]:  # noqa: DTZ001
        book.active.append(row)
    book.active.append(["错", "#N/A"])
    book.active["B5"].data_type = "e"
    book.active.append(["真", True])
    book.save(tmp_path / "x.xlsx")
    (batch,) = read_batches(tmp_path / "x.xlsx")
    values = batch.columns[1]
    assert values == (3, date(2021, 9, 1), datetime(2021, 9, 1, 5, 6), "#N/A", True)  # noqa: DTZ001
    assert [type(v) for v in values] == [int, date, datetime, str, bool]


def test_formula_errors_are_blanks_for_analysis_and_no_headers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "#N/A", "c"])
    book.active.append([1, "x", "#DIV/0!"])
    for place in ("B1", "C2"):
        book.active[place].data_type = "e"
    book.save(tmp_path / "x.xlsx")
    table = read_table(tmp_path / "x.xlsx")
    assert (table.headers, shown(table)) == (("a", "", "c"), [(1, "x", None)])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux to measure memory")
@pytest.mark.parametrize("stray", [" ", "备注"])
def test_far_columns_cost_little_and_keep_their_positions(tmp_path: Path, stray: str) -> None:
    book = openpyxl.Workbook()
    for number in range(400):
        book.active.append([f"列{i}" if number == 0 else number for i in range(55)])
    book.active.cell(1, 16357, stray)
    book.active.cell(30_000, 3, "尾")
    book.save(tmp_path / "x.xlsx")
    code = (
        "import sys; from pathlib import Path; from amends.pipeline.intake.reading import read_table;"
        "read_table(Path(sys.argv[1])); status = Path('/proc/self/status').read_text();"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "x.xlsx")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONPATH": SOURCE})
    assert int(told.stdout) < 150_000  # KiB, where the declared area would take gigabytes
    table = read_table(tmp_path / "x.xlsx")
    assert table.positions == tuple(range(1, 56)) + ((16357,) if stray.strip() else ())
    assert (table.height, table.row_numbers[-1], table.columns[2][-1]) == (400, 30_000, "尾")
    assert table.columns[54][:2] == (1, 2)


def test_styled_blanks_are_no_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    for column in range(3, 2000):
        book.active.cell(1, column).font = Font(bold=True)
    book.save(tmp_path / "x.xlsx")
    assert read_table(tmp_path / "x.xlsx").positions == (1, 2)


def test_batches_have_the_same_columns_and_all_the_rows(tmp_path: Path) -> None:
    text = "a,b\n" + "".join(f"{i},{'' if i < 70 else i}\n" for i in range(100))
    parts = list(read_batches(written(tmp_path / "x.csv", text.encode()), rows=30))
    assert [p.height for p in parts] == [30, 30, 30, 10]
    assert {p.headers for p in parts} == {("a", "b")}
    assert [n for p in parts for n in p.row_numbers] == list(range(2, 102))


def test_parquet_reads_as_a_table(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import write_table

    write_table(pa.table({"编号": ["a", None], "值": [1.0, 2.5]}), tmp_path / "x.csv")
    table = read_table(tmp_path / "x.csv")
    assert (table.headers, shown(table)) == (("编号", "值"), [("a", 1), (None, 2.5)])


def test_first_sheet_that_holds_anything_is_taken_and_others_are_listed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("数据").append(["a"])
    book["数据"].append([1])
    book.save(tmp_path / "x.xlsx")
    assert read_table(tmp_path / "x.xlsx").sheet == "数据"
    assert sheet_names(tmp_path / "x.xlsx") == ("Sheet", "数据")
    with pytest.raises(NoSuchSheet, match="数据"):
        read_table(tmp_path / "x.xlsx", sheet="明细")


@pytest.mark.parametrize(
    ("data", "refusal", "advice"),
    [
        (b"", EmptyFile, "重新上传"),
        (b" \r\n \n", EmptyFile, "重新上传"),
        ("甲,乙\n".encode(), EmptyFile, "重新上传"),
        (b"<html><table><tr><td>1</td></tr></table>", WrongKind, "另存为"),
        (b"%PDF-1.7 ...", WrongKind, "导出为"),
        (b"PK\x03\x04broken", WrongKind, "重新导出"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, BrokenWorkbook, "另存为"),
        (b"PAR1 not really", UnreadableFile, "重新导出"),
        (b"\x00\x01\x02\x03" * 50, UnreadableFile, "导出为"),
        (b'a,b\n1,"' + b"x" * 200_000, UnreadableFile, "引号"),
    ],
)
def test_wrong_file_is_refused_with_what_to_do(
    tmp_path: Path, data: bytes, refusal: type[UnreadableFile], advice: str
) -> None:
    with pytest.raises(refusal, match=advice):
        read_table(written(tmp_path / "x.xls", data))


def test_damaged_bytes_mark_a_cell_and_leave_the_rest(tmp_path: Path) -> None:
    good = "编号,姓名\n" + "1,王小明\n" * 200
    table = read_table(written(tmp_path / "x.csv", good.encode() + b"2,\xff\xfe\n"))
    assert table.columns[1][0] == "王小明"
    assert "\ufffd" in str(table.columns[1][-1])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0", b"a,b\n", b"\xff\xfe"]),
    rest=st.binary(max_size=400),
)
def test_any_bytes_are_read_or_refused_by_name(tmp_path: Path, start: bytes, rest: bytes) -> None:
    path = written(tmp_path / "any", start + rest)
    try:
        table = read_table(path)
    except UnreadableFile:
        return
    assert table.height > 0
    assert len(table.headers) == len(table.columns) == len(table.positions)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 5_400), byte=st.integers(0, 255), rows=st.sampled_from([1, 60]))
def test_workbook_damaged_anywhere_is_read_or_refused_by_name(
    tmp_path: Path, at: int, byte: int, rows: int
) -> None:
    """A byte that changed on the way lies in the directory, in a header or in what is packed: each is told."""
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for _row in range(rows):
        book.active.append(["编号", "姓名", "出账金额"])
    book.save(out)
    data = bytearray(out.getvalue())
    data[at % len(data)] = byte
    with contextlib.suppress(UnreadableFile):
        read_table(written(tmp_path / "x.xlsx", bytes(data)))


def test_reading_loads_no_heavy_library() -> None:
    code = (
        "import sys, amends.pipeline.intake.reading;"
        "print({'pyarrow', 'duckdb', 'ibis', 'pandas', 'django', 'numpy'} & set(sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": SOURCE}
    )
    assert out.stdout.strip() == "set()"
