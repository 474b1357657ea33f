# SPDX-License-Identifier: Apache-2.0
"""From a feed as it is stored to the columns that it declares: rename, cast, nothing else."""

import ibis
from ibis.expr.types import Table

from amends.pipeline.arrow import arrow_schema
from amends.pipeline.schema import Feed


def staged(raw: Table, feed: Feed) -> Table:
    """What one row of the feed means, with every declared column in its declared type.

    A column that an older file lacks is null; columns that the feed does not declare are left behind.
    Keys are unique already: the feed store merges on write.
    """
    types = ibis.Schema.from_pyarrow(arrow_schema(feed))
    have = raw.schema()
    return raw.select(
        **{
            name: ibis.null(kind)
            if name not in have
            else raw[name]
            if have[name].copy(nullable=True) == kind
            else raw[name].cast(kind)
            for name, kind in types.items()
        }
    )
