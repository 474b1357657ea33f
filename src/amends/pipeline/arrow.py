# SPDX-License-Identifier: Apache-2.0
"""How each kind of column is kept: the one place that maps declared schemas to Arrow types."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice

import pyarrow as pa

from amends.pipeline.schema import Feed, Kind

BATCH_ROWS = 20_000
ARROW_TYPES: dict[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.MONEY: pa.int64(),
    Kind.DATE: pa.date32(),
    Kind.MONTH: pa.date32(),
    Kind.MOMENT: pa.timestamp("us"),  # UTC, without a zone: both engines then compare it alike
    Kind.FLAG: pa.bool_(),
}


def arrow_schema(feed: Feed) -> pa.Schema:
    """The Arrow schema of a feed as it is stored: its columns without the personal ones."""
    return pa.schema([(c.name, ARROW_TYPES[c.kind]) for c in feed.stored])


def feed_table(feed: Feed, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Rows by column name as a table of the feed's schema, in their order; read batch by batch, never all at once."""
    schema = arrow_schema(feed)
    batches = (pa.RecordBatch.from_pylist(some, schema=schema) for some in _batched(rows))
    return pa.Table.from_batches(batches, schema=schema)


def kept_moment(moment: object) -> datetime | None:
    """A moment as a feed keeps it, UTC without a zone, so that both engines compare it alike; `None` for none."""
    return moment.astimezone(UTC).replace(tzinfo=None) if isinstance(moment, datetime) else None


def _batched(rows: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    waiting = iter(rows)
    while some := list(islice(waiting, BATCH_ROWS)):
        yield some
