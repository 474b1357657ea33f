# SPDX-License-Identifier: Apache-2.0
"""How many must be asked for a margin of error: every step shown, under both ways of rounding up."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from amends.analytics.distributions import norm

NEARLY = 1e-9  # so close above a whole number is that number: 0.3 has no exact binary form


class SizeImpossible(ValueError):
    """A wish that no sample size meets; the words say which number to change."""


class Rounding(StrEnum):
    """When a size is rounded up: after each step (never too few), or once at the end (the least that does)."""

    EACH_STEP = "each step"
    AT_END = "at end"


class Stage(StrEnum):
    """What a step of the calculation allows for."""

    MARGIN = "margin"
    DESIGN = "design effect"
    POPULATION = "finite population"
    RESPONSE = "response rate"


@dataclass(frozen=True, slots=True)
class SizeSpec:
    """What is wanted. `margin` is half the width of the interval, in the units of what is measured (a share: 0.03);
    `population` None is endless; `response_rate` is the share of those contacted who will answer."""

    margin: float
    level: float = 0.95
    population: int | None = None
    design_effect: float = 1.0
    response_rate: float = 1.0
    rounding: Rounding = Rounding.EACH_STEP

    def __post_init__(self) -> None:
        """Refuse what cannot be; raises `SizeImpossible`."""
        if not self.margin > 0:
            raise SizeImpossible("允许误差必须大于 0。请填写半个区间的宽度，例如 0.03。")
        if not 0 < self.level < 1:
            raise SizeImpossible("置信水平必须在 0 与 1 之间，例如 0.95。")
        if self.population is not None and self.population < 1:
            raise SizeImpossible("总体人数至少为 1；总体很大时请留空。")
        if not self.design_effect > 0 or not 0 < self.response_rate <= 1:
            raise SizeImpossible("设计效应必须大于 0，应答率必须在 0（不含）与 1 之间。")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the size so far, never rounded (`exact`) and rounded up after this step and all before (`rounded`)."""

    stage: Stage
    exact: float
    rounded: int


@dataclass(frozen=True, slots=True)
class SampleSize:
    """`interviews` are answers needed, `contacts` people to be drawn, in the rounding asked for.

    `other_interviews` and `other_contacts` are those of the other rounding, so that a page can say where they differ.
    """

    steps: tuple[Step, ...]
    interviews: int
    contacts: int
    other_interviews: int
    other_contacts: int

    @property
    def conventions_differ(self) -> bool:
        """Whether the two ways of rounding lead to different numbers."""
        return (self.interviews, self.contacts) != (self.other_interviews, self.other_contacts)


def size_for_proportion(spec: SizeSpec, proportion: float = 0.5) -> SampleSize:
    """Answers needed to know a share within ± margin.

    n₀ = z² p(1−p)/e²; × design effect; n = n₀/(1 + (n₀−1)/N); ÷ response rate (Cochran 1977, §4.4; the order of the
    steps is that of the design effect as a factor on the simple random sample, Kish 1965 §8.1). 0.5 is the least
    favourable share. Raises `SizeImpossible` when the share is not strictly between 0 and 1.
    """
    if not 0 < proportion < 1:
        raise SizeImpossible("预计比例必须在 0 与 1 之间（不含两端）；不知道时用 0.5。")
    return _size(
        spec, proportion * (1 - proportion), lambda size, population: size / (1 + (size - 1) / population)
    )


def size_for_mean(spec: SizeSpec, deviation: float) -> SampleSize:
    """Answers needed to know a mean within ± margin, in the units of `deviation` (standard deviation between people).

    n₀ = z² S²/e²; × design effect; n = n₀/(1 + n₀/N); ÷ response rate (Cochran 1977, §4.6: S² has N−1 below, so no
    −1 here). Raises `SizeImpossible` when the deviation is not positive.
    """
    if not deviation > 0:
        raise SizeImpossible("标准差必须大于 0。请用往年数据估计，0–100 分的指数常在 20 上下。")
    return _size(spec, deviation**2, lambda size, population: size / (1 + size / population))


def planned_design_effect(answers_per_cluster: float, likeness: float, of_weights: float = 1.0) -> float:
    """deff = (1 + (b̄−1)ρ) · deff of the weights (Kish 1965, §5.4; the product: Kish 1987).

    `likeness` ρ is the intraclass correlation of answers within a cluster; `of_weights` what `effective` or an
    `Allocation` says. Raises `SizeImpossible` below one answer a cluster or outside −1 … 1.
    """
    if answers_per_cluster < 1 or not -1 <= likeness <= 1 or of_weights < 1:
        raise SizeImpossible("每群至少一份答卷，群内相关须在 −1 与 1 之间，权重的设计效应至少为 1。")
    return max(1 + (answers_per_cluster - 1) * likeness, 0.0) * of_weights


class _Correction(Protocol):
    def __call__(self, size: float, population: int, /) -> float: ...


def _size(spec: SizeSpec, variance: float, correction: _Correction) -> SampleSize:
    """Both conventions side by side: `exact` runs unrounded through all steps, `whole` is rounded up after each."""
    exact = norm.ppf((1 + spec.level) / 2) ** 2 * variance / spec.margin**2
    steps = [Step(Stage.MARGIN, float(exact), _up(exact))]

    def then(stage: Stage, change: "_Change") -> None:
        last = steps[-1]
        steps.append(Step(stage, float(change(last.exact)), _up(change(last.rounded))))

    then(Stage.DESIGN, lambda size: size * spec.design_effect)
    population = spec.population
    then(Stage.POPULATION, lambda size: size if population is None else correction(size, population))
    answered = steps[-1]
    then(Stage.RESPONSE, lambda size: size / spec.response_rate)
    by_step = (answered.rounded, steps[-1].rounded)
    at_end = (_up(answered.exact), _up(steps[-1].exact))
    chosen, other = (by_step, at_end) if spec.rounding is Rounding.EACH_STEP else (at_end, by_step)
    return SampleSize(tuple(steps), *chosen, *other)


class _Change(Protocol):
    def __call__(self, size: float, /) -> float: ...


def _up(size: float) -> int:
    return max(1, math.ceil(size * (1 - NEARLY)))
