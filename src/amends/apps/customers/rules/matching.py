# SPDX-License-Identifier: Apache-2.0
"""Matching columns: what a person chose on the page, as the mapping that the intake reads.

`columns` of a preview describe the feed (`name`, `zh`, `required`, `choices`, `units`), `headers` the file
(`position`, `header`, `sample`). What the page cannot show (prefixes, unpivoted columns …) is kept as it was.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Plain = dict[str, Any]
_PAIRS = "，,;；\n"


class NotMatched(ValueError):
    """The choices on the page do not make a mapping; `problems` are (code, words) pairs for people."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(str(problems))
        self.problems = tuple(problems)


def source_of(position: int, headers: Sequence[Mapping[str, Any]]) -> str | int:
    """How a mapping names a column of the file: by its header where that is one and only, else by position."""
    named = Counter(str(each["header"]) for each in headers)
    header = next(str(each["header"]) for each in headers if each["position"] == position)
    return header if header and named[header] == 1 and not header.isdecimal() else position


def chosen_mapping(
    base: Plain,
    headers: Sequence[Mapping[str, Any]],
    *,
    picks: Mapping[int, str],
    units: Mapping[str, str],
    recodes: Mapping[str, str],
    constants: Mapping[str, str],
) -> Plain:
    """The mapping of the page: `picks` says which of our columns each position of the file is.

    Raises `NotMatched` where two columns of the file were matched to one of ours.
    """
    twice = [name for name, count in Counter(picks.values()).items() if count > 1]
    if twice:
        raise NotMatched([("twice", name) for name in twice])
    before: Plain = base.get("columns") or {}
    spread = set(_unpivoted(base))
    columns: Plain = {name: each for name, each in before.items() if name in spread}
    for position, name in picks.items():
        said = (units.get(name, ""), recodes.get(name, ""))
        columns[name] = _column(before.get(name), source_of(position, headers), position, said)
    for name, value in constants.items():
        if value and name not in columns:
            columns[name] = {"constant": value}
    for name, each in before.items():
        if name not in columns and isinstance(each, dict) and each.get("row_number"):
            columns[name] = each
    return {**base, "columns": columns}


def _unpivoted(base: Plain) -> tuple[str, ...]:
    spread = base.get("unpivot") or {}
    return tuple(str(spread[key]) for key in ("name", "value") if key in spread)


def _column(before: Any, source: str | int, position: int, said: tuple[str, str]) -> str | int | Plain:
    """One column as chosen, with the unit and recoding `said`; whatever else the same source had stays."""
    unit, recoding = said
    kept: Plain = {}
    if isinstance(before, dict) and before.get("from") in {source, position}:
        kept = {key: value for key, value in before.items() if key not in {"from", "unit", "recode"}}
    if unit:
        kept["unit"] = unit
    if recode := parsed_recode(recoding):
        kept["recode"] = recode
    return {"from": source, **kept} if kept else source


def parsed_recode(text: str) -> dict[str, str]:
    """`0=否，1=是` → `{"0": "否", "1": "是"}`; pairs are separated by commas, semicolons or lines."""
    for separator in _PAIRS[1:]:
        text = text.replace(separator, _PAIRS[0])
    pairs = (each.split("=", 1) for each in text.split(_PAIRS[0]) if "=" in each)
    return {old.strip(): new.strip() for old, new in pairs}


def written_recode(recode: Mapping[Any, Any]) -> str:
    """The other way round, for the page."""
    return "，".join(f"{old}={'' if new is None else new}" for old, new in recode.items())


def picked(mapping: Plain, headers: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Which of our columns each position of the file is, in a mapping."""
    places = {each["position"]: each["position"] for each in headers}
    places |= {each["header"]: each["position"] for each in reversed(headers) if each["header"]}
    found = {}
    for name, each in (mapping.get("columns") or {}).items():
        source = each.get("from") if isinstance(each, dict) else each
        if source in places:
            found[places[source]] = name
    return found


def option(mapping: Plain, name: str, key: str) -> Any:
    """What a mapping says about one of our columns: its `unit`, `recode` or `constant`."""
    each = (mapping.get("columns") or {}).get(name)
    return each.get(key) if isinstance(each, dict) else None
