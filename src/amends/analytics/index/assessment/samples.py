# SPDX-License-Identifier: Apache-2.0
"""Parts of the rows – folds, groups, permutations of groups – each estimated for itself, all at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.index.estimating import Batch, NotEstimable, estimate_many
from amends.analytics.index.moments import moments_of
from amends.analytics.index.spec import Estimate, IndexSpec, Matrix
from amends.kernel.refusals import Refusal

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


class RowsIncomplete(Refusal):
    """Rows with gaps where every answer is needed."""

    def __init__(self, gaps: int) -> None:
        super().__init__("有 %(gaps)s 个答案缺失；请先补齐，或去掉缺答案的行 (gaps)", gaps=gaps)
        self.gaps = gaps


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """s parts of the rows, samples last: `means` and `deviations` (p, s), and the model on each part."""

    means: Matrix
    deviations: Matrix
    batch: Batch


def estimated_parts(
    spec: IndexSpec, rows: Matrix, members: Iterable[Bools], weights: Matrix | None = None
) -> Parts:
    """The model on each of the parts that `members`, (n,) masks of the rows (n, p), pick out, under survey `weights`
    (n,). Raises `TooFewAnswers` where an item has no spread within a part, `BadWeights`."""
    found = [
        moments_of(rows[mask], weights=None if weights is None else weights[mask], names=spec.items)
        for mask in members
    ]
    return Parts(
        np.stack([each.means for each in found], axis=-1),
        np.stack([each.deviations for each in found], axis=-1),
        estimate_many(spec, np.stack([each.correlations for each in found], axis=-1)),
    )


def led(spec: IndexSpec) -> Bools:
    """(k,) whether anything leads to the latent."""
    return np.asarray(spec.leads.any(axis=0))


def complete(rows: Matrix) -> Matrix:
    """The rows as they are; `RowsIncomplete` if an answer is not a number."""
    gaps = int((~np.isfinite(rows)).sum())
    if gaps:
        raise RowsIncomplete(gaps)
    return rows


def on_own_latent(spec: IndexSpec, values: Matrix) -> Matrix:
    """(p, k, …) with the values (p, …) of each item in the column of its latent, 0 elsewhere."""
    found = np.zeros((len(spec.items), len(spec.latents), *values.shape[1:]))
    for at, block in enumerate(spec.blocks):
        found[block, at] = values[block]
    return found


def loading_matrix(estimate: Estimate) -> Matrix:
    """(p, k) loadings of the items on their own latents, 0 elsewhere; consistent ones where the model asks."""
    return on_own_latent(estimate.spec, estimate.loadings)


class GroupsTooSmall(Refusal):
    """A group has fewer than three rows."""

    def __init__(self, sizes: tuple[int, int]) -> None:
        super().__init__(
            "两组各有 %(one)s 行和 %(other)s 行，每组至少要 3 行；请合并组或增加样本 (groups)",
            one=sizes[0],
            other=sizes[1],
        )
        self.sizes = sizes


def split(first: Bools) -> tuple[Bools, Bools]:
    """The rows of a group, and the others."""
    return first, ~first


def permuted(first: Bools, times: int, rng: np.random.Generator) -> Bools:
    """(times, n) the group dealt out anew, its size kept. Raises `GroupsTooSmall`."""
    sizes = (int(first.sum()), int((~first).sum()))
    if min(sizes) < 3:
        raise GroupsTooSmall(sizes)
    return rng.permuted(np.tile(first, (times, 1)), axis=1)


def settled_pairs(batch: Batch) -> Bools:
    """(s,) which of s pairs of parts, side by side in the batch, came to rest in both; the first pair is the groups as
    they are. Raises `NotEstimable` if that one did not, or no other did."""
    found = np.asarray(batch.converged[0::2] & batch.converged[1::2])
    if not found[0] or not found[1:].any():
        raise NotEstimable("有一组的权重没有收敛，两组无法比较；请增加样本或简化模型 (groups not settled)")
    return found
