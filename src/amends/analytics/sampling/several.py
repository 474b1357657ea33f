# SPDX-License-Identifier: Apache-2.0
"""Many tests at once: Holm against one false finding, Benjamini–Hochberg against a share of them."""

import numpy as np

from amends.analytics.sampling.designs import Codes, Numbers


class PValuesMalformed(ValueError):
    """Something that is not a probability stands among the p-values."""


def holm(p_values: Numbers) -> Numbers:
    """(m,) adjusted p-values in the order given: significant at α where ≤ α, with chance ≤ α of any false one.

    p₍ᵢ₎ × (m−i+1), never falling, at most 1 (Holm 1979). Raises `PValuesMalformed`.
    """
    order, ordered = _ordered(p_values)
    steps = ordered * np.arange(len(ordered), 0, -1)
    return _back(order, np.maximum.accumulate(steps))


def benjamini_hochberg(p_values: Numbers) -> Numbers:
    """(m,) adjusted p-values in the order given: of those ≤ q, a share of q is false on average.

    p₍ᵢ₎ × m/i, never rising from the largest down, at most 1 (Benjamini & Hochberg 1995; independent or positively
    dependent tests). Raises `PValuesMalformed`.
    """
    order, ordered = _ordered(p_values)
    steps = ordered * len(ordered) / np.arange(1, len(ordered) + 1)
    return _back(order, np.minimum.accumulate(steps[::-1])[::-1])


def _ordered(p_values: Numbers) -> tuple[Codes, Numbers]:
    if not ((p_values >= 0) & (p_values <= 1)).all():
        raise PValuesMalformed("p 值应在 0 与 1 之间，且不得缺失。")
    order = np.argsort(p_values, kind="stable")
    return order, p_values[order]


def _back(order: Codes, steps: Numbers) -> Numbers:
    found = np.empty(len(steps))
    found[order] = np.minimum(steps, 1.0)
    return found
