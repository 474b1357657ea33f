# SPDX-License-Identifier: Apache-2.0
"""HTMT: do two blocks of items measure two things, or one?"""

import numpy as np

from amends.analytics.index.spec import IndexSpec, Matrix


def htmt(spec: IndexSpec, correlations: Matrix) -> Matrix:
    """Heterotrait–monotrait ratios (k, k, …) from correlations (p, p, …) of the items, any axes behind.

    Mean |correlation| across two blocks over the geometric mean of the mean |correlations| within each (Henseler,
    Ringle & Sarstedt 2015, JAMS 43:115–135; absolute values as Ringle et al. 2023). A block of one item counts as 1
    within. Diagonal nan.
    """
    size = np.abs(correlations)
    starts = [block.start for block in spec.blocks]
    counts = np.array([len(latent.items) for latent in spec.latents], dtype=float)
    sums = np.add.reduceat(np.add.reduceat(size, starts, axis=0), starts, axis=1)
    tail = (1,) * (correlations.ndim - 2)
    at = np.arange(len(counts))
    pairs = np.where(counts > 1, counts * (counts - 1), 1.0).reshape(-1, *tail)
    alone = (counts == 1).reshape(-1, *tail)
    within = np.where(alone, 1.0, (sums[at, at] - counts.reshape(-1, *tail)) / pairs)
    across = sums / np.outer(counts, counts).reshape(len(counts), len(counts), *tail)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Matrix = across / np.sqrt(within[:, None] * within[None])
    found[at, at] = np.nan
    return found
