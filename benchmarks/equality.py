# SPDX-License-Identifier: Apache-2.0
"""Whether two contenders computed the same: every row, every column, nulls in the same places."""

from pathlib import Path

import duckdb

TOLERANCE = 2e-9  # all round to nine decimals, and need not break a tie the same way


class Disagreement(AssertionError):
    """Two contenders gave different features; the message says where and how much."""


def files_in(place: Path) -> str:
    """A Parquet file, or all those in a folder, as DuckDB wants to be told."""
    return str(place / "*.parquet") if place.is_dir() else str(place)


def must_agree(reference: Path, other: Path) -> None:
    """Raises `Disagreement` unless both hold the same customers with the same features."""
    with duckdb.connect() as con:
        con.execute("SET memory_limit = '8GB'")
        con.execute(f"SET temp_directory = '{other.parent / 'spill'}'")
        con.read_parquet(files_in(reference)).create_view("reference")
        con.read_parquet(files_in(other)).create_view("other")
        columns = [name for name in con.table("reference").columns if name != "customer_id"]
        off = [f"count(*) FILTER (NOT ({_same(name)}))" for name in columns]
        row = con.execute(
            f"SELECT count(*), count(r.customer_id), count(o.customer_id), {', '.join(off)}"
            " FROM reference r FULL JOIN other o USING (customer_id)"
        ).fetchone()
    _judge(dict(zip(["rows", "reference", "other", *columns], row or (), strict=True)), other.name)


def _same(name: str) -> str:
    close = f"abs(r.{name} - o.{name}) <= {TOLERANCE} * greatest(1, abs(r.{name}))"
    return f"coalesce({close}, r.{name} IS NULL AND o.{name} IS NULL)"


def _judge(counts: dict[str, int], who: str) -> None:
    rows, left, right = (counts.pop(name) for name in ("rows", "reference", "other"))
    differing = {name: count for name, count in counts.items() if count}
    if not rows == left == right > 0 or differing:
        raise Disagreement(
            f"{who}: {rows} customers, {left} and {right} have rows; columns that differ: {differing}"
        )
