# SPDX-License-Identifier: Apache-2.0
"""A mapping says which column of an operator's file becomes which column of a feed, and how its cells are read.

Written by people as YAML, built by the import page as JSON: the same names in both. See docs/user/import.md.
"""

import hashlib
import json
from dataclasses import dataclass, field, fields
from typing import Any

import yaml

from amends.pipeline.schema import Column, Kind

Scalar = str | int | float | bool | None
Source = str | int  # a header as text, or a 1-based position

VERSION = 1  # part of every digest: raise it when the same mapping would read the same file differently
ROUNDED = (Kind.INTEGER, Kind.MONEY)
DATED = (Kind.DATE, Kind.MONTH, Kind.MOMENT)


class MappingError(ValueError):
    """A mapping that cannot be used; `problems` are sentences for the person who wrote it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where one feed column comes from and how its cells are read.

    Exactly one of `source` (header or position), `row_number`, `constant`; none for the column that `unpivot`
    fills. `recode` replaces a whole cell, `otherwise` what it does not list, `default` a blank. In `prefix` and
    `suffix`, `{name}` stands for the unpivoted name. `unit` is the unit the file is in.
    """

    source: Source | None = None
    row_number: bool = False
    constant: Scalar = None
    prefix: str = ""
    suffix: str = ""
    recode: tuple[tuple[str, Scalar], ...] = ()
    otherwise: Scalar = None
    default: Scalar = None
    blank_when: tuple[str, ...] = ()
    unit: str | None = None
    format: str | None = None
    round: bool = False


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Several columns of one row become rows: `name` and `value` are feed columns, `columns` name → source."""

    name: str
    value: str
    columns: tuple[tuple[str, Source], ...]


@dataclass(frozen=True, slots=True)
class SkipRule:
    """Leave a row out without complaint when a cell is blank, or is one of the listed texts."""

    source: Source
    blank: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One file layout read into one feed. `header_row` 0 means that the file has none; `utc_offset` as `+08:00`."""

    feed: str
    columns: tuple[tuple[str, ColumnMapping], ...]
    title: str = ""
    sheet: str | None = None
    header_row: int | None = None
    utc_offset: str = "+08:00"
    unpivot: Unpivot | None = None
    skip_when: tuple[SkipRule, ...] = field(default=())

    def digest(self) -> str:
        """SHA-256 of everything that decides how a file is read; the title is not part of it."""
        plain = mapping_to_plain(self) | {"version": VERSION, "title": None}
        return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def mapping_to_plain(mapping: Mapping) -> dict[str, Any]:
    """The mapping as plain data, ready for YAML or JSON; what is left at its default is left out."""
    plain: dict[str, Any] = {"feed": mapping.feed}
    plain |= {"title": mapping.title} if mapping.title else {}
    plain |= {"sheet": mapping.sheet} if mapping.sheet else {}
    plain |= {} if mapping.header_row is None else {"header_row": mapping.header_row}
    plain |= {} if mapping.utc_offset == "+08:00" else {"utc_offset": mapping.utc_offset}
    plain["columns"] = {name: _column_to_plain(column) for name, column in mapping.columns}
    if mapping.unpivot:
        spread = mapping.unpivot
        plain["unpivot"] = {"name": spread.name, "value": spread.value, "columns": dict(spread.columns)}
    if mapping.skip_when:
        plain["skip_when"] = [_skip_to_plain(rule) for rule in mapping.skip_when]
    return plain


def mapping_to_yaml(mapping: Mapping) -> str:
    """The mapping as YAML for people to read and edit."""
    return yaml.safe_dump(mapping_to_plain(mapping), allow_unicode=True, sort_keys=False, width=100)


def _column_to_plain(column: ColumnMapping) -> Source | dict[str, Any]:
    plain: dict[str, Any] = {} if column.source is None else {"from": column.source}
    for each in fields(ColumnMapping):
        value = getattr(column, each.name)
        if each.name != "source" and value != each.default:
            plain[each.name] = value
    if column.recode:
        plain["recode"] = dict(column.recode)
    if column.blank_when:
        plain["blank_when"] = list(column.blank_when)
    return column.source if set(plain) == {"from"} and column.source is not None else plain


def _skip_to_plain(rule: SkipRule) -> dict[str, Any]:
    plain: dict[str, Any] = {"from": rule.source}
    return (
        plain | ({"blank": True} if rule.blank else {}) | ({"is": list(rule.values)} if rule.values else {})
    )


def needs_unit(column: Column) -> bool:
    """Money must say its unit: a file in 元 read as 分 would be wrong a hundredfold, and nobody would see it."""
    return column.kind is Kind.MONEY
