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
    """Resamples of resamples are drawn of rows alike only, not under strata or clusters."""


@dataclass(frozen=True)
class Design:
    """How `rows` respondents were drawn: `strata` and `clusters` (rows,) as any values, None where there are none.

    With neither, a resample is `rows` rows drawn with replacement. With either, it is Rao & Wu's rescaling bootstrap
    (Rao, Wu & Yue 1992, Survey Methodology 18:209–217): of the n primary units of a stratum n − 1 are drawn with
    replacement and count n / (n − 1) times. Clusters are nested in strata; rows are the primary units if there are no
    clusters. Survey weights are multiplied with the counts either way.
    """

    rows: int
    strata: NDArray[np.generic] | None = None
    clusters: NDArray[np.generic] | None = None

    @property
    def method(self) -> str:
        """What is done, in words for a result."""
        return "rows with replacement" if self.simple else "Rao-Wu rescaling of primary units within strata"

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

    @cached_property
    def stratum_of_unit(self) -> Codes:
        """(units,) number of the stratum of each primary unit. Raises `LonelyStratum`."""
        found = np.zeros(int(self.unit.max()) + 1, dtype=np.int64)
        found[self.unit] = self.stratum
        lonely = np.flatnonzero(np.bincount(found) == 1)
        if lonely.size:
            called = "" if self.strata is None else str(np.unique(self.strata)[lonely[0]])
            raise LonelyStratum(
                "层“%(stratum)s”里只有一个初级抽样单元，看不出波动；请与相近的层合并 (stratum with one unit)",
                stratum=called,
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

    def again(self, counts: Counts, times: int, rng: np.random.Generator) -> Counts:
        """(samples · times, rows) resamples of each resample (samples, rows), in turn. Raises `NotNested`."""
        if not self.simple:
            raise NotNested("有分层或整群时不能用 studentised 区间；请改用 percentile 或 bca (nested)")
        samples = len(counts)
        rows = np.repeat(np.tile(np.arange(self.rows), samples), counts.ravel()).reshape(samples, self.rows)
        places = rng.integers(0, self.rows, (samples, times * self.rows))
        return counted(np.take_along_axis(rows, places, axis=1).reshape(-1, self.rows), self.rows)

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


def _drawn(units: int, take: int, samples: int, rng: np.random.Generator) -> Counts:
    found = np.empty((samples, units), dtype=np.uint16)
    step = max(1, DRAWS_AT_ONCE // units)
    for first in range(0, samples, step):
        size = min(step, samples - first)
        found[first : first + size] = counted(rng.integers(0, units, (size, take), dtype=np.int32), units)
    return found


def _codes(values: NDArray[np.generic] | None, instead: Codes) -> Codes:
    return instead if values is None else np.unique(values, return_inverse=True)[1].astype(np.int64)
