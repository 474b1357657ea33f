# SPDX-License-Identifier: Apache-2.0
"""What a report is made of: sections of sentences, numbers, tables and charts as data. Every file is drawn from it, so
that the same number stands in all of them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

Cell = str | float | None


class Kind(StrEnum):
    """What a report is about."""

    MONTHLY = "monthly"  # satisfaction and complaints of a unit in a period
    BOARD = "board"  # the same on one or two pages
    WAVE = "wave"  # what one wave of recovery did


class Form(StrEnum):
    """The files that a report can be had as."""

    PDF = "pdf"
    PPTX = "pptx"
    DOCX = "docx"
    XLSX = "xlsx"


class Shape(StrEnum):
    """How a column is written; the value is what a sheet calls it."""

    WORDS = ""
    COUNT = "#,##0"
    POINTS = "#,##0.0"
    EXACT = "#,##0.00"
    SHARE = "0.0%"
    SIGNED = "+#,##0.0;-#,##0.0;0.0"


_WRITTEN = {Shape.COUNT: ",.0f", Shape.POINTS: ",.1f", Shape.EXACT: ",.2f", Shape.SHARE: ".1%"}
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Number:
    """One figure as it is read (`shown`) and as it is (`value`, None where there is none), with all that must stand
    beside it; `before` is what it was in the period before, `change` says whether that is more than chance."""

    key: str
    label: str
    shown: str
    value: float | None
    shape: Shape
    definition: str
    period: str
    base: str
    source: str
    before: float | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: each column has a head and a shape; the first is words."""

    title: str
    heads: tuple[str, ...]
    shapes: tuple[Shape, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart as data: `form` is «bars» or «lines»; each series has a value a label, None where there is none."""

    title: str
    form: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    axis: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Section:
    """One part under its own head."""

    title: str
    sentences: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    grids: tuple[Grid, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """A whole report, frozen. `words` are what the files themselves say («definition», «base»), in its language."""

    kind: Kind
    title: str
    unit: str
    period: str
    language: str
    made: str
    sections: tuple[Section, ...]
    words: Mapping[str, str]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All its figures, in their order."""
        return tuple(number for section in self.sections for number in section.numbers)


def said(value: Cell, shape: Shape) -> str:
    """A cell as people read it: minus zero is zero, nothing is a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        return value
    if shape is Shape.SIGNED:
        rounded = round(value, 1)
        return f"{rounded:+,.1f}" if rounded else "0.0"
    return format(value, _WRITTEN[shape]) if shape in _WRITTEN else str(value)


def packed(report: Composition) -> dict[str, Any]:
    """As plain values, for a row of the database."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(report), ensure_ascii=False, allow_nan=False))
    return found


def unpacked(plain: Mapping[str, Any]) -> Composition:
    """The composition of `packed`."""
    sections = tuple(_section(each) for each in plain["sections"])
    return Composition(**{**plain, "kind": Kind(plain["kind"]), "sections": sections})


def digest(plain: Mapping[str, Any]) -> str:
    """SHA-256 of the plain values, whatever the order of their names."""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _section(plain: Mapping[str, Any]) -> Section:
    return Section(
        plain["title"],
        tuple(plain["sentences"]),
        tuple(Number(**{**each, "shape": Shape(each["shape"])}) for each in plain["numbers"]),
        tuple(_grid(each) for each in plain["grids"]),
        tuple(_plot(each) for each in plain["plots"]),
    )


def _grid(plain: Mapping[str, Any]) -> Grid:
    shapes = tuple(Shape(each) for each in plain["shapes"])
    return Grid(plain["title"], tuple(plain["heads"]), shapes, tuple(tuple(row) for row in plain["rows"]))


def _plot(plain: Mapping[str, Any]) -> Plot:
    series = tuple((name, tuple(values)) for name, values in plain["series"])
    return Plot(
        plain["title"], plain["form"], tuple(plain["labels"]), series, plain["axis"], Shape(plain["shape"])
    )
