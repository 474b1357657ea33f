# SPDX-License-Identifier: Apache-2.0
"""From a plan and the people of each stratum to numbers: answers wanted, customers asked, reserves."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from amends.analytics.sampling.allocation import AllocationSpec, Stratum, allocate
from amends.analytics.sampling.power import minimum_detectable_share
from amends.analytics.sampling.sizes import SampleSize, SizeSpec, size_for_proportion
from amends.apps.surveys.rules.design import Design
from amends.apps.surveys.rules.strata import MOST_STRATA, TooManyStrata


class NobodyToAsk(ValueError):
    """After the exclusions nobody is left."""


class MinimumTooMuch(ValueError):
    """The least answers of all strata together are more than those wanted."""

    def __init__(self, least: int, answers: int) -> None:
        super().__init__(f"{least} of {answers}")
        self.least, self.answers = least, answers


@dataclass(frozen=True, slots=True)
class Past:
    """How answers of a stratum spread in the wave before: standard deviation and mean of its first score."""

    deviation: float
    mean: float


@dataclass(frozen=True, slots=True)
class PlannedStratum:
    """One stratum: people, answers wanted, customers asked at first, and reserves behind them."""

    label: str
    population: int
    answers: int
    asked: int
    reserves: int


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """`size` is None where the number of answers was given. `design_effect` is that of unequal weights alone."""

    strata: tuple[PlannedStratum, ...]
    size: SampleSize | None
    population: int
    answers: int
    design_effect: float

    @property
    def asked(self) -> int:
        """Customers asked at first."""
        return sum(each.asked for each in self.strata)

    @property
    def reserves(self) -> int:
        """Customers behind them."""
        return sum(each.reserves for each in self.strata)

    @property
    def passed_over(self) -> int:
        """Customers of strata so small that nobody of them is asked: no answer will stand for them."""
        return sum(each.population for each in self.strata if not each.asked)


def answers_wanted(design: Design, population: int) -> tuple[int, SampleSize | None]:
    """How many answers the plan wants of so many people, and how that was computed. Raises `SizeImpossible`."""
    if design.answers:
        return min(design.answers, population), None
    spec = SizeSpec(
        margin=design.margin,
        level=design.level,
        population=population,
        design_effect=design.design_effect,
        response_rate=design.response_rate,
    )
    size = size_for_proportion(spec)
    return min(size.interviews, population), size


def sample_plan(cells: Mapping[str, int], design: Design, past: Mapping[str, Past]) -> SamplePlan:
    """Share the answers among strata (`cells`: people by label, in the order of the labels).

    Without a wave before all strata count as equally varied. Raises `NobodyToAsk`, `TooManyStrata`, `SizeImpossible`,
    `MinimumTooMuch`, `AllocationImpossible`.
    """
    population = sum(cells.values())
    if not population:
        raise NobodyToAsk
    if len(cells) > MOST_STRATA:
        raise TooManyStrata(len(cells))
    answers, size = answers_wanted(design, population)
    least = sum(min(design.minimum, people) for people in cells.values())
    if least > answers:
        raise MinimumTooMuch(least, answers)
    strata = [_stratum(name, cells[name], past) for name in sorted(cells)]
    spec = AllocationSpec(total=answers, method=design.method, minimum=design.minimum)
    shared = allocate(strata, spec)
    rows = tuple(_planned(each.name, each.population, each.count, design) for each in shared.shares)
    return SamplePlan(rows, size, population, answers, shared.design_effect)


def _stratum(name: str, population: int, past: Mapping[str, Past]) -> Stratum:
    known = past.get(name)
    if known is None:
        usual = [each.deviation for each in past.values()]
        return Stratum(name, population, sum(usual) / len(usual) if usual else 1.0)
    return Stratum(name, population, known.deviation, known.mean)


def _planned(name: str, population: int, answers: int, design: Design) -> PlannedStratum:
    asked = min(population, math.ceil(answers / design.response_rate - 1e-9))
    reserves = min(population - asked, math.ceil(asked * design.reserve_share * (1 - 1e-12)))
    return PlannedStratum(name, population, answers, asked, reserves)


def noticed_change(answers: int, share: float = 0.5) -> float | None:
    """The least change of a share between two waves of so many answers that will be noticed with chance 0.8."""
    low, high = minimum_detectable_share(share, answers, answers)
    found = [abs(each - share) for each in (low, high) if each is not None]
    return max(found) if found else None
