# SPDX-License-Identifier: Apache-2.0
"""Merge staged rows into the live parts of a feed: a later row with the same key replaces an earlier one.

Done in DuckDB with bounded memory, only for the months that the rows touch. The bytes of a part depend on its
rows alone: they are sorted by customer, so that a run can read a range of customers, and by the key, which is unique.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from amends.pipeline.feeds import Part, feed_folder, feed_manifest, kept_part
from amends.pipeline.intake.convert import ORDER
from amends.pipeline.schema import Feed, Kind

MEMORY = "2GB"
_ROW_GROUP = 122_880


@dataclass(frozen=True, slots=True)
class Merged:
    """New parts by month (None: the feed is kept whole) and what became of the accepted records."""

    parts: dict[str | None, Part]
    accepted: int = 0
    repeated: int = 0
    new: int = 0
    replaced: int = 0
    unchanged: int = 0


def month_column(feed: Feed) -> str | None:
    """The key column by whose month a feed is kept; None when it is kept whole."""
    dated = (name for name in feed.key if feed.column(name).kind in (Kind.MONTH, Kind.DATE))
    return next(dated, None)


def connected(staging: Path) -> duckdb.DuckDBPyConnection:
    """An engine that spills into the staging folder."""
    engine = duckdb.connect()
    engine.execute(f"SET memory_limit = '{MEMORY}'")
    engine.execute(f"SET temp_directory = {quoted(staging / 'spill')}")
    engine.execute("SET TimeZone = 'UTC'")
    return engine


def quoted(value: Path | str) -> str:
    """A text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def merge(
    engine: duckdb.DuckDBPyConnection, home: Path, feed: Feed, *, staging: Path, write: bool = True
) -> Merged:
    """Merge the relation `staged` (the stored columns and `_order`). With `write` False only count.

    Parts are put in place but not published.
    """
    accepted, distinct = _counted(engine, feed)
    _latest(engine, feed, staging, repeated=accepted > distinct)
    live = {part.month: part for part in feed_manifest(home, feed).parts}
    parts: dict[str | None, Part] = {}
    totals: tuple[int, ...] = (0, 0, 0)
    for month in _months(engine, feed):
        _month_views(engine, home, feed, month, live.get(month))
        counts = (
            _compared(engine, feed)
            if month in live
            else (*_row(engine, "SELECT count(*) FROM incoming"), 0, 0)
        )
        totals = tuple(a + b for a, b in zip(totals, counts, strict=True))
        if write and counts[0] + counts[1]:
            parts[month] = _written(engine, home, feed, month, staging)
    new, replaced, unchanged = totals
    return Merged(parts, accepted, accepted - distinct, new, replaced, unchanged)


def _names(feed: Feed) -> str:
    return ", ".join(f'"{column.name}"' for column in feed.stored)


def _key(feed: Feed) -> str:
    return ", ".join(f'"{name}"' for name in feed.key)


def _row(engine: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    found = engine.execute(sql).fetchone()
    return tuple(int(value or 0) for value in found or ())


def _counted(engine: duckdb.DuckDBPyConnection, feed: Feed) -> tuple[int, int]:
    accepted, distinct = _row(
        engine,
        f"SELECT (SELECT count(*) FROM staged), "  # noqa: S608 - names come from the declared schema
        f"(SELECT count(*) FROM (SELECT 1 FROM staged GROUP BY {_key(feed)}))",
    )
    return accepted, distinct


def _latest(engine: duckdb.DuckDBPyConnection, feed: Feed, staging: Path, *, repeated: bool) -> None:
    """Make the view `latest`: the last row of each key. Where keys repeat it is worked out once and kept aside."""
    source = "staged"
    if repeated:
        key, target = _key(feed), quoted(staging / "latest.parquet")
        last = f"SELECT {key}, max({ORDER}) AS {ORDER} FROM staged GROUP BY {key}"  # noqa: S608
        kept = f"SELECT * FROM staged SEMI JOIN ({last}) AS l USING ({key}, {ORDER})"  # noqa: S608
        engine.execute(f"COPY ({kept}) TO {target} (FORMAT parquet, COMPRESSION lz4)")
        source = f"read_parquet({target})"
    engine.execute(f"CREATE OR REPLACE VIEW latest AS SELECT {_names(feed)} FROM {source}")  # noqa: S608


def _months(engine: duckdb.DuckDBPyConnection, feed: Feed) -> list[str | None]:
    column = month_column(feed)
    if column is None:
        return [None] if _row(engine, "SELECT count(*) FROM latest") != (0,) else []
    found = engine.execute(f"SELECT DISTINCT strftime(\"{column}\", '%Y-%m') FROM latest ORDER BY 1")  # noqa: S608
    return [month for (month,) in found.fetchall()]


def _month_views(
    engine: duckdb.DuckDBPyConnection, home: Path, feed: Feed, month: str | None, live: Part | None
) -> None:
    column = month_column(feed)
    only = ""
    if month is not None and column is not None:
        first = date(int(month[:4]), int(month[5:]), 1)
        only = f"""WHERE "{column}" >= DATE '{first}' AND "{column}" < DATE '{first}' + INTERVAL 1 MONTH"""
    engine.execute(f"CREATE OR REPLACE VIEW incoming AS SELECT * FROM latest {only}")  # noqa: S608
    place = (
        "latest WHERE false"
        if live is None
        else f"read_parquet({quoted(feed_folder(home, feed) / live.file)})"
    )
    engine.execute(f"CREATE OR REPLACE VIEW present AS SELECT {_names(feed)} FROM {place}")  # noqa: S608


def _compared(engine: duckdb.DuckDBPyConnection, feed: Feed) -> tuple[int, int, int]:
    """How many incoming rows are new, replace another, or change nothing."""
    rest = [c.name for c in feed.stored if c.name not in feed.key]
    same = " AND ".join(f'i."{name}" IS NOT DISTINCT FROM p."{name}"' for name in rest) or "true"
    key = " AND ".join(f'i."{name}" = p."{name}"' for name in feed.key)
    total, met, unchanged = _row(
        engine,
        f'SELECT count(*), count(p."{feed.key[0]}"), '  # noqa: S608
        f'count(*) FILTER (p."{feed.key[0]}" IS NOT NULL AND {same}) '
        f"FROM incoming AS i LEFT JOIN present AS p ON {key}",
    )
    return total - met, met - unchanged, unchanged


def _written(
    engine: duckdb.DuckDBPyConnection, home: Path, feed: Feed, month: str | None, staging: Path
) -> Part:
    target = staging / f"{month or 'all'}.parquet"
    rows = engine.execute(
        f"COPY (SELECT * FROM incoming UNION ALL "  # noqa: S608
        f"SELECT * FROM present ANTI JOIN incoming USING ({_key(feed)}) ORDER BY customer_id, {_key(feed)}) "
        f"TO {quoted(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
    ).fetchone()
    return kept_part(home, feed, target, rows=int(rows[0] if rows else 0), month=month)
