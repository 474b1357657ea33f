# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a mapping: against the feed before any file is seen, and against the headers of a file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from amends.kernel.identifiers import normal_text
from amends.pipeline.intake.cells import CellRule, is_blank, read_cell
from amends.pipeline.intake.mapping import (
    DATED,
    ROUNDED,
    ColumnMapping,
    Mapping,
    MappingError,
    Source,
    needs_unit,
)
from amends.pipeline.intake.unfit import BadCell
from amends.pipeline.intake.units import units_of
from amends.pipeline.schema import Column, Feed, Kind

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Bound:
    """A mapping whose sources are known positions of one file: source → index into its columns (−1: absent)."""

    mapping: Mapping
    feed: Feed
    places: dict[Source, int]


def offset_minutes(text: str) -> int | None:
    """`+08:00` → 480; None when it is not written so."""
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def cell_rule(column: Column, how: ColumnMapping, mapping: Mapping, feed: Feed) -> CellRule:
    """How the cells of one mapped column are read."""
    return CellRule(
        unit=units_of(column).get(how.unit) if how.unit else None,
        format=how.format,
        utc_offset_minutes=offset_minutes(mapping.utc_offset) or 0,
        rounded=how.round,
        identifying=column.kind is Kind.TEXT
        and (column.name in feed.key or column.personal or column.required),
    )


def problems_of(mapping: Mapping, feed: Feed) -> tuple[str, ...]:
    """Every reason why this mapping cannot fill this feed, as sentences; empty when there is none."""
    return (*_overall(mapping, feed), *_missing(mapping, feed), *_of_columns(mapping, feed))


def bound(mapping: Mapping, feed: Feed, headers: Sequence[str], positions: Sequence[int]) -> Bound:
    """The mapping with each source found in a file. Raises `MappingError` naming headers that are near."""
    places: dict[Source, int] = {}
    problems: list[str] = []
    for source in _sources(mapping):
        found = _find(source, headers, positions)
        if isinstance(found, str):
            problems.append(found)
        else:
            places[source] = found
    if problems:
        raise MappingError(tuple(dict.fromkeys(problems)))
    return Bound(mapping, feed, places)


def _find(source: Source, headers: Sequence[str], positions: Sequence[int]) -> int | str:
    if isinstance(source, int):
        if source in positions:
            return list(positions).index(source)
        # a column that holds nothing may be left out by the reader; one beyond the last is a mistake
        return (
            -1
            if 0 < source <= max(positions, default=0)
            else f"没有第 {source} 列：文件共 {len(headers)} 列。"
        )
    wanted = normal_text(source)
    hits = [i for i, header in enumerate(headers) if normal_text(header) == wanted]
    if len(hits) == 1:
        return hits[0]
    if hits:
        where = "、".join(str(positions[i]) for i in hits)
        return f"表头「{source}」出现了 {len(hits)} 次（第 {where} 列），请改写列号。"
    near = get_close_matches(source, [h for h in headers if h], n=3, cutoff=0.5)
    return f"文件中没有表头「{source}」" + (f"；相近的有：{'、'.join(near)}。" if near else "。")


def _sources(mapping: Mapping) -> Iterator[Source]:
    for _, how in mapping.columns:
        if how.source is not None:
            yield how.source
    for rule in mapping.skip_when:
        yield rule.source
    for _, source in mapping.unpivot.columns if mapping.unpivot else ():
        yield source


def _overall(mapping: Mapping, feed: Feed) -> Iterator[str]:
    if mapping.feed != feed.name:
        yield f"这是「{mapping.feed}」的映射，不能用于「{feed.name}」（{feed.zh}）。"
    if offset_minutes(mapping.utc_offset) is None:
        yield f"utc_offset「{mapping.utc_offset}」应写成 +08:00 这样。"
    for rule in mapping.skip_when:
        if not rule.blank and not rule.values:
            yield f"skip_when「{rule.source}」：请写 blank: true 或 is: [...]。"
    for source in _sources(mapping):
        if not isinstance(source, str | int) or isinstance(source, bool) or source in (0, ""):
            yield f"列「{source}」应是表头（文字）或列号（从 1 起的整数）。"


def _missing(mapping: Mapping, feed: Feed) -> Iterator[str]:
    names = {c.name for c in feed.columns}
    spread = {mapping.unpivot.name, mapping.unpivot.value} if mapping.unpivot else set()
    for wrong in sorted(spread - names):
        yield f"unpivot：{feed.zh}没有「{wrong}」这个字段。"
    if mapping.unpivot and not mapping.unpivot.columns:
        yield "unpivot：columns 是空的。"
    mapped = {name for name, _ in mapping.columns} | spread
    for column in feed.columns:
        if column.required and column.default is None and column.name not in mapped:
            yield f"必填字段「{column.name}」（{column.zh}）没有对应的列。"


def _of_columns(mapping: Mapping, feed: Feed) -> Iterator[str]:
    known = {c.name: c for c in feed.columns}
    by_zh = {c.zh: c.name for c in feed.columns}
    for name, how in mapping.columns:
        if name not in known:
            near = get_close_matches(name, list(known), n=3, cutoff=0.5) or [by_zh.get(name, "")]
            hint = f"；是不是「{'、'.join(near)}」？" if near[0] else f"；可用的有：{'、'.join(known)}。"
            yield f"{feed.zh}没有「{name}」这个字段{hint}"
            continue
        yield from (
            f"{name}（{known[name].zh}）：{each}" for each in _of_column(known[name], how, mapping, feed)
        )


def _of_column(column: Column, how: ColumnMapping, mapping: Mapping, feed: Feed) -> Iterator[str]:
    given = sum((how.source is not None, how.row_number, how.constant is not None))
    spread = mapping.unpivot
    if spread and column.name in (spread.name, spread.value):
        if given:
            yield "由 unpivot 给出，不要再写来源。"
    elif given != 1:
        yield "请写且只写一个来源：from、row_number 或 constant。"
    units = units_of(column)
    if how.unit is not None and how.unit not in units:
        yield f"单位「{how.unit}」不适用；可用的有：{'、'.join(units) or '（这一列没有单位）'}。"
    if how.unit is None and needs_unit(column):
        yield f"金额必须写明文件中的单位，例如 unit: yuan（可用：{'、'.join(units)}）。"
    if how.format is not None and column.kind not in DATED:
        yield "format 只用于日期。"
    if how.round and column.kind not in ROUNDED:
        yield "round 只用于整数和金额。"
    if (how.prefix or how.suffix or how.row_number) and column.kind is not Kind.TEXT:
        yield "prefix、suffix、row_number 只用于文字字段。"
    yield from _of_values(column, how, mapping, feed)


def _of_values(column: Column, how: ColumnMapping, mapping: Mapping, feed: Feed) -> Iterator[str]:
    """The values that the mapping itself writes must fit the column too."""
    rule = cell_rule(column, how, mapping, feed)
    written = [("constant", how.constant), ("otherwise", how.otherwise), ("default", how.default)]
    for where, value in [*written, *(("recode", new) for _, new in how.recode)]:
        if is_blank(value):
            continue
        try:
            read_cell(value, column, rule)
        except BadCell as problem:
            yield f"{where} 中的「{value}」：{problem.reason}。"


def checked(mapping: Mapping, feed: Feed) -> Mapping:
    """The same mapping when nothing is wrong with it. Raises `MappingError`."""
    if found := problems_of(mapping, feed):
        raise MappingError(found)
    return mapping
