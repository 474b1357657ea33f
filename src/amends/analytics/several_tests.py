# SPDX-License-Identifier: Apache-2.0
"""Many tests at once: Holm against one false finding, Benjamini–Hochberg against a share of them.

A test that could not be made (nan) stays nan and counts for nothing.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class PValuesMalformed(ValueError):
    """Something that is neither a probability nor missing stands among the p-values."""


def holm(p_values: Numbers) -> Numbers:
    """(m,) adjusted p-values in the order given: significant at α where ≤ α, with chance ≤ α of any false one.

    p₍ᵢ₎ × (m−i+1), never falling, at most 1 (Holm 1979). Raises `PValuesMalformed`.
    """
    return _adjusted(
        p_values, lambda ordered: np.maximum.accumulate(ordered * np.arange(len(ordered), 0, -1))
    )


def benjamini_hochberg(p_values: Numbers) -> Numbers:
    """(m,) adjusted p-values in the order given: of those ≤ q, a share of q is false on average.

    p₍ᵢ₎ × m/i, never rising from the largest down, at most 1 (Benjamini & Hochberg 1995; independent or positively
    dependent tests). Raises `PValuesMalformed`.
    """
    return _adjusted(p_values, _rising)


def _rising(ordered: Numbers) -> Numbers:
    steps = ordered * len(ordered) / np.arange(1, len(ordered) + 1)
    return np.minimum.accumulate(steps[::-1])[::-1]


def _adjusted(p_values: Numbers, steps: Callable[[Numbers], Numbers]) -> Numbers:
    there = np.flatnonzero(~np.isnan(p_values))
    made = p_values[there]
    if not ((made >= 0) & (made <= 1)).all():
        raise PValuesMalformed("p 值应在 0 与 1 之间，没有做的检验写 nan。")
    order = np.argsort(made, kind="stable")
    found = np.full(len(p_values), np.nan)
    found[there[order]] = np.minimum(steps(made[order]), 1.0)
    return found
