# SPDX-License-Identifier: Apache-2.0
"""What one latent does to another, along every way through the model."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.index.estimating import total_effects as summed
from amends.analytics.index.spec import Estimate, Matrix


@dataclass(frozen=True)
class Effects:
    """(k, k) each, from the row to the column, in standard deviations: `direct` + `indirect` = `total`."""

    names: tuple[str, ...]
    direct: Matrix
    indirect: Matrix
    total: Matrix


def effects(estimate: Estimate) -> Effects:
    """Total effects (I − B)⁻¹ − I = B + B² + … of the paths B; indirect = total − B.

    Source: Bollen 1987, Sociological Methodology 17:37–69.
    """
    total = total_effects(estimate.paths)
    return Effects(estimate.spec.names, estimate.paths, total - estimate.paths, total)


def total_effects(paths: Matrix) -> Matrix:
    """(…, k, k) of paths (…, k, k), which lead from the row to the column and turn in no circle."""
    samples_last = np.moveaxis(paths, (-2, -1), (0, 1))
    return np.moveaxis(summed(samples_last), (0, 1), (-2, -1))
