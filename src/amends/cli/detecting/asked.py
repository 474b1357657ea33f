# SPDX-License-Identifier: Apache-2.0
"""Columns as people ask for them: by name, by 1-based position, or by ranges such as `3-23`, mixed."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from amends.kernel.identifiers import normal_text
from amends.pipeline.intake.reading import Cell, RawTable

RANGE = re.compile(r"#?(\d+)(?:-#?(\d+))?")


class Refused(Exception):
    """The command cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Named:
    """One column of a file: a name that no other column has, its header, 1-based position and cells."""

    name: str
    header: str
    position: int
    cells: tuple[Cell, ...]


def named_columns(table: RawTable) -> tuple[Named, ...]:
    """Every column under its own name: a repeated header gets （2）, an empty one its position."""
    seen: dict[str, int] = {}
    made = []
    for header, position, cells in zip(table.headers, table.positions, table.columns, strict=True):
        shown = " ".join(header.split()) or f"第{position}列"
        seen[key(shown)] = again = seen.get(key(shown), 0) + 1
        made.append(Named(shown if again == 1 else f"{shown}（{again}）", shown, position, cells))
    return tuple(made)


def key(name: str) -> str:
    """What is compared: full-width forms folded, spaces and case of no account."""
    return normal_text(name).replace(" ", "").casefold()


def one_column(asked: str, columns: Sequence[Named], *, option: str, file: str) -> Named:
    """The column that an option names (or its position). Raises `Refused`, listing near matches."""
    found = _matching(asked, columns)
    if not found:
        raise Refused(f"{option}：{file} 里没有“{asked}”这一列。{near(asked, columns)}")
    return found[0]


def many_columns(asked: str, columns: Sequence[Named], *, option: str, file: str) -> tuple[Named, ...]:
    """The columns of a comma-separated list of names, positions and ranges, in file order."""
    parts = [p.strip() for p in re.split(r"[,，]", asked)]
    wanted: set[int] = set()
    while parts:
        taken, found = _longest(parts, columns)
        if parts[0] and not found:
            raise Refused(f"{option}：{file} 里没有“{parts[0]}”这一列。{near(parts[0], columns)}")
        wanted.update(c.position for c in found)
        parts = parts[taken:]
    return tuple(c for c in columns if c.position in wanted)


def _longest(parts: list[str], columns: Sequence[Named]) -> tuple[int, list[Named]]:
    """How many parts make one name, since headers may hold commas (`其他，请注明`), and the columns of it."""
    for taken in range(len(parts), 1, -1):
        found = _by_name(",".join(parts[:taken]), columns)
        if found:
            return taken, found
    return 1, _matching(parts[0], columns) if parts[0] else []


def near(asked: str, columns: Sequence[Named]) -> str:
    """A sentence with the columns whose names come closest, or all of them when there are few."""
    names = {key(c.name): f"“{c.name}”（第 {c.position} 列）" for c in columns}
    inside = [n for n in names if key(asked) in n or n in key(asked)]
    close = difflib.get_close_matches(key(asked), names, n=5, cutoff=0.4)
    shown = list(dict.fromkeys([*inside, *close]))[:5]
    if shown:
        return "相近的列有：" + "、".join(names[n] for n in shown) + "。"
    return "文件中的列有：" + "、".join(list(names.values())[:12]) + ("等" if len(names) > 12 else "") + "。"


def _matching(asked: str, columns: Sequence[Named]) -> list[Named]:
    return _by_name(asked, columns) or _by_position(asked, columns)


def _by_name(asked: str, columns: Sequence[Named]) -> list[Named]:
    wanted = key(asked)
    return [c for c in columns if key(c.header) == wanted] or [c for c in columns if key(c.name) == wanted]


def _by_position(asked: str, columns: Sequence[Named]) -> list[Named]:
    match = RANGE.fullmatch(asked.strip())
    if not match:
        return []
    first, last = int(match[1]), int(match[2] or match[1])
    return [c for c in columns if first <= c.position <= last]
