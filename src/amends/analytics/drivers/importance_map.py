# SPDX-License-Identifier: Apache-2.0
"""The map of importance and performance (Martilla & James 1977), whose lines say by what rule they were drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.drivers.correlations import Matrix
from amends.kernel.refusals import Refusal


class LineRule(StrEnum):
    """How a line is drawn: at the mean or median of the elements, in the middle of the scale, or at a value given."""

    MEAN = "mean"
    MEDIAN = "median"
    SCALE_MIDDLE = "scale_middle"
    GIVEN = "given"


class Quadrant(StrEnum):
    """Where an element stands; exactly on a line counts as above it."""

    CONCENTRATE_HERE = "concentrate_here"
    KEEP_UP = "keep_up"
    LOW_PRIORITY = "low_priority"
    POSSIBLE_OVERKILL = "possible_overkill"


class LineMissing(Refusal):
    """A line cannot be drawn by its rule; the words say what to give."""


@dataclass(frozen=True, slots=True)
class LineSpec:
    """One line: its rule, and for `SCALE_MIDDLE` the `scale` (least, most), for `GIVEN` the `value`."""

    rule: LineRule = LineRule.MEAN
    scale: tuple[float, float] | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line is, and by what rule."""

    value: float
    rule: LineRule


@dataclass(frozen=True, slots=True)
class Placed:
    """One element of the map."""

    name: str
    importance: float
    performance: float
    quadrant: Quadrant


@dataclass(frozen=True, slots=True)
class ImportanceMap:
    """Elements in the order given, and the two lines."""

    elements: tuple[Placed, ...]
    importance: Line
    performance: Line


MEAN = LineSpec()


def importance_map(
    names: Sequence[str],
    importance: Matrix,
    performance: Matrix,
    *,
    importance_line: LineSpec = MEAN,
    performance_line: LineSpec = MEAN,
) -> ImportanceMap:
    """Place elements by importance (p,), stated or derived, and performance (p,), each in its own unit.

    Raises `LineMissing` where a rule lacks its scale or value, or where an element has no figure.
    """
    if not (np.isfinite(importance).all() and np.isfinite(performance).all() and len(names)):
        raise LineMissing("每个要素都要有重要性和得分，才能放进四象限图。请先补上，或去掉没有数的要素。")
    across, along = drawn(importance, importance_line), drawn(performance, performance_line)
    rows = zip(names, importance.tolist(), performance.tolist(), strict=True)
    placed = (Placed(name, i, p, _quadrant(i >= across.value, p >= along.value)) for name, i, p in rows)
    return ImportanceMap(tuple(placed), across, along)


def drawn(values: Matrix, spec: LineSpec) -> Line:
    """The line that a rule draws for `values` (p,). Raises `LineMissing`."""
    if spec.rule is LineRule.SCALE_MIDDLE:
        if spec.scale is None:
            raise LineMissing("以量表中点画线，要给出量表的最小值和最大值。")
        return Line(sum(spec.scale) / 2, spec.rule)
    if spec.rule is LineRule.GIVEN:
        if spec.value is None:
            raise LineMissing("按指定的值画线，要给出这个值。")
        return Line(spec.value, spec.rule)
    at = np.mean(values) if spec.rule is LineRule.MEAN else np.median(values)
    return Line(float(at), spec.rule)


def _quadrant(important: bool, good: bool) -> Quadrant:
    if important:
        return Quadrant.KEEP_UP if good else Quadrant.CONCENTRATE_HERE
    return Quadrant.POSSIBLE_OVERKILL if good else Quadrant.LOW_PRIORITY
