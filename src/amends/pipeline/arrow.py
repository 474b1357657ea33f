# SPDX-License-Identifier: Apache-2.0
"""How each kind of column is kept: the one place that maps declared schemas to Arrow types."""

import pyarrow as pa

from amends.pipeline.schema import Feed, Kind

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
