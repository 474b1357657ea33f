# SPDX-License-Identifier: Apache-2.0
"""Cheap checks that a run makes before it publishes anything."""

from ibis.expr.types import Table

from amends.pipeline.engines import Engine


class NothingToRun(ValueError):
    """There are no customers: nothing has been taken in yet."""

    def __init__(self) -> None:
        super().__init__("no subscribers: take in that feed first (`amends ingest subscribers FILE`)")


class RepeatedKeys(ValueError):
    """A feed has a key twice, which the feed store should have merged: sums over it would be wrong."""

    def __init__(self, feed: str, rows: int) -> None:
        self.feed, self.rows = feed, rows
        super().__init__(
            f"feed {feed}: {rows} customers have more rows than their key allows; take it in again"
        )


def check_keys(engine: Engine, features: Table) -> int:
    """Number of customers. Raises `NothingToRun`, and `RepeatedKeys` of `subscribers`, `bills` or `usage`.

    Costs one pass over three columns: twice the same month shows as thirteen bills in twelve months, more or less.
    """
    seen = engine.collect(
        features.aggregate(
            rows=features.count(),
            distinct=features.customer_id.nunique(),
            bills=features.count(where=features.bills_12m > 12),
            usage=features.count(where=features.usage_3m > 3),
        )
    ).to_pylist()[0]
    if not seen["rows"]:
        raise NothingToRun
    for feed, repeated in (
        ("subscribers", seen["rows"] - seen["distinct"]),
        ("bills", seen["bills"]),
        ("usage", seen["usage"]),
    ):
        if repeated:
            raise RepeatedKeys(feed, repeated)
    return int(seen["rows"])
