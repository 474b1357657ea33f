# SPDX-License-Identifier: Apache-2.0
"""How a sample is shared among strata: proportional, equal, Neyman, power; never above the population, sums exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from amends.analytics.sampling.filling import Numbers, filled


class AllocationImpossible(ValueError):
    """Total, minimum and populations do not fit together; the words say which to change."""


class Method(StrEnum):
    """What the share of a stratum grows with."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Stratum:
    """`population` people whose answers have standard deviation `deviation`; `cost` of one answer in any unit.

    `mean` serves power allocation only, where spread is relative to it (coefficient of variation).
    """

    name: str
    population: int
    deviation: float = 1.0
    mean: float | None = None
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class AllocationSpec:
    """`total` answers; at least `minimum` a stratum (all of it where it is smaller); `power` from 0 to 1."""

    total: int
    method: Method = Method.PROPORTIONAL
    minimum: int = 0
    power: float = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """What one stratum gets: before and after rounding, and what a person drawn stands for (population/count)."""

    name: str
    population: int
    exact: float
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """Shares in the order of the strata; the counts add up to the total of the spec.

    `error` is the standard error of the overall mean to be expected from the deviations given (infinite where a
    stratum gets nobody), `design_effect` that of the unequal weights alone (Kish).
    """

    shares: tuple[Share, ...]
    error: float
    design_effect: float


def allocate(strata: Sequence[Stratum], spec: AllocationSpec) -> Allocation:
    """Share `spec.total` among strata.

    n_h ∝ N_h (proportional), 1 (equal), N_h S_h/√c_h (Neyman 1934 with costs), N_h^q S_h/|Ȳ_h| (power, Bankier 1988;
    S_h/|Ȳ_h| counts as 1 where no mean is given), bounded by the minimum and the population: those at a bound stay
    there, the others keep their proportions. Whole numbers by largest remainder; ties go to the stratum named first.
    Raises `AllocationImpossible` when the minima exceed the total, the total the populations, or nothing can grow.
    """
    sizes = np.array([each.population for each in strata], dtype=float)
    low = np.minimum(float(spec.minimum), sizes)
    _check(strata, spec, sizes, low)
    exact = filled(_growth(strata, spec), low, sizes, spec.total)
    if not np.isclose(exact.sum(), spec.total, rtol=1e-9):
        raise AllocationImpossible(
            "标准差为 0 的层不再增加，其余层已全部抽完。请减少总数或填写这些层的标准差。"
        )
    counts = _whole(exact, spec.total)
    return Allocation(_shares(strata, exact, counts), _error(strata, sizes, counts), _unequal(sizes, counts))


def _check(strata: Sequence[Stratum], spec: AllocationSpec, sizes: Numbers, low: Numbers) -> None:
    if not strata or len({each.name for each in strata}) < len(strata):
        raise AllocationImpossible("请至少给出一层，且层名不得重复。")
    if (sizes < 1).any() or any(each.deviation < 0 or each.cost <= 0 for each in strata):
        raise AllocationImpossible("每层人数至少为 1，标准差不得为负，费用必须大于 0。")
    if spec.total < 1 or spec.minimum < 0:
        raise AllocationImpossible("总样本至少为 1，最低样本不得为负。")
    if low.sum() > spec.total:
        raise AllocationImpossible(
            f"各层最低样本合计 {low.sum():.0f}，超过总样本 {spec.total}。请增加总数或降低下限。"
        )
    if spec.total > sizes.sum():
        raise AllocationImpossible(f"总样本 {spec.total} 超过总体 {sizes.sum():.0f}。请减少总样本。")


def _growth(strata: Sequence[Stratum], spec: AllocationSpec) -> Numbers:
    """(k,) what the shares are proportional to."""
    sizes: Numbers = np.array([each.population for each in strata], dtype=float)
    match spec.method:
        case Method.PROPORTIONAL:
            return sizes
        case Method.EQUAL:
            return np.ones(len(strata))
        case Method.NEYMAN:
            return sizes * _column([each.deviation / each.cost**0.5 for each in strata])
        case Method.POWER:
            return sizes**spec.power * _column([_relative(each) for each in strata])


def _column(values: Sequence[float]) -> Numbers:
    return np.array(values, dtype=float)


def _relative(each: Stratum) -> float:
    return each.deviation / abs(each.mean) if each.mean else 1.0


def _whole(exact: Numbers, total: int) -> list[int]:
    """Largest remainder (Hamilton); no stratum passes a bound, since bounds are whole."""
    counts = np.floor(exact + 1e-9)
    left = total - int(counts.sum())
    counts[np.argsort(-(exact - counts), kind="stable")[:left]] += 1
    return [int(count) for count in counts]


def _shares(strata: Sequence[Stratum], exact: Numbers, counts: list[int]) -> tuple[Share, ...]:
    rows = zip(strata, exact.tolist(), counts, strict=True)
    return tuple(
        Share(each.name, each.population, raw, count, each.population / count if count else float("inf"))
        for each, raw, count in rows
    )


def _error(strata: Sequence[Stratum], sizes: Numbers, counts: list[int]) -> float:
    """√Σ W² (1−n/N) S²/n (Cochran 1977, §5.4)."""
    deviations, drawn = np.array([each.deviation for each in strata]), np.array(counts, dtype=float)
    if (drawn == 0).any():
        return float("inf")
    parts = (sizes / sizes.sum()) ** 2 * (1 - drawn / sizes) * deviations**2 / drawn
    return float(np.sqrt(parts.sum()))


def _unequal(sizes: Numbers, counts: list[int]) -> float:
    """n Σw²/(Σw)² with w = N/n in each stratum (Kish 1965) over the strata that have anybody."""
    drawn = np.array(counts, dtype=float)
    some = drawn > 0
    squares = (sizes[some] ** 2 / drawn[some]).sum()
    return float(drawn.sum() * squares / sizes[some].sum() ** 2)
