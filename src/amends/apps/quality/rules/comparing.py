# SPDX-License-Identifier: Apache-2.0
"""Are groups of customers treated alike: each group beside all the others, matters of the same kind with each other.

What is compared is a difference that somebody should look into, never a mark of anybody. Groups are those of the
contract, the place and the channel; nothing else about a person is held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp
from typing import Final

import numpy as np
from numpy.typing import NDArray

from amends.analytics.effects.lift import effect
from amends.analytics.several_tests import holm

Numbers = NDArray[np.float64]
LEVEL: Final = 0.05
FEWEST_EITHER_WAY: Final = 5  # of a share: so many yes and so many no on each side
SMALLEST_KIND: Final = 20  # cases of a kind of matter that is compared for itself
MOST_CLUSTERED: Final = 20_000  # cases, beyond which several cases of one customer count as of several
SHORTEST: Final = 1 / 60  # hours: what was answered at once still has a logarithm


class Scale(StrEnum):
    """How a measure is compared."""

    RATIO = "ratio"  # typical (geometric) means, as a multiple
    SHARE = "share"  # percentage points
    MEAN = "mean"  # a difference of means


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that groups are compared by; `worse` is the sign of a difference to the group's disadvantage."""

    code: str
    scale: Scale
    worse: int


MEASURES: Final = (
    Measure("waiting", Scale.RATIO, 1),
    Measure("handling", Scale.RATIO, 1),
    Measure("resolution", Scale.SHARE, -1),
    Measure("remedy", Scale.SHARE, -1),
    Measure("amount", Scale.RATIO, -1),
    Measure("tone", Scale.MEAN, 1),
    Measure("manner", Scale.MEAN, -1),
)


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases by column, all of one length: values by the code of the measure (nan: not known), names of groups by
    attribute (empty: not known), the kind of matter, and the customer."""

    values: Mapping[str, Numbers]
    groups: Mapping[str, Sequence[str]]
    kinds: Sequence[str]
    customers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Row:
    """One group beside all the others by one measure. `value` and `others` are plain (typical hours, shares, means);
    `difference` with its 95 % interval is between matters of the same kind: a multiple, percentage points, or a
    difference of means. `adjusted` is the p-value after Holm's correction for all rows of the run."""

    measure: str
    attribute: str
    group: str
    n: int
    value: float
    others: float
    difference: float
    low: float
    high: float
    p: float
    adjusted: float = float("nan")

    @property
    def is_different(self) -> bool:
        """Whether chance alone hardly explains it, however many rows were looked at."""
        return self.adjusted <= LEVEL


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not shown of an attribute: groups that are too small, and the cases in them."""

    measure: str
    attribute: str
    groups: int
    cases: int


def compared(cases: Cases, *, fewest: int) -> tuple[list[Row], list[Hidden]]:
    """Each group of at least `fewest` cases beside the others together, by each measure and attribute. Of two groups
    only the one that is worse off is a row: the other would say the same again."""
    rows: list[Row] = []
    hidden: list[Hidden] = []
    for measure in MEASURES:
        values = cases.values[measure.code]
        for attribute, names in cases.groups.items():
            column = _Column(measure, attribute, np.asarray(names, dtype=str), values)
            made, left = _of_attribute(column, cases, fewest)
            rows += made
            hidden += [left] if left.groups else []
    adjusted = holm(np.array([each.p for each in rows], dtype=np.float64))
    return [_with(row, float(p)) for row, p in zip(rows, adjusted, strict=True)], hidden


def _with(row: Row, adjusted: float) -> Row:
    return replace(row, adjusted=adjusted)


@dataclass(frozen=True, slots=True)
class _Column:
    """One measure and one attribute of all cases, and which cases know both."""

    measure: Measure
    attribute: str
    names: NDArray[np.str_]
    values: Numbers

    @property
    def known(self) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = np.isfinite(self.values) & (self.names != "")
        return found


def _of_attribute(column: _Column, cases: Cases, fewest: int) -> tuple[list[Row], Hidden]:
    found, counts = np.unique(column.names[column.known], return_counts=True)
    sizes = {str(name): int(n) for name, n in zip(found, counts, strict=True)}
    large = sorted((name for name, n in sizes.items() if n >= fewest), key=lambda name: (-sizes[name], name))
    small = [n for n in sizes.values() if n < fewest]
    made = [row for name in large if (row := _row(column, name, cases, fewest))]
    if len(large) == 2 and not small:
        made = sorted(made, key=lambda row: -_disadvantage(row))[:1]
    return made, Hidden(column.measure.code, column.attribute, len(small), sum(small))


def _row(column: _Column, name: str, cases: Cases, fewest: int) -> Row | None:
    measure, known = column.measure, column.known
    inside, told = column.names[known] == name, column.values[known]
    if (~inside).sum() < fewest or not _can_tell(measure, told, inside):
        return None
    scaled = np.log(np.maximum(told, SHORTEST)) if measure.scale is Scale.RATIO else told
    kinds = np.asarray(cases.kinds, dtype=str)[known]
    found = effect(scaled, inside, covariates=_alike(kinds), clusters=_clusters(cases, known))
    return Row(
        measure=measure.code,
        attribute=column.attribute,
        group=name,
        n=int(inside.sum()),
        value=_plain(measure, scaled[inside]),
        others=_plain(measure, scaled[~inside]),
        difference=_said(measure, found.value),
        low=_said(measure, found.low),
        high=_said(measure, found.high),
        p=found.p,
    )


def _can_tell(measure: Measure, told: Numbers, inside: NDArray[np.bool_]) -> bool:
    if measure.scale is not Scale.SHARE:
        return bool(np.ptp(told) > 0)
    sides = (told[inside], told[~inside])
    return all(min(side.sum(), len(side) - side.sum()) >= FEWEST_EITHER_WAY for side in sides)


def _alike(kinds: NDArray[np.str_]) -> Numbers | None:
    """One column a kind of matter that is large enough; what is left is the kind «others»."""
    found, counts = np.unique(kinds, return_counts=True)
    own = [kind for kind, n in zip(found, counts, strict=True) if n >= SMALLEST_KIND]
    return np.column_stack([kinds == kind for kind in own]).astype(np.float64) if len(own) > 1 else None


def _clusters(cases: Cases, known: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    """Cases of one customer belong together, where somebody has several."""
    customers = np.asarray(cases.customers, dtype=np.int64)[known]
    several = len(np.unique(customers)) < len(customers)
    return customers if several and len(customers) <= MOST_CLUSTERED else None


def _plain(measure: Measure, scaled: Numbers) -> float:
    mean = float(scaled.mean())
    return exp(mean) if measure.scale is Scale.RATIO else mean


def _said(measure: Measure, value: float) -> float:
    if measure.scale is Scale.RATIO:
        return exp(value)
    return 100 * value if measure.scale is Scale.SHARE else value


def _disadvantage(row: Row) -> float:
    """How far a difference goes against the group."""
    measure = next(each for each in MEASURES if each.code == row.measure)
    return (row.difference - (1 if measure.scale is Scale.RATIO else 0)) * measure.worse


def is_worse(row: Row) -> bool:
    """Whether a difference that chance hardly explains goes against the group."""
    return row.is_different and _disadvantage(row) > 0
