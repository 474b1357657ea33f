# SPDX-License-Identifier: Apache-2.0
"""Generates the eight feeds of an operator of any size, with known causes of dissatisfaction planted.

Everything is SQL (`sql/*.sql`) that DuckDB streams to Parquet; nothing but the table of people, kept on disk, is
held between feeds, so that memory does not grow with the number of customers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from amends.kernel.periods import month_number, month_start
from amends.pipeline.demo.lookups import lookups
from amends.pipeline.demo.organisation import DEMO_UNITS, UnitRow

MONTHLY = ("bills", "usage")
WHOLE = ("subscribers", "complaints", "promises", "contacts", "surveys")
PREPARATION = ("chance", "planted", "people", "spending")
MOST_MONTHS = 36
MOST_CUSTOMERS = 99_999_999
# The i-th customer (from 0), the number of the wave, whether they were to be approached, days since the draw.
DRAWN: pa.Schema = pa.schema(
    [("i", pa.int64()), ("wave_number", pa.int64()), ("treated", pa.bool_()), ("days_ago", pa.int64())]
)


@dataclass(frozen=True, slots=True)
class Generated:
    """Where the files are: those of each feed in order of time, the truth that the pipeline never sees, and the feed
    `waves` where customers were drawn into past waves."""

    files: Mapping[str, tuple[Path, ...]]
    truth: Path
    waves: Path | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """What the generator may use of the machine. The rows do not depend on it, nor do, on one thread, the bytes."""

    memory: str = "2GB"
    threads: int = 1


def generate(
    out: Path,
    *,
    customers: int,
    as_of: date,
    months: int = 12,
    seed: int,
    units: Sequence[UnitRow] | None = None,
    planted: float = 0.035,
    surveyed: float = 0.15,
    network_months: int = 3,
    engine: Engine | None = None,
    drawn: pa.Table | None = None,
) -> Generated:
    """Writes `customers` customers over the `months` full months before `as_of` into `out`, as Parquet.

    `planted` is the share of customers that each of the five causes gets (at most 0.125), `surveyed` the share asked
    for their satisfaction. `drawn` (schema `DRAWN`) says whom chance drew into past waves of recovery of sixty days;
    those who had a trouble then are their members, and what was planted (`sql/planted.sql`) came of it. Amounts are in
    分, moments in UTC. The same arguments give the same bytes (on several threads: the same rows in the same order,
    packed into pages as it happens). Raises `ValueError` for sizes that cannot be generated.
    """
    if not 0 <= planted <= 0.125 or not 1 <= months <= MOST_MONTHS or not 1 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"cannot generate {customers} customers, {months} months, {planted} planted a cause")
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out) as scratch, duckdb.connect(str(Path(scratch) / "people.db")) as con:
        _prepare(con, units or DEMO_UNITS, engine or Engine(), Path(scratch))
        con.register("drawn_into_waves", drawn or DRAWN.empty_table())
        _set(con, as_of=as_of, seed=str(seed), customers=customers, planted=planted, surveyed=surveyed)
        for script in PREPARATION:
            con.execute(_sql(script))
        made = _written(con, out, as_of, months, min(network_months, months))
        return (
            made if drawn is None else replace(made, waves=_copy(con, _sql("waves"), out / "waves.parquet"))
        )


def _prepare(con: duckdb.DuckDBPyConnection, units: Sequence[UnitRow], engine: Engine, scratch: Path) -> None:
    con.execute(f"SET memory_limit = '{engine.memory}'")
    con.execute(f"SET threads = {engine.threads}")
    con.execute(f"SET temp_directory = '{scratch}'")
    # people are always the side that streams past the small tables: their order, and so the bytes, stay the same
    con.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    for name, table in lookups(units).items():
        con.register(name, table)


def _set(con: duckdb.DuckDBPyConnection, **variables: str | float | date) -> None:
    for name, value in variables.items():
        con.execute(f"SET VARIABLE {name} = ?", [value])


def _sql(script: str) -> str:
    return (files(__package__) / "sql" / f"{script}.sql").read_text(encoding="utf-8")


def _written(
    con: duckdb.DuckDBPyConnection, out: Path, as_of: date, months: int, network_months: int
) -> Generated:
    written: dict[str, tuple[Path, ...]] = {}
    for feed in WHOLE:
        written[feed] = (_copy(con, _sql(feed), out / f"{feed}.parquet"),)
    for feed in MONTHLY:
        written[feed] = tuple(_copy_months(con, out, feed, as_of, months))
    written["network"] = tuple(_copy_months(con, out, "network", as_of, network_months))
    return Generated(written, _copy(con, _sql("truth"), out / "truth.parquet"))


def _copy_months(
    con: duckdb.DuckDBPyConnection, out: Path, feed: str, as_of: date, months: int
) -> Iterator[Path]:
    """One file a month, the oldest first. `$ago` in the script is how many months before the run it lies."""
    for ago in range(months, 0, -1):
        month = month_start(month_number(as_of) - ago)
        target = out / f"{feed}-{month:%Y-%m}.parquet"
        yield _copy(con, _sql(feed).replace("$ago", str(ago)), target)


def _copy(con: duckdb.DuckDBPyConnection, query: str, target: Path) -> Path:
    con.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return target
