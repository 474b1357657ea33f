# SPDX-License-Identifier: Apache-2.0
"""Little tables as text, so that a test reads like the example it is: money in yuan, moments in local time."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.facts.as_of import LOCAL_OFFSET
from amends.pipeline.schema import Feed, Kind
from amends.pipeline.sources import EVERY_FEED

_READ: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.MONEY: lambda text: round(float(text) * 100),
    Kind.DATE: date.fromisoformat,
    Kind.MONTH: lambda text: date.fromisoformat(f"{text}-01"),
    Kind.MOMENT: lambda text: datetime.fromisoformat(text) - LOCAL_OFFSET,
    Kind.FLAG: {"yes": True, "no": False}.__getitem__,
}


def rows_of(text: str) -> list[dict[str, str]]:
    """The rows of a table written with `|` between its cells; an empty cell is left out."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [{n: c for n, c in zip(lines[0], line, strict=True) if c} for line in lines[1:]]


def table_of(feed: Feed, text: str) -> pa.Table:
    """The rows of a feed; keys that a test does not care for count up, other cells left out are null."""
    columns = {c.name: c for c in feed.stored}
    rows = [
        {feed.key[0]: str(n)} | {name: _READ[columns[name].kind](cell) for name, cell in row.items()}
        for n, row in enumerate(rows_of(text))
    ]
    return pa.Table.from_pylist(rows, arrow_schema(feed))


def write_feeds(home: Path, texts: Mapping[str, str]) -> dict[str, tuple[Path, ...]]:
    """Each feed in one Parquet file below `home`; a feed without a text has no file."""
    files: dict[str, tuple[Path, ...]] = dict.fromkeys(EVERY_FEED, ())
    for name, text in texts.items():
        file = home / f"{name}.parquet"
        pq.write_table(table_of(EVERY_FEED[name], text), file)
        files[name] = (file,)
    return files
