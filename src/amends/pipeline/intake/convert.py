# SPDX-License-Identifier: Apache-2.0
"""One batch of an operator's rows to rows of a feed: what fits, and what is rejected with its reasons."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from amends.kernel.identifiers import normal_text
from amends.pipeline.arrow import ARROW_TYPES
from amends.pipeline.intake.cells import NOT_AVAILABLE, is_blank
from amends.pipeline.intake.columns import ColumnPlan, ReadColumn, read_column
from amends.pipeline.intake.mapping import ColumnMapping, SkipRule, Source
from amends.pipeline.intake.mapping_checks import Bound, cell_rule
from amends.pipeline.intake.table import Cell, RawTable, cell_at, cell_text
from amends.pipeline.intake.unfit import Reason, Unfit, reason
from amends.pipeline.schema import Column, Feed

ORDER = "_order"  # place in the file; among rows of one key the last wins
UNIT = "unit_code"
RESENT_ROW = "原文件行号"  # a rejects file that comes back says where its rows stood


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one cell is rejected. `column` is empty when the whole row is meant."""

    row: int
    column: str
    zh: str
    header: str
    position: int | None
    value: str
    reason: Reason
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row of the file of which at least one record is rejected, with its cells as they were."""

    row: int
    problems: tuple[Problem, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Converted:
    """`records` has every column of the feed, the personal ones too, and `_order`; counts are of this batch.

    `skipped` counts rows of the file, `offered` records; a blank cell of an unpivoted column offers none.
    `unknown_units` are the unit codes for which rows were rejected.
    """

    records: pa.Table
    rejected: tuple[Rejection, ...]
    offered: int
    skipped: int
    unanswered: int
    not_available: int
    unknown_units: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Batch:
    table: RawTable
    bound: Bound
    kept: pa.BooleanArray
    order: pa.Array
    known_units: Callable[[str], bool] | None = None
    unknown_units: set[str] = field(default_factory=set)
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    unanswered: Counter[str] = field(default_factory=Counter)


def convert(table: RawTable, bound: Bound, *, known_units: Callable[[str], bool] | None = None) -> Converted:
    """Read one batch through a mapping. Every row that is not skipped gives one record (unpivoted: one a name).

    With `known_units`, rows whose unit code it does not know are rejected.
    """
    batch = _Batch(table, bound, _kept(table, bound), pa.array(_row_numbers(table)), known_units)
    _mark_ragged(batch)
    spread = bound.mapping.unpivot
    names: Sequence[tuple[str, Source | None]] = spread.columns if spread else (("", None),)
    parts = [_records(batch, i, name, source) for i, (name, source) in enumerate(names)]
    rows = int(pc.sum(batch.kept).as_py() or 0)
    unanswered = sum(batch.unanswered.values())
    return Converted(
        records=pa.concat_tables(parts),
        rejected=tuple(_rejection(batch, i) for i in sorted(batch.problems)),
        offered=rows * len(names) - unanswered,
        skipped=table.height - rows,
        unanswered=unanswered,
        not_available=_not_available(batch),
        unknown_units=frozenset(batch.unknown_units),
    )


def schema_of(feed: Feed) -> pa.Schema:
    """The Arrow schema of converted records: every column of the feed and `_order`."""
    return pa.schema([*((c.name, ARROW_TYPES[c.kind]) for c in feed.columns), (ORDER, pa.int64())])


def cells_of(table: RawTable, place: int) -> Sequence[Cell]:
    """The cells of a column by its index; blanks when the reader left the empty column out."""
    return table.columns[place] if place >= 0 else (None,) * table.height


def _row_numbers(table: RawTable) -> list[int]:
    """File rows, or those of the first file when a rejects file comes back corrected."""
    if RESENT_ROW not in table.headers:
        return list(table.row_numbers)
    told = table.columns[table.headers.index(RESENT_ROW)]
    return [
        int(text) if (text := cell_text(cell)).isdecimal() else number
        for cell, number in zip(_plain(told), table.row_numbers, strict=True)
    ]


def _kept(table: RawTable, bound: Bound) -> pa.BooleanArray:
    kept = [True] * table.height
    for rule in bound.mapping.skip_when:
        for i, cell in enumerate(_plain(cells_of(table, bound.places[rule.source]))):
            if _skips(rule, cell):
                kept[i] = False
    return pa.array(kept, pa.bool_())


def _skips(rule: SkipRule, cell: Cell) -> bool:
    if is_blank(cell):
        return rule.blank
    return bool(rule.values) and normal_text(cell_text(cell)) in map(normal_text, rule.values)


def _mark_ragged(batch: _Batch) -> None:
    if not batch.table.ragged:
        return
    for i, row in enumerate(batch.table.row_numbers):
        if (found := batch.table.ragged.get(row)) is not None:
            why = reason(Unfit.TOO_MANY_CELLS, found=found)
            batch.problems[i].append(Problem(row, "", "", "", None, "", why))


def _records(batch: _Batch, nth: int, name: str, source: Source | None) -> pa.Table:
    """The records of one unpivoted name (or the only ones); problems are noted in the batch."""
    feed, spread = batch.bound.feed, batch.bound.mapping.unpivot
    read = {column.name: _column(batch, column, name, source) for column in feed.columns}
    blank = _unanswered(batch, read[spread.value][0]) if spread else frozenset()
    batch.unanswered[name] = len(blank)
    left_out = set(blank)
    for column in feed.columns:
        values, place = read[column.name]
        bad = {i: why for i, why in values.bad.items() if i not in blank}
        bad |= _foreign(batch, column, values)
        _note(batch, column, place, bad)
        left_out.update(bad)
    if batch.table.ragged:
        left_out.update(i for i, n in enumerate(batch.table.row_numbers) if n in batch.table.ragged)
    order = pc.add(pc.multiply(batch.order, len(spread.columns) if spread else 1), nth)
    records = pa.table([*(values.values for values, _ in read.values()), order], schema=schema_of(feed))
    return records.filter(pc.and_(batch.kept, _all_but(left_out, batch.table.height)))


def _unanswered(batch: _Batch, value: ReadColumn) -> frozenset[int]:
    """Rows whose unpivoted cell is blank: not a mistake, there is just no record."""
    kept = batch.kept.to_pylist() if value.bad else []
    return frozenset(i for i, why in value.bad.items() if why.code is Unfit.REQUIRED and kept[i])


def _foreign(batch: _Batch, column: Column, read: ReadColumn) -> dict[int, Reason]:
    """Rows of units that whoever hands the file over does not look after."""
    if column.name != UNIT or batch.known_units is None:
        return {}
    codes = set(pc.unique(read.values.drop_null()).to_pylist())
    if not (unknown := {code for code in codes if not batch.known_units(code)}):
        return {}
    kept, told = batch.kept.to_pylist(), read.values.to_pylist()
    found = {i: code for i, code in enumerate(told) if code in unknown and kept[i]}
    batch.unknown_units.update(found.values())
    return dict.fromkeys(found, reason(Unfit.UNKNOWN_ORGANISATION_UNIT))


def _all_but(left_out: set[int], height: int) -> pa.BooleanArray:
    return pa.array([i not in left_out for i in range(height)] if left_out else [True] * height, pa.bool_())


def _column(batch: _Batch, column: Column, name: str, source: Source | None) -> tuple[ReadColumn, int | None]:
    """The values of one feed column, and the index of the file's column they come from."""
    mapping, height = batch.bound.mapping, batch.table.height
    how = dict(mapping.columns).get(column.name, ColumnMapping())
    spread = mapping.unpivot
    if spread and column.name == spread.name:
        how = ColumnMapping(constant=name)
    plan = ColumnPlan(column, how, cell_rule(column, how, mapping, batch.bound.feed), name)
    place = batch.bound.places.get(how.source) if how.source is not None else None
    if spread and column.name == spread.value and source is not None:
        place = batch.bound.places[source]
    if place is not None:
        return read_column(cells_of(batch.table, place), plan), place
    if how.row_number:
        return read_column(tuple(map(str, batch.order.to_pylist())), plan), None
    return read_column((how.constant,) * height, plan), None


def _note(batch: _Batch, column: Column, place: int | None, bad: dict[int, Reason]) -> None:
    if not bad:
        return
    kept = batch.kept.to_pylist()
    found = place is not None and place >= 0
    for i, why in bad.items():
        if not kept[i]:
            continue
        problem = Problem(
            row=batch.table.row_numbers[i],
            column=column.name,
            zh=column.zh,
            header=batch.table.headers[place] if found and place is not None else "",
            position=batch.table.positions[place] if found and place is not None else None,
            value=cell_text(cell_at(cells_of(batch.table, place), i)) if place is not None else "",
            reason=why,
            personal=column.personal,
        )
        if problem not in batch.problems[i]:
            batch.problems[i].append(problem)


def _rejection(batch: _Batch, i: int) -> Rejection:
    cells = tuple(cell_at(column, i) for column in batch.table.columns)
    return Rejection(batch.table.row_numbers[i], tuple(batch.problems[i]), cells)


def _not_available(batch: _Batch) -> int:
    """Cells of mapped columns that hold `#N/A`: taken as blank, and counted so that somebody hears of it."""
    places = {place for place in batch.bound.places.values() if place >= 0}
    return sum(_count(cells_of(batch.table, place), NOT_AVAILABLE) for place in places)


def _count(cells: Sequence[Cell], value: str) -> int:
    if isinstance(cells, pa.Array):
        return int(pc.sum(pc.equal(cells, value)).as_py() or 0)
    return cells.count(value)


def _plain(cells: Sequence[Cell]) -> Sequence[Cell]:
    return cells.to_pylist() if isinstance(cells, pa.Array) else cells


def records_by_row(converted: Converted) -> Iterator[dict[str, object]]:
    """The records as plain rows, in the order of the file; for a preview."""
    yield from converted.records.sort_by(ORDER).to_pylist()
