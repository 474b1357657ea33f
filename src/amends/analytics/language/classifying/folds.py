# SPDX-License-Identifier: Apache-2.0
"""Stratified folds that never part texts with the same words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.normal import folded


def same_texts(texts: Sequence[str]) -> NDArray[np.int64]:
    """int64[n]: one number for each distinct text, case, width and spaces of no account."""
    seen: dict[str, int] = {}
    bare = (folded(t).replace(" ", "") for t in texts)
    return np.array([seen.setdefault(t, len(seen)) for t in bare], dtype=np.int64)


def dealt(
    labels: NDArray[np.int64], units: NDArray[np.int64], folds: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """int64[n]: the fold of each text; texts of one unit stay together, units of each class are dealt out evenly."""
    count = int(units.max()) + 1
    first = np.zeros(count, dtype=np.int64)
    first[units[::-1]] = labels[::-1]
    shuffled = rng.permutation(count)
    order = shuffled[np.argsort(first[shuffled], kind="stable")]
    fold = np.empty(count, dtype=np.int64)
    fold[order] = np.arange(count) % folds
    return fold[units]
