# SPDX-License-Identifier: Apache-2.0
"""The parts of a change with their intervals: both waves are resampled, and the whole identity is worked out again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import norm
from amends.analytics.drivers.change.split import FormEffect, Split, form_effect, split_change
from amends.analytics.drivers.change.wave import Answers, WaveMalformed
from amends.analytics.drivers.correlations import Matrix
from amends.analytics.several_tests import holm

GROUP = "group"
AT_ONCE = 2_000_000  # counts held at a time, 16 MB


@dataclass(frozen=True, slots=True)
class ChangeSpec:
    """How often to resample, the level of the intervals, and the error that Holm keeps over all parts."""

    bootstrap: int = 1_000
    level: float = 0.95
    alpha: float = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a change, in points: percentile interval, standard error, p by normal approximation and after Holm.

    `of` says which element, stratum or group of elements, empty for a whole part. Holm runs over the whole parts, apart
    from that over the elements and strata, and over the groups, so that looking closer does not change what is said of
    the whole.
    """

    name: str
    of: str
    value: float
    low: float
    high: float
    error: float
    p: float
    p_holm: float
    significant: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change between waves: `before` + Σ `parts` = `after`, exactly; `details` split weights, performance and mix;
    `groups` have weights and performance of their elements together, Σ `groups` + mix = what is like for like.

    `dropped` counts resamples in which nobody was left in some cell; they are not in the intervals. `bridged` says
    whether removed and added elements were measured on a bridge sample.
    """

    before: float
    after: float
    total: Part
    parts: tuple[Part, ...]
    details: tuple[Part, ...]
    groups: tuple[Part, ...]
    dropped: int
    bridged: bool


def change_between(
    old: Answers,
    new: Answers,
    old_weights: Matrix,
    new_weights: Matrix,
    *,
    rng: np.random.Generator,
    bridge: Answers | None = None,
    groups: Mapping[str, str] | None = None,
    spec: ChangeSpec = ChangeSpec(),
) -> Change:
    """Why the index changed between two waves, in points that add up, with intervals.

    `old_weights`, `new_weights` are those of the elements as published; they are held fixed in the resamples.
    Units (people, clusters) named in both waves or in the bridge sample are drawn together. `groups` says by element
    what it belongs to; one that stands in it is told together with its like. Raises `WaveMalformed`
    where a cell is empty.
    """
    samples = [old, new] if bridge is None else [old, new, bridge]
    weights = (old_weights, new_weights)
    found = _split(samples, weights, [None] * len(samples))
    if not np.isfinite(found.change):
        raise WaveMalformed("有的层里没有人回答某个共同要素。请合并层，或去掉这个要素。")
    drawn = [_split(samples, weights, counts) for counts in _draws(samples, spec.bootstrap, rng)]
    names, belongs = _belonging(found.elements, groups or {})
    here = _flat(found, belongs)
    rows = np.concatenate([_flat(each, belongs) for each in drawn]) if drawn else np.empty((0, here.shape[1]))
    usable = rows[np.isfinite(rows).all(axis=1)]
    parts = _judged([*_names(found), *((GROUP, name) for name in names)], here[0], usable, spec)
    whole, last = 1 + len(found.parts), len(parts) - len(names)
    shown = tuple(part for part in parts[1:whole] if bridge is not None or part.name != "unshared")
    return Change(
        before=float(found.before),
        after=float(found.after),
        total=parts[0],
        parts=shown,
        details=parts[whole:last],
        groups=parts[last:],
        dropped=len(rows) - len(usable),
        bridged=bridge is not None,
    )


def _split(
    samples: Sequence[Answers], weights: tuple[Matrix, Matrix], counts: Sequence[Matrix | None]
) -> Split:
    old, new = (samples[at].wave(weights[at], counts[at]) for at in (0, 1))
    effect: FormEffect | None = None
    if len(samples) > 2:
        both = samples[2].wave(np.ones(len(samples[2].elements)), counts[2])
        effect = form_effect(both, old.elements, old.weights, new.elements, new.weights)
    return split_change(old, new, bridge=effect)


def _names(found: Split) -> list[tuple[str, str]]:
    details = [(part, e) for part in ("weights", "performance") for e in found.elements]
    return [("total", ""), *((n, "") for n in found.parts), *details, *(("mix", s) for s in found.strata)]


def _belonging(elements: Sequence[str], groups: Mapping[str, str]) -> tuple[list[str], Matrix]:
    """The groups that have an element, and (c, groups) which belongs to which."""
    names = list(dict.fromkeys(groups[each] for each in elements if each in groups))
    return names, np.array([[groups.get(each) == name for name in names] for each in elements], dtype=float)


def _flat(found: Split, belongs: Matrix) -> Matrix:
    """(b, columns) in the order of `_names`, and behind them the groups."""
    wholes = [np.atleast_1d(each)[:, None] for each in (found.change, *found.parts.values())]
    details = [np.atleast_2d(each) for each in (found.weights, found.performance, found.mix)]
    together = np.atleast_2d(found.weights + found.performance) @ belongs
    return np.hstack([*wholes, *details, together])


def _judged(
    names: list[tuple[str, str]], values: Matrix, drawn: Matrix, spec: ChangeSpec
) -> tuple[Part, ...]:
    if len(drawn) < 2:
        drawn = np.full((2, len(values)), np.nan)
    low, high = np.quantile(drawn, [(1 - spec.level) / 2, (1 + spec.level) / 2], axis=0)
    errors = drawn.std(axis=0, ddof=1)
    p = _p(values, errors)
    adjusted = np.ones(len(p))
    for group in _families(names):
        adjusted[group] = holm(p[group])
    numbers = (values, low, high, errors, p, adjusted, adjusted <= spec.alpha)
    parts, things = zip(*names, strict=True)
    rows = zip(parts, things, *(each.tolist() for each in numbers), strict=True)
    return tuple(Part(*row) for row in rows)


def _p(values: Matrix, errors: Matrix) -> Matrix:
    """Two-sided; nan without resamples, and where there is nothing to test (nothing was removed: 0 without error)."""
    still = errors <= 1e-12
    ratio = np.divide(values, errors, out=np.where(np.abs(values) > 1e-12, np.inf, np.nan), where=~still)
    return np.asarray(2 * norm.sf(np.abs(ratio)))


def _families(names: list[tuple[str, str]]) -> list[NDArray[np.intp]]:
    """The total for itself, the parts together, the details together, the groups together."""
    kinds = np.array([0 if n == "total" else 1 if not of else 3 if n == GROUP else 2 for n, of in names])
    return [np.flatnonzero(kinds == kind) for kind in range(4)]


def _draws(
    samples: Sequence[Answers], resamples: int, rng: np.random.Generator
) -> Iterator[list[Matrix | None]]:
    """Batches of how often each row was drawn, one table (b, n) a sample.

    Units are drawn with replacement among those that are in the same samples and design strata, so that each keeps its
    size and members of a panel come or go together.
    """
    groups, where = _groups(samples)
    size = max(1, AT_ONCE // max(sum(len(s.values) for s in samples), 1))
    for done in range(0, resamples, size):
        many = min(size, resamples - done)
        counts = np.empty((many, sum(len(g) for g in groups)))
        for group in groups:
            counts[:, group] = rng.multinomial(len(group), np.full(len(group), 1 / len(group)), many)
        yield [counts[:, rows] for rows in where]


def _groups(samples: Sequence[Answers]) -> tuple[list[NDArray[np.intp]], list[NDArray[np.intp]]]:
    """Units by the samples and design strata they are in; and, for each sample, the unit of each row."""
    numbers: dict[object, int] = {}
    where = []
    for at, sample in enumerate(samples):
        names = [(at, row) for row in range(len(sample.values))] if sample.units is None else sample.units
        where.append(np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.intp))
    seen = np.full((len(numbers), len(samples)), -1, dtype=np.intp)
    for at, (rows, sample) in enumerate(zip(where, samples, strict=True)):
        seen[rows, at] = (
            0 if sample.drawn_within is None else np.unique(sample.drawn_within, return_inverse=True)[1]
        )
    _, codes = np.unique(seen, axis=0, return_inverse=True)
    return [np.flatnonzero(codes == code) for code in range(codes.max() + 1)], where
