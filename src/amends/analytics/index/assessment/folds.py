# SPDX-License-Identifier: Apache-2.0
"""How rows are held back in turn, to be predicted from the others."""

import numpy as np

from amends.analytics.index.assessment.samples import Integers
from amends.kernel.refusals import Refusal


class TooFewFolds(Refusal):
    """Fewer than two folds, or more than rows."""

    def __init__(self, folds: int, rows: int) -> None:
        super().__init__(
            "%(rows)s 行不能分成 %(folds)s 份；份数应在 2 与行数之间 (folds)", rows=rows, folds=folds
        )


def leave_one_out(rows: int) -> Integers:
    """(n,) a fold of its own for each row: nothing is left to chance. Raises `TooFewFolds`."""
    return _checked(rows, rows)


def random_folds(
    rows: int,
    folds: int,
    rng: np.random.Generator,
    *,
    units: Integers | None = None,
    strata: Integers | None = None,
) -> Integers:
    """(n,) which of `folds` parts, as equal as can be, each row falls into. Raises `TooFewFolds`.

    Shmueli et al. 2019 advise 10 folds, repeated 10 times with other draws. Rows of one primary unit (`units` (n,),
    numbers from 0) are held back together, or the others would tell of them, and every stratum (`strata` (units,)) is
    dealt out by itself (Wieczorek, Guerin & McMahon 2022, Stat 11:e454).
    """
    if units is None:
        _checked(rows, folds)
        return rng.permutation(np.arange(rows) % folds)
    count = int(units.max(initial=-1)) + 1
    _checked(count, folds)
    within = np.zeros(count, dtype=np.int64) if strata is None else strata
    dealt = np.empty(count, dtype=np.int64)
    dealt[np.lexsort((rng.permutation(count), within))] = np.arange(count) % folds
    return dealt[units]


def _checked(rows: int, folds: int) -> Integers:
    if not 2 <= folds <= rows:
        raise TooFewFolds(folds, rows)
    return np.arange(rows) % folds
