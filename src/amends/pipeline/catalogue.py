# SPDX-License-Identifier: Apache-2.0
"""Feeds that are tables of the engine's own catalogue (Hive), and not files that were taken in."""

from collections.abc import Mapping
from dataclasses import replace

import pyarrow as pa

from amends.pipeline.arrow import ARROW_TYPES
from amends.pipeline.engines import Engine
from amends.pipeline.feeds import FeedManifest, Part
from amends.pipeline.manifest import FeedInput
from amends.pipeline.schema import Feed
from amends.pipeline.sources import EVERY_FEED


class TableUnfit(ValueError):
    """A table lacks a column that its feed cannot do without, or holds another kind of value in one."""

    def __init__(self, feed: str, address: str, faults: list[str]) -> None:
        self.feed, self.address, self.faults = feed, address, faults
        super().__init__(
            f"数据 {feed} 的表 {address} 不合用：{'；'.join(faults)}。"
            "请在目录里建一个视图，按声明的列名和类型给出 (unfit)"
        )


class FeedUnknown(ValueError):
    """A table was named for a feed that there is none of."""

    def __init__(self, feed: str) -> None:
        super().__init__(f"没有名为 {feed} 的数据，可以是：{'、'.join(EVERY_FEED)} (no such feed)")


def with_tables(
    inputs: Mapping[str, FeedInput], tables: Mapping[str, str], engine: Engine
) -> dict[str, FeedInput]:
    """The inputs of a run where `tables` (feed → address in the catalogue) take the place of files.

    The digest of a table is that of its rows in any order, so that a run is the same run for the same rows; it costs
    one pass. Raises `FeedUnknown`, `TableUnfit`, and `NoCatalogue` from engines that have none.
    """
    found = dict(inputs)
    for name, address in sorted(tables.items()):
        if name not in EVERY_FEED:
            raise FeedUnknown(name)
        feed = EVERY_FEED[name]
        columns = engine.table(name, address).schema().to_pyarrow()
        if faults := unfit(feed, columns):
            raise TableUnfit(name, address, faults)
        known = [column.name for column in feed.stored if column.name in columns.names]
        rows, digest = engine.fingerprint(name, known)
        state = FeedManifest(name, parts=(Part(address, rows, digest),))
        found[name] = replace(inputs[name], files=(), state=state, table=address)
    return found


def unfit(feed: Feed, columns: pa.Schema) -> list[str]:
    """What keeps columns of a table from being those of a feed; empty where nothing does.

    What is declared may be missing unless it is required or the key; a value must be of a type that becomes the
    declared one without a guess: text never becomes a number or a date here, as it would in a file that is taken in.
    """
    faults = []
    for column in feed.stored:
        if column.name not in columns.names:
            if column.required or column.name in feed.key:
                faults.append(f"缺少 {column.name}（{column.zh}）")
        elif not _becomes(columns.field(column.name).type, ARROW_TYPES[column.kind]):
            faults.append(
                f"{column.name} 是 {columns.field(column.name).type}，应为 {ARROW_TYPES[column.kind]}"
            )
    return faults


def _becomes(given: pa.DataType, wanted: pa.DataType) -> bool:
    kinds = pa.types
    if kinds.is_integer(wanted):
        return bool(kinds.is_integer(given))
    if kinds.is_floating(wanted):
        return bool(kinds.is_integer(given) or kinds.is_floating(given) or kinds.is_decimal(given))
    if kinds.is_timestamp(wanted):
        return bool(kinds.is_timestamp(given))
    return bool(given == wanted)
