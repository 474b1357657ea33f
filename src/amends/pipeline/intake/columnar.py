# SPDX-License-Identifier: Apache-2.0
"""Parquet files as tables; pyarrow is loaded here and only when such a file comes."""

from collections.abc import Iterator
from pathlib import Path

from amends.pipeline.intake.table import EmptyFile, RawTable, UnreadableFile, tidy


class BrokenParquet(UnreadableFile):
    """A file that begins like Parquet and cannot be read as such."""

    def __init__(self, detail: str) -> None:
        super().__init__("这个 Parquet 文件已损坏或不完整。", f"请重新导出或重新传输后再试。（{detail}）")


class ParquetSupportMissing(UnreadableFile):
    """pyarrow is not installed."""

    def __init__(self) -> None:
        super().__init__("读取 Parquet 需要附加组件。", "请先安装 amends[pipeline]，或改用 CSV、XLSX。")


def parquet_batches(path: Path, *, size: int) -> Iterator[RawTable]:
    """Tables of at most `size` rows; row numbers count from 1, since Parquet has no header row."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise ParquetSupportMissing from None
    first = 1
    try:
        with ParquetFile(path) as file:
            headers = tuple(str(name) for name in file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=size):
                if batch.num_rows:
                    yield _table(headers, [c.to_pylist() for c in batch.columns], first, batch.num_rows)
                    first += batch.num_rows
    except (ArrowException, OSError, ValueError) as error:
        raise BrokenParquet(str(error).split("\n", 1)[0][:120]) from None
    if first == 1:
        raise EmptyFile


def _table(headers: tuple[str, ...], columns: list[list[object]], first: int, height: int) -> RawTable:
    return RawTable(
        headers=headers,
        columns=tuple(tuple(map(tidy, column)) for column in columns),
        first_row=first,
        positions=tuple(range(1, len(headers) + 1)),
        row_numbers=range(first, first + height),
        header_row=0,
    )
