# SPDX-License-Identifier: Apache-2.0
"""A mapping says which column of an operator's file becomes which column of a feed, and how its cells are read.

Written by people as YAML, built by the import page as JSON: the same names in both. See docs/user/import.md.
"""

import hashlib
import json
import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from amends.pipeline.schema import Column, Feed, Kind

Scalar = str | int | float | bool | None
Source = str | int  # a header as text, or a 1-based position

VERSION = 1  # part of every digest: raise it when the same mapping would read the same file differently
ROUNDED = (Kind.INTEGER, Kind.MONEY)
DATED = (Kind.DATE, Kind.MONTH, Kind.MOMENT)


class _PlainLoader(yaml.SafeLoader):
    """YAML in which only `true` and `false` are flags and days stay text: `yes`, `no`, `on` are codes in files."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, regex)
        for tag, regex in each
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
    ]
    for first, each in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


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


def load_mapping(path: Path, feed: Feed) -> Mapping:
    """The mapping written in a YAML or JSON file. Raises `MappingError` with every problem found."""
    try:
        plain = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise MappingError((f"映射文件不是正确的 YAML：{str(error).splitlines()[0]}",)) from None
    return parse_mapping(plain, feed)


def parse_mapping(plain: object, feed: Feed) -> Mapping:
    """The mapping that plain data (from YAML or JSON) describes, checked against the feed. Raises `MappingError`."""
    from amends.pipeline.intake.mapping_checks import problems_of

    if not isinstance(plain, dict):
        raise MappingError(("映射应是「名称: 内容」的列表，请参照 docs/user/import.md。",))
    shape = _shape_problems(plain, _MAPPING_KEYS, "映射")
    try:
        mapping = _parsed(plain, feed)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise MappingError((*shape, *_sentences(error))) from None
    if found := (*shape, *problems_of(mapping, feed)):
        raise MappingError(found)
    return mapping


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


_MAPPING_KEYS = frozenset(
    ("feed", "title", "sheet", "header_row", "utc_offset", "columns", "unpivot", "skip_when")
)
_COLUMN_KEYS = frozenset(f.name for f in fields(ColumnMapping)) - {"source"} | {"from"}


def _parsed(plain: dict[str, Any], feed: Feed) -> Mapping:
    columns = plain.get("columns") or {}
    if not isinstance(columns, dict):
        raise MappingError(("columns 应是「系统字段: 文件中的列」。",))
    return Mapping(
        feed=str(plain.get("feed", feed.name)),
        columns=tuple((str(name), _parsed_column(str(name), each)) for name, each in columns.items()),
        title=str(plain.get("title") or ""),
        sheet=None if plain.get("sheet") is None else str(plain["sheet"]),
        header_row=None if plain.get("header_row") is None else int(plain["header_row"]),
        utc_offset=str(plain.get("utc_offset") or "+08:00"),
        unpivot=_parsed_unpivot(plain.get("unpivot")),
        skip_when=tuple(_parsed_skip(each) for each in plain.get("skip_when") or ()),
    )


def _parsed_column(name: str, plain: object) -> ColumnMapping:
    if isinstance(plain, str | int) and not isinstance(plain, bool):
        return ColumnMapping(source=plain)
    if not isinstance(plain, dict):
        raise MappingError((f"{name}：应写表头、列号，或「from: …」。",))
    if wrong := _shape_problems(plain, _COLUMN_KEYS, name):
        raise MappingError(wrong)
    recode = plain.get("recode") or {}
    if not isinstance(recode, dict):
        raise MappingError((f"{name}：recode 应是「原值: 新值」的列表。",))
    blank_when = plain.get("blank_when") or ()
    return ColumnMapping(
        source=plain.get("from"),
        row_number=bool(plain.get("row_number", False)),
        constant=_scalar(plain.get("constant")),
        prefix=str(plain.get("prefix", "")),
        suffix=str(plain.get("suffix", "")),
        recode=tuple((_key(old), _scalar(new)) for old, new in recode.items()),
        otherwise=_scalar(plain.get("otherwise")),
        default=_scalar(plain.get("default")),
        blank_when=tuple(map(_key, [blank_when] if isinstance(blank_when, str) else blank_when)),
        unit=plain.get("unit"),
        format=plain.get("format"),
        round=bool(plain.get("round", False)),
    )


def _parsed_unpivot(plain: object) -> Unpivot | None:
    if plain is None:
        return None
    if not isinstance(plain, dict) or not isinstance(plain.get("columns"), dict):
        raise MappingError(("unpivot 应写 name、value 和 columns（名称: 文件中的列）。",))
    return Unpivot(
        name=str(plain.get("name")),
        value=str(plain.get("value")),
        columns=tuple((str(name), source) for name, source in plain["columns"].items()),
    )


def _parsed_skip(plain: object) -> SkipRule:
    if not isinstance(plain, dict) or "from" not in plain:
        raise MappingError(("skip_when 的每一条应写 from，并写 blank: true 或 is: [...]。",))
    listed = plain.get("is") or ()
    values = listed if isinstance(listed, list | tuple) else [listed]
    return SkipRule(source=plain["from"], blank=bool(plain.get("blank")), values=tuple(map(_key, values)))


def _key(value: object) -> str:
    """How a cell reads, for a key written in YAML: there `yes` and `是` may have become booleans."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)  # YAML reads 2022-06-30 as a day


def _shape_problems(plain: AnyMapping[str, object], known: frozenset[str], where: str) -> tuple[str, ...]:
    unknown = sorted(str(key) for key in plain if key not in known)
    return tuple(f"{where}：不认识「{key}」；可以写的有 {'、'.join(sorted(known))}。" for key in unknown)


def _sentences(error: Exception) -> tuple[str, ...]:
    return error.problems if isinstance(error, MappingError) else (f"映射无法读取：{error}",)


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
