# SPDX-License-Identifier: Apache-2.0
"""How often each row counts in a resample: respondents alike, or primary units within strata."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.spec import Matrix
from amends.kernel.refusals import Refusal

Counts = NDArray[np.uint16]
Codes = NDArray[np.int64]
DRAWS_AT_ONCE = 2_000_000


class LonelyStratum(Refusal):
    """A stratum has one primary unit, from which no spread can be seen; the words name it."""


class NotNested(Refusal):
    """Resamples of resamples leave nothing to draw of a stratum with two primary units; the words name it."""


@dataclass(frozen=True)
class Design:
    """How `rows` respondents were drawn: `strata` and `clusters` (rows,) as any values, None where there are none.

    With neither, a resample is `rows` rows drawn with replacement. With either, it is Rao & Wu's rescaling bootstrap
    (Rao, Wu & Yue 1992, Survey Methodology 18:209–217): of the n primary units of a stratum n − 1 are drawn with
    replacement and count n / (n − 1) times. Clusters are nested in strata; rows are the primary units if there are no
    clusters. Survey weights are multiplied with the counts either way.

    A resample of a resample takes the n − 1 units that were drawn for a sample of their own: n − 2 of them are drawn
    with replacement and count n / (n − 1) · (n − 1) / (n − 2) times. For a mean, the variance over them has the
    variance over resamples as its expectation (Rao & Wu 1988, JASA 83:231–241): bootstrap-t ends may be drawn from it.
    """

    rows: int
    strata: NDArray[np.generic] | None = None
    clusters: NDArray[np.generic] | None = None

    @property
    def method(self) -> str:
        """What is done, in words for a result."""
        return "rows with replacement" if self.simple else "Rao-Wu rescaling of primary units within strata"

    def only(self, rows: NDArray[np.bool_]) -> "Design":
        """The same of some of the rows."""
        parts = (None if each is None else each[rows] for each in (self.strata, self.clusters))
        return Design(int(rows.sum()), *parts)

    @property
    def simple(self) -> bool:
        """Whether every row is drawn alike."""
        return self.strata is None and self.clusters is None

    @cached_property
    def stratum(self) -> Codes:
        """(rows,) number of the stratum of each row."""
        return _codes(self.strata, np.zeros(self.rows, dtype=np.int64))

    @cached_property
    def unit(self) -> Codes:
        """(rows,) number of the primary unit of each row, those of one stratum in a run."""
        inside = _codes(self.clusters, np.arange(self.rows))
        return _codes(self.stratum * (int(inside.max(initial=0)) + 1) + inside, inside)

    @property
    def units(self) -> tuple[Codes, Codes]:
        """(rows,) number of the primary unit of each row; (units,) number of the stratum of each."""
        found = np.zeros(int(self.unit.max()) + 1, dtype=np.int64)
        found[self.unit] = self.stratum
        return self.unit, found

    @cached_property
    def stratum_of_unit(self) -> Codes:
        """(units,) number of the stratum of each primary unit. Raises `LonelyStratum`."""
        found = self.units[1]
        lonely = np.flatnonzero(np.bincount(found) == 1)
        if lonely.size:
            raise LonelyStratum(
                "层“%(stratum)s”里只有一个初级抽样单元，看不出波动；请与相近的层合并 (stratum with one unit)",
                stratum=self._called(int(lonely[0])),
            )
        return found

    def heft(self) -> Matrix:
        """(rows,) what a count of each row is multiplied with."""
        if self.simple:
            return np.ones(self.rows)
        sizes = np.bincount(self.stratum_of_unit)
        found: Matrix = (sizes / (sizes - 1))[self.stratum]
        return found

    def counts(self, samples: int, rng: np.random.Generator) -> Counts:
        """(samples, rows) how often each row was drawn."""
        if self.simple:
            return _drawn(self.rows, self.rows, samples, rng)
        sizes = np.bincount(self.stratum_of_unit).tolist()
        return np.concatenate([_drawn(n, n - 1, samples, rng) for n in sizes], axis=1)[:, self.unit]

    def heft_again(self) -> Matrix:
        """(rows,) what a count of each row in a resample of a resample is multiplied with. Raises `NotNested`."""
        if self.simple:
            return np.ones(self.rows)
        sizes = np.bincount(self.stratum_of_unit)
        if (small := np.flatnonzero(sizes < 3)).size:
            raise NotNested(
                "层“%(stratum)s”里只有两个初级抽样单元，算不出 studentised 区间；"
                "请合并层，或改用 percentile 或 bca (nested)",
                stratum=self._called(int(small[0])),
            )
        found: Matrix = (sizes / (sizes - 2))[self.stratum]
        return found

    def again(self, counts: Counts, times: int, rng: np.random.Generator) -> Counts:
        """(samples · times, rows) resamples of each resample (samples, rows), in turn; with strata or clusters each of
        the n − 1 primary units that a resample has of a stratum stands for one, and n − 2 of them are drawn."""
        if self.simple:
            return _drawn_again(counts, self.rows, times, rng)
        first = np.unique(self.unit, return_index=True)[1]
        units, strata = counts[:, first], self.stratum_of_unit
        inside = [units[:, strata == each] for each in range(int(strata.max()) + 1)]
        drawn = [_drawn_again(each, each.shape[1] - 2, times, rng) for each in inside]
        return np.concatenate(drawn, axis=1)[:, self.unit]

    def _called(self, stratum: int) -> str:
        return "" if self.strata is None else str(np.unique(self.strata)[stratum])

    def groups(self, most: int, rng: np.random.Generator) -> tuple[Codes, Codes]:
        """Whom a jackknife leaves out together: (rows,) number of the group, (groups,) number of its stratum.

        A primary unit each; where there are more than `most`, about that many groups drawn within strata.
        """
        units = len(self.stratum_of_unit) if not self.simple else self.rows
        strata = np.zeros(units, dtype=np.int64) if self.simple else self.stratum_of_unit
        unit = np.arange(self.rows) if self.simple else self.unit
        if units <= most:
            return unit, strata
        group, first = np.empty(units, dtype=np.int64), 0
        of_group: list[int] = []
        for number, size in enumerate(np.bincount(strata).tolist()):
            parts = min(size, max(2, round(most * size / units)))
            group[strata == number] = first + rng.permutation(size) % parts
            of_group += [number] * parts
            first += parts
        return group[unit], np.array(of_group)


def counted(indices: NDArray[np.integer], rows: int) -> Counts:
    """(samples, rows) how often each row stands in each line of (samples, n) 0-based indices."""
    shifted = indices + np.arange(len(indices))[:, None] * rows
    return np.bincount(shifted.ravel(), minlength=len(indices) * rows).reshape(-1, rows).astype(np.uint16)


def _drawn_again(counts: Counts, take: int, times: int, rng: np.random.Generator) -> Counts:
    """(samples · times, units) how often each unit stands among `take` drawn of those that a sample (samples, units)
    has, as often as it has them; every sample has as many."""
    samples, units = counts.shape
    there = np.repeat(np.tile(np.arange(units), samples), counts.ravel()).reshape(samples, -1)
    places = rng.integers(0, there.shape[1], (samples, times * take))
    return counted(np.take_along_axis(there, places, axis=1).reshape(-1, take), units)


def _drawn(units: int, take: int, samples: int, rng: np.random.Generator) -> Counts:
    found = np.empty((samples, units), dtype=np.uint16)
    step = max(1, DRAWS_AT_ONCE // units)
    for first in range(0, samples, step):
        size = min(step, samples - first)
        found[first : first + size] = counted(rng.integers(0, units, (size, take), dtype=np.int32), units)
    return found


def _codes(values: NDArray[np.generic] | None, instead: Codes) -> Codes:
    return instead if values is None else np.unique(values, return_inverse=True)[1].astype(np.int64)
