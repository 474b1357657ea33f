# SPDX-License-Identifier: Apache-2.0
"""A path model as plain values: latents with their items, the paths between them, and how it is to be estimated."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from amends.kernel.refusals import Refusal

Matrix = NDArray[np.float64]


class Mode(StrEnum):
    """How the weights of a block come about: from correlations (A), from a regression (B), or equal."""

    A = "A"
    B = "B"
    UNIT = "unit"


class Scheme(StrEnum):
    """How a latent looks at its neighbours while the weights are sought."""

    PATH = "path"
    FACTORIAL = "factorial"
    CENTROID = "centroid"


class ModelMalformed(Refusal):
    """A model names what it lacks, or turns in a circle; the words say where. `key` is the part of the model that is
    wrong, `names` what of it, so that an editor finds the line."""

    def __init__(self, sentence: str, *, key: str = "", names: Sequence[str] = (), **said: object) -> None:
        super().__init__(sentence, **said)
        self.key, self.names = key, tuple(names)


@dataclass(frozen=True, slots=True)
class Latent:
    """What is not asked but inferred, with the items that are."""

    name: str
    items: tuple[str, ...]
    mode: Mode = Mode.A


@dataclass(frozen=True)
class IndexSpec:
    """A model. `paths` are (from, to) by name; `scale` is the least and most that an item can be, `index` the latent
    that is published on 0–100."""

    latents: tuple[Latent, ...]
    paths: tuple[tuple[str, str], ...]
    scheme: Scheme = Scheme.PATH
    consistent: bool = False
    scale: tuple[float, float] | None = None
    index: str = ""
    tolerance: float = 1e-10  # on weights, from one round to the next
    most_rounds: int = 300

    @cached_property
    def items(self) -> tuple[str, ...]:
        """All items, block by block: the order of every matrix over items."""
        return tuple(item for latent in self.latents for item in latent.items)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All latents, in the order of every matrix over latents."""
        return tuple(latent.name for latent in self.latents)

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Where the items of each latent stand among all."""
        ends = np.cumsum([len(latent.items) for latent in self.latents]).tolist()
        return tuple(slice(end - len(each.items), end) for end, each in zip(ends, self.latents, strict=True))

    @cached_property
    def leads(self) -> NDArray[np.bool_]:
        """(k, k): whether there is a path from the latent of the row to that of the column."""
        found = np.zeros((len(self.latents), len(self.latents)), dtype=bool)
        for source, target in self.paths:
            found[self.names.index(source), self.names.index(target)] = True
        return found


@dataclass(frozen=True)
class Estimate:
    """A model that was estimated on p items and k latents; everything follows from the correlations.

    `weights` (p, k) make composites of variance 1 from standardised items; `cross_loadings` (p, k) are correlations
    of items with composites; `construct_correlations` (k, k) those of the composites, corrected for unreliability where
    the model asks for consistent estimates; `paths` (k, k) lead from the row to the column; `r2` (k,) is nan for a
    latent that nothing leads to.
    """

    spec: IndexSpec
    rows: float
    means: Matrix
    deviations: Matrix
    correlations: Matrix
    weights: Matrix
    cross_loadings: Matrix
    construct_correlations: Matrix
    paths: Matrix
    r2: Matrix
    rho_a: Matrix
    rounds: int
    converged: bool

    @cached_property
    def loadings(self) -> Matrix:
        """(p,) of each item on its own latent; of a consistent estimate corrected for unreliability."""
        own = np.concatenate([self.cross_loadings[block, at] for at, block in enumerate(self.spec.blocks)])
        return own if not self.spec.consistent else self._consistent(own)

    def _consistent(self, own: Matrix) -> Matrix:
        """Weights in proportion, as long as the reliability of the block says (Dijkstra & Henseler 2015)."""
        found = own.copy()
        for at, block in enumerate(self.spec.blocks):
            if self.spec.latents[at].mode is Mode.A and block.stop - block.start > 1:
                weights = self.weights[block, at]
                found[block] = weights * np.sqrt(self.rho_a[at]) / (weights @ weights)
        return found
