# SPDX-License-Identifier: Apache-2.0
"""Take in Parquet that already has a feed's declared schema: one streaming pass in DuckDB, no cell is converted."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from pyarrow.parquet import read_schema

from amends.pipeline.arrow import ARROW_TYPES
from amends.pipeline.feeds import feed_manifest, file_digest, writing
from amends.pipeline.intake.convert import ORDER, UNIT, Problem, Rejection
from amends.pipeline.intake.ingest import IngestResult, Job, Tally, counted, published, recognised
from amends.pipeline.intake.mapping import Mapping
from amends.pipeline.intake.merging import connected, merge, quoted
from amends.pipeline.intake.rejects import RejectsFile
from amends.pipeline.intake.table import UnreadableFile
from amends.pipeline.intake.unfit import Reason, Unfit, reason
from amends.pipeline.schema import Column, Feed, Kind

_BATCH = 10_000
_SQL_TYPES: dict[Kind, str] = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.MONEY: "BIGINT",
    Kind.DATE: "DATE",
    Kind.MONTH: "DATE",
    Kind.MOMENT: "TIMESTAMP",
    Kind.FLAG: "BOOLEAN",
}


class SchemaDiffers(UnreadableFile):
    """The Parquet file has not the declared schema; `differences` are sentences."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        super().__init__(
            "这个 Parquet 与声明的格式不同：" + "；".join(differences) + "。", "请改正，或用映射导入。"
        )
        self.differences = differences


def has_declared_schema(path: Path, feed: Feed) -> bool:
    """Whether a Parquet file can be adopted as it is."""
    return not _differences(read_schema(path), feed)


def adopt_parquet(
    home: Path,
    feed: Feed,
    path: Path,
    *,
    at: datetime,
    name: str = "",
    rejects: Path | None = None,
    known_units: Callable[[str], bool] | None = None,
    again: bool = False,
) -> IngestResult:
    """Take in Parquet whose columns are the feed's stored ones, in its units (money in 分, moments in UTC).

    Optional columns may be absent. Rows with an empty required cell, a value out of range or not among the
    choices, or of a unit that `known_units` denies, are rejected. Memory is bounded whatever the size.
    Raises `SchemaDiffers`.
    """
    schema = read_schema(path)
    if differences := _differences(schema, feed):
        raise SchemaDiffers(differences)
    mapping = Mapping(feed=feed.name, columns=(), title="declared")
    job = Job(
        home, feed, path, mapping, name or path.name, file_digest(path), at, lambda _: None, known_units
    )
    with writing(home, feed) as staging, ExitStack() as stack:
        manifest = feed_manifest(home, feed)
        before = manifest.taken(job.digest, mapping.digest())
        if before is not None and not again:
            return recognised(job, before)
        returned = stack.enter_context(RejectsFile(rejects or staging / "rejects.csv"))
        engine = stack.enter_context(connected(staging))
        (staging / "source.parquet").symlink_to(
            path.resolve()
        )  # a name with [1] in it would be taken as a pattern
        file = quoted(staging / "source.parquet")
        tally = _checked(engine, job, schema=schema, returned=returned, file=file)
        merged = merge(engine, home, feed, staging=staging)
        result = counted(job, tally, merged)
        if merged.accepted:
            published(job, manifest, merged, result)
        result = replace(result, rejected_rows=returned.rows)
    return replace(result, rejects=rejects if returned.rows else None)


def _checked(
    engine: duckdb.DuckDBPyConnection, job: Job, *, schema: pa.Schema, returned: RejectsFile, file: str
) -> Tally:
    """Make the view `staged` of the rows that fit, return the others, and count both."""
    tally = Tally()
    names = [c for c in job.feed.stored if c.name in schema.names]
    casts = ", ".join(f'CAST("{c.name}" AS {_SQL_TYPES[c.kind]}) AS "{c.name}"' for c in names)
    engine.execute(
        f"CREATE VIEW source AS SELECT {casts}, file_row_number + 1 AS {ORDER} "  # noqa: S608 - declared names
        f"FROM read_parquet({file}, file_row_number = true)"
    )
    tally.unknown_units = _unknown_units(engine, job, names)
    faults = [(c, why, sql) for c in names for why, sql in _faults(c)]
    if tally.unknown_units:
        listed = ", ".join(map(quoted, sorted(tally.unknown_units)))
        foreign = reason(Unfit.UNKNOWN_ORGANISATION_UNIT)
        faults.append((job.feed.column(UNIT), foreign, f'"{UNIT}" IN ({listed})'))
    bad = " OR ".join(f"coalesce({sql}, false)" for _, _, sql in faults) or "false"
    stored = ", ".join(_filled(c, c in names) for c in job.feed.stored)
    engine.execute(f"CREATE VIEW staged AS SELECT {stored}, {ORDER} FROM source WHERE NOT ({bad})")  # noqa: S608
    tally.offered = _count(engine, "source")
    tally.good = _count(engine, "staged")
    if tally.good < tally.offered:
        _return(engine, faults, bad, returned, tally)
    return tally


def _unknown_units(engine: duckdb.DuckDBPyConnection, job: Job, names: list[Column]) -> set[str]:
    if job.known_units is None or all(c.name != UNIT for c in names):
        return set()
    told = engine.execute(f"SELECT DISTINCT {UNIT} FROM source WHERE {UNIT} IS NOT NULL").fetchall()  # noqa: S608
    return {code for (code,) in told if not job.known_units(code)}


def _filled(column: Column, present: bool) -> str:
    kind = _SQL_TYPES[column.kind]
    default = "NULL" if column.default is None else f"CAST({_literal(column.default)} AS {kind})"
    value = f'coalesce("{column.name}", {default})' if present else f"CAST({default} AS {kind})"
    return f'{value} AS "{column.name}"'


def _literal(value: str | int | float | bool) -> str:
    return quoted(value) if isinstance(value, str) else str(value).lower()


def _faults(column: Column) -> list[tuple[Reason, str]]:
    """Reason and condition of everything that can be wrong with a cell of the declared type."""
    name = f'"{column.name}"'
    found: list[tuple[Reason, str]] = []
    if column.required and column.default is None:
        blank = f" OR trim({name}) = ''" if column.kind is Kind.TEXT else ""
        found.append((reason(Unfit.REQUIRED), f"({name} IS NULL{blank})"))
    if column.kind is Kind.NUMBER:
        found.append((reason(Unfit.NOT_FINITE), f"NOT isfinite({name})"))
    if column.kind is Kind.MONTH:
        found.append((reason(Unfit.NOT_FIRST_OF_MONTH), f"day({name}) <> 1"))
    if column.minimum is not None:
        found.append((reason(Unfit.AT_LEAST, low=f"{column.minimum:g}"), f"{name} < {column.minimum}"))
    if column.maximum is not None:
        found.append((reason(Unfit.AT_MOST, high=f"{column.maximum:g}"), f"{name} > {column.maximum}"))
    if column.choices:
        listed = ", ".join(map(quoted, column.choices))
        found.append(
            (reason(Unfit.NOT_A_CHOICE, choices="、".join(column.choices)), f"{name} NOT IN ({listed})")
        )
    return found


def _return(
    engine: duckdb.DuckDBPyConnection,
    faults: list[tuple[Column, Reason, str]],
    bad: str,
    returned: RejectsFile,
    tally: Tally,
) -> None:
    flags = ", ".join(f"coalesce({sql}, false)" for _, _, sql in faults)
    found = engine.execute(f"SELECT *, [{flags}] FROM source WHERE {bad} ORDER BY {ORDER}")  # noqa: S608
    headers = tuple(str(each[0]) for each in found.description[:-2])
    while rows := found.fetchmany(_BATCH):
        rejections = [_rejection(headers, faults, row) for row in rows]
        returned.write(headers, tuple(range(1, len(headers) + 1)), rejections)
        if len(tally.problems) < 20:
            tally.problems += [p for each in rejections for p in each.problems]


def _rejection(
    headers: tuple[str, ...], faults: list[tuple[Column, Reason, str]], row: tuple[Any, ...]
) -> Rejection:
    *cells, order, flags = row
    at = {header: i for i, header in enumerate(headers)}
    problems = tuple(
        Problem(
            row=order,
            column=column.name,
            zh=column.zh,
            header=column.name,
            position=at[column.name] + 1,
            value="" if cells[at[column.name]] is None else str(cells[at[column.name]]),
            reason=why,
        )
        for (column, why, _), wrong in zip(faults, flags, strict=True)
        if wrong
    )
    return Rejection(order, problems, tuple(cells))


def _count(engine: duckdb.DuckDBPyConnection, relation: str) -> int:
    found = engine.execute(f"SELECT count(*) FROM {relation}").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def _differences(schema: pa.Schema, feed: Feed) -> tuple[str, ...]:
    stored = {column.name: column for column in feed.stored}
    found = [f"没有声明过的列 {name}" for name in schema.names if name not in stored]
    for name, column in stored.items():
        if name in schema.names:
            if not _same(schema.field(name).type, ARROW_TYPES[column.kind]):
                found.append(f"{name} 的类型是 {schema.field(name).type}，应为 {ARROW_TYPES[column.kind]}")
        elif column.required and column.default is None:
            found.append(f"缺少必填列 {name}")
    return tuple(found)


def _same(given: pa.DataType, declared: pa.DataType) -> bool:
    """Types that hold the same values: narrower integers and floats, other text layouts, finer or zoned moments."""
    if pa.types.is_timestamp(declared):
        return bool(pa.types.is_timestamp(given) and given.tz in (None, "UTC"))
    if pa.types.is_string(declared):
        return bool(
            pa.types.is_string(given) or pa.types.is_large_string(given) or pa.types.is_string_view(given)
        )
    if pa.types.is_int64(declared):
        return bool(pa.types.is_integer(given) and str(given) != "uint64")
    if pa.types.is_float64(declared):
        return bool(pa.types.is_floating(given) or pa.types.is_int32(given))
    return bool(given == declared)
