# SPDX-License-Identifier: Apache-2.0
"""The quick way gives what the careful way gives."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.pipeline.intake import regular_text
from amends.pipeline.intake.reading import UnreadableFile, read_batches
from amends.pipeline.intake.regular_text import quick_batches
from amends.pipeline.intake.table import Cell, RawTable, cell_at

REGULAR = '标题,,\r\n编号,名称,备注\r\n1,甲 ,"两\r\n行"\r\n2,\u3000,\r\n , ,\r\n3,"a,b",x\r\n'


def content(tables: list[RawTable]) -> tuple[object, ...]:
    cells: list[tuple[Cell, ...]] = [
        tuple(cell_at(column, i) for column in t.columns) for t in tables for i in range(t.height)
    ]
    heads = {(t.headers, t.positions, t.header_row) for t in tables}
    return heads, cells, [n for t in tables for n in t.row_numbers], [t.ragged for t in tables if t.ragged]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_regular_file_takes_the_quick_way_and_reads_the_same(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.csv").write_bytes(REGULAR.encode(encoding))
    careful = content(list(read_batches(tmp_path / "x.csv")))
    monkeypatch.setattr(regular_text, "_BLOCK", 64)
    quick = list(quick_batches(tmp_path / "x.csv"))
    assert not isinstance(quick[0].columns[0], tuple)
    assert content(quick) == careful


@pytest.mark.parametrize("odd", ["1,2,3,4\r\n", "1,2\r\n", '1,"2,3\r\n'])
def test_file_with_one_odd_row_takes_the_careful_way(tmp_path: Path, odd: str) -> None:
    (tmp_path / "x.csv").write_text("a,b,c\r\n" + "1,2,3\r\n" * 300 + odd + "4,5,6\r\n", newline="")
    quick = list(quick_batches(tmp_path / "x.csv"))
    assert isinstance(quick[0].columns[0], tuple)
    assert content(quick) == content(list(read_batches(tmp_path / "x.csv")))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.text(alphabet='a1 甲"\u3000\r\n,;#', max_size=4), min_size=1, max_size=3), max_size=6
    )
)
def test_any_text_reads_the_same_both_ways(tmp_path: Path, rows: list[list[str]]) -> None:
    (tmp_path / "x.csv").write_text(
        "列,b,c\n" + "\n".join(",".join(row) for row in rows), "utf-8", newline=""
    )
    results = []
    for read in (read_batches, quick_batches):
        try:
            results.append(content(list(read(tmp_path / "x.csv"))))
        except UnreadableFile as refusal:
            results.append((str(refusal),))
    assert results[0] == results[1]
