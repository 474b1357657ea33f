# SPDX-License-Identifier: Apache-2.0
"""Which cells of a breakdown are too small to be shown, and which others would give them away."""

from collections.abc import Sequence

import numpy as np

from amends.analytics.sampling.suppression import SuppressionSpec, suppress, with_total

LEAST = 30  # respondents


def hidden_cells(counts: Sequence[int], least: int = LEAST) -> list[bool]:
    """For each part of one breakdown whose total is shown: whether its figures must be hidden.

    Too few respondents, or the one that subtraction would give away (analytics/sampling/suppression).
    """
    if not counts:
        return []
    found = suppress(with_total(np.array(counts, dtype=np.int_)), SuppressionSpec(minimum=least))
    return [bool(each) for each in found.hidden[:-1]]
