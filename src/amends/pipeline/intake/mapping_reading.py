# SPDX-License-Identifier: Apache-2.0
"""Read a mapping from YAML, JSON or plain data, and say everything that is wrong with it at once."""

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from amends.pipeline.intake.mapping import (
    ColumnMapping,
    Mapping,
    MappingError,
    Scalar,
    SkipRule,
    Unpivot,
)
from amends.pipeline.intake.mapping_checks import problems_of
from amends.pipeline.schema import Feed


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


def load_mapping(path: Path, feed: Feed) -> Mapping:
    """The mapping written in a YAML or JSON file. Raises `MappingError` with every problem found."""
    try:
        plain = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_PlainLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise MappingError((f"映射文件不是正确的 YAML：{str(error).splitlines()[0]}",)) from None
    return parse_mapping(plain, feed)


def parse_mapping(plain: object, feed: Feed) -> Mapping:
    """The mapping that plain data (from YAML or JSON) describes, checked against the feed. Raises `MappingError`."""
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
