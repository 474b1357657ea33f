# SPDX-License-Identifier: Apache-2.0
"""A family: which columns belong to which class of recovery, and how a reason reads, by name or pattern.

```yaml
columns:
  - match: 套外流量费          # a regular expression, looked for in the header; or `name:` for one exact header
    class: tariff             # complaint, tariff, network, publicity, usage or profile
    at_least: 0.01            # bad news from here up (`at_most`: from here down; `when: [2G]`: these levels)
    reason: 套餐外流量费 {value}{unit}
```

The first entry that fits decides. `{name}` is the header without its brackets, `{unit}` what the brackets hold,
`{amount}` a whole number (or data in the unit of the brackets), `{side}` 高于 or 低于 as the model has learnt it,
`{early}` 早 or 晚, `{flag}` 是, 否 or the value; other places are those of `FeatureMeaning`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from amends.analytics.causes import Direction, FeatureMeaning
from amends.cli.detecting.asked import Named, Refused
from amends.cli.detecting.cells import CellKind, Reading
from amends.kernel.identifiers import normal_text
from amends.kernel.recovery_class import RecoveryClass

BRACKETS = re.compile(r"[（(]([^（）()]*)[)）]")
UNITS = re.compile(r"元|分钟|秒|次|天|月|年|KB|MB|GB|%", re.IGNORECASE)
SIZES = ("KB", "MB", "GB")
FIELDS = frozenset({"match", "name", "class", "direction", "at_least", "at_most", "when", "reason", "kind"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a family."""

    pattern: re.Pattern[str]
    recovery_class: RecoveryClass
    reason: str
    direction: Direction
    at_least: float | None
    at_most: float | None
    when: frozenset[str]
    kinds: frozenset[str]

    def fits(self, column: Named, reading: Reading) -> bool:
        """Whether the entry speaks of this column."""
        if self.kinds and _kind(reading) not in self.kinds:
            return False
        return bool(self.pattern.search(normal_text(column.header)))


def built_in() -> tuple[Entry, ...]:
    """The family for telecom headers, Chinese and English, that comes with the package."""
    source = files("amends.cli.detecting").joinpath("telecom_family.yaml")
    return _entries(yaml.safe_load(source.read_text(encoding="utf-8")), "telecom_family.yaml")


def family_of(path: Path | None) -> tuple[Entry, ...]:
    """The user's entries, if any, before the built-in ones. Raises `Refused`."""
    if path is None:
        return built_in()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refused(f"--family：读不了 {path}：{error}") from None
    return (*_entries(content, str(path)), *built_in())


def meanings(
    columns: Iterable[Named],
    readings: Mapping[str, Reading],
    entries: tuple[Entry, ...],
    sides: Mapping[str, Direction],
) -> tuple[FeatureMeaning, ...]:
    """What each column means: by the first entry that fits. `sides`: learnt direction where an entry names none."""
    made = []
    for column in columns:
        reading = readings[column.name]
        entry = next(e for e in entries if e.fits(column, reading))
        made.append(_meaning(column, reading, entry, sides.get(column.name, Direction.HIGH)))
    return tuple(made)


def _meaning(column: Named, reading: Reading, entry: Entry, learnt: Direction) -> FeatureMeaning:
    side = learnt if entry.direction is Direction.EITHER else entry.direction
    meaning = FeatureMeaning(
        name=column.name,
        recovery_class=entry.recovery_class,
        zh=column.name,
        en=column.name,
        reason_zh=_worded(entry.reason, column, reading, side),
        direction=side,
        at_least=entry.at_least,
        at_most=entry.at_most,
        when=entry.when,
    )
    no_limit = entry.at_least is None and entry.at_most is None
    if reading.is_flag and no_limit:
        return replace(meaning, at_least=1.0) if side is Direction.HIGH else replace(meaning, at_most=0.0)
    return meaning


def _worded(reason: str, column: Named, reading: Reading, side: Direction) -> str:
    units = [b for b in BRACKETS.findall(column.header) if UNITS.fullmatch(b.strip())]
    unit = units[0] if units else ""
    name = re.sub(r"[{}]", "", BRACKETS.sub("", column.name)).strip() or column.position
    if unit.upper() in SIZES:
        reason = re.sub(
            r"\{(value|amount)\}\{unit\}|\{(value|amount)\}", "{value:" + unit.lower() + "}", reason
        )
    reason = reason.replace("{amount}", "{value:.0f}")
    yes = "是" if side is Direction.HIGH else "否"
    answer = {"{flag}": yes if reading.is_flag else "{value}"}
    low = side is Direction.LOW
    fixed = {
        "{name}": str(name),
        "{unit}": unit,
        "{side}": "低于" if low else "高于",
        "{early}": "早" if low else "晚",
    }
    for place, words in {**fixed, **answer}.items():
        reason = reason.replace(place, words)
    return reason


def _kind(reading: Reading) -> str:
    if reading.is_flag:
        return "flag"
    return {CellKind.DAY: "day", CellKind.CATEGORY: "category"}.get(reading.kind, "number")


def _entries(content: Any, file: str) -> tuple[Entry, ...]:
    rows = content.get("columns") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise Refused(f"--family：{file} 里要有 columns: 下的一个列表。")
    return tuple(_entry(row, place, file) for place, row in enumerate(rows, start=1))


def _entry(row: Any, place: int, file: str) -> Entry:
    if (
        not isinstance(row, dict)
        or not {"match", "name"} & row.keys()
        or set(row) - FIELDS
        or "reason" not in row
    ):
        known = "、".join(sorted(FIELDS))
        raise Refused(
            f"--family：{file} 的第 {place} 项要有 match 或 name，以及 class、reason；认得的字段只有 {known}。"
        )
    try:
        return Entry(
            pattern=_pattern(row),
            recovery_class=RecoveryClass(str(row.get("class"))),
            reason=str(row["reason"]),
            direction=Direction(str(row.get("direction", Direction.EITHER))),
            at_least=None if row.get("at_least") is None else float(row["at_least"]),
            at_most=None if row.get("at_most") is None else float(row["at_most"]),
            when=frozenset(str(w) for w in row.get("when", ())),
            kinds=frozenset(str(row["kind"]).split("|")) if "kind" in row else frozenset(),
        )
    except (ValueError, TypeError, re.error) as error:
        raise Refused(f"--family：{file} 的第 {place} 项写错了：{error}") from None


def _pattern(row: Mapping[str, Any]) -> re.Pattern[str]:
    if "name" in row:
        return re.compile(f"^{re.escape(normal_text(str(row['name'])))}$", re.IGNORECASE)
    return re.compile(normal_text(str(row["match"])), re.IGNORECASE)
