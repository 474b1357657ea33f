# SPDX-License-Identifier: Apache-2.0
"""Two shares of which one counts only a handful: where least squares know no error, or one that is far too small."""

from math import hypot

import numpy as np
from scipy.special import gammaln

from amends.analytics.distributions import norm

# With or without the outcome in an arm: from here on means are about normal (the usual rule of thumb).
FEW = 5


def few(yes: tuple[int, int], rows: tuple[int, int]) -> bool:
    """Whether an arm has fewer than five rows with the outcome, or fewer than five without; of (treated, control)."""
    return min(*yes, rows[0] - yes[0], rows[1] - yes[1]) < FEW


def share_difference(yes: tuple[int, int], rows: tuple[int, int], *, level: float) -> tuple[float, float]:
    """The interval of treated − control, from two Wilson intervals (Newcombe 1998, Statistics in Medicine 17:873–890,
    method 10): it has a width where nobody, or everybody, has the outcome."""
    one, other = (_wilson(*each, level=level) for each in zip(yes, rows, strict=True))
    gap = yes[0] / rows[0] - yes[1] / rows[1]
    low = gap - hypot(yes[0] / rows[0] - one[0], other[1] - yes[1] / rows[1])
    return low, gap + hypot(one[1] - yes[0] / rows[0], yes[1] / rows[1] - other[0])


def _wilson(yes: int, rows: int, *, level: float) -> tuple[float, float]:
    z, share = float(norm.ppf((1 + level) / 2)), yes / rows
    middle = (share + z * z / (2 * rows)) / (1 + z * z / rows)
    reach = z / (1 + z * z / rows) * (share * (1 - share) / rows + z * z / (4 * rows * rows)) ** 0.5
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def exact_p(yes: tuple[int, int], rows: tuple[int, int]) -> float:
    """Fisher's exact test, two-sided: the chance of all tables with these margins that are no likelier than this one
    (Fisher 1935)."""
    both = sum(yes)
    there = np.arange(max(both - rows[1], 0), min(both, rows[0]) + 1, dtype=np.float64)
    logs = _log_choose(rows[0], there) + _log_choose(rows[1], both - there) - _log_choose(sum(rows), both)
    chances = np.exp(logs)
    own = chances[yes[0] - int(there[0])]
    return min(float(chances[chances <= own * (1 + 1e-7)].sum()), 1.0)


def _log_choose(whole: int, part: np.ndarray | int) -> np.ndarray:
    return np.asarray(
        gammaln(whole + 1) - gammaln(np.asarray(part) + 1) - gammaln(whole - np.asarray(part) + 1)
    )
