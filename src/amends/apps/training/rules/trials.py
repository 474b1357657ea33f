# SPDX-License-Identifier: Apache-2.0
"""Whether training moved later scores: teams that begin in a drawn order are compared with those that have not
yet begun; where nothing was drawn, changes are compared, and the reasons why that may mislead are said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

import numpy as np

from amends.analytics.effects.lift import ArmTooSmall, Effect, effect
from amends.analytics.effects.pooling import Pooled, pooled

LEAST_TEAMS = 4  # of an arm of a comparison, and of a stepped trial in all
LEAST_ROWS = 30  # of each arm


class Design(StrEnum):
    """How the start was decided."""

    STEPPED = "stepped"
    COMPARED = "compared"


class Early(StrEnum):
    """Why nothing is said yet."""

    NOT_STARTED = "not_started"
    FEW_TEAMS = "few_teams"
    FEW_ROWS = "few_rows"


@dataclass(frozen=True, slots=True)
class Score:
    """One score of a person of a team on a day."""

    team: int
    person: int
    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Plan:
    """When each team begins (None: not trained), by the key of the team; `step` is the time between two steps."""

    design: Design
    starts: Mapping[int, date | None]
    step: timedelta
    first: date

    @property
    def last(self) -> date:
        """When the last team begins."""
        return max(each for each in self.starts.values() if each is not None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said: the effect with its interval, or why it is too early."""

    design: Design
    effect: Effect | None
    early: Early | None
    rows: int
    teams: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves nothing out."""
        return self.effect is not None and not self.effect.low <= 0 <= self.effect.high


def drawn(teams: Sequence[int], steps: int, seed: str) -> dict[int, int]:
    """The step from 1 at which each team begins: a draw that anybody can repeat from the seed; sizes differ by one."""
    order = sorted(teams)
    Random(seed).shuffle(order)  # noqa: S311  # fair and repeatable; nothing is kept secret by it
    return {team: place % steps + 1 for place, team in enumerate(order)}


def verdict(plan: Plan, scores: Sequence[Score], on: date) -> Verdict:
    """What the scores up to a day say of the training."""
    known = [each for each in scores if each.team in plan.starts and each.on <= on]
    if on < plan.first:
        return Verdict(plan.design, None, Early.NOT_STARTED, len(known), len(plan.starts))
    return _stepped(plan, known) if plan.design is Design.STEPPED else _compared(plan, known)


def together(effects: Sequence[Effect]) -> Pooled | None:
    """The effects of several trainings taken together; None below two that can be pooled."""
    usable = [each for each in effects if each.error > 0]
    if len(usable) < 2:
        return None
    return pooled(np.array([each.value for each in usable]), np.array([each.error for each in usable]))


def _stepped(plan: Plan, scores: Sequence[Score]) -> Verdict:
    """Rows of the time in which some had begun and some had not; periods as covariates, teams as clusters, each score
    as the difference from what its team had before anybody began."""
    before = _means([each for each in scores if each.on < plan.first])
    rows = [each for each in scores if plan.first <= each.on < plan.last and each.team in before]
    period = [(each.on - plan.first).days // plan.step.days for each in rows]
    treated = [_begun(plan, each) for each in rows]
    value = [each.value - before[each.team] for each in rows]
    clusters = [each.team for each in rows]
    return _judged(plan, value, treated, clusters, _dummies(period))


def _compared(plan: Plan, scores: Sequence[Score]) -> Verdict:
    """The change of each person from before the start to after it, of teams that were trained and that were not."""
    first = plan.first
    earlier = _means_of_people([each for each in scores if each.on < first])
    later = _means_of_people([each for each in scores if each.on >= first])
    people = sorted(earlier.keys() & later.keys())
    value = [later[each] - earlier[each] for each in people]
    treated = [plan.starts[team] is not None for team, _ in people]
    return _judged(plan, value, treated, [team for team, _ in people], None)


def _judged(
    plan: Plan, value: Sequence[float], treated: Sequence[bool], clusters: Sequence[int], covariates: object
) -> Verdict:
    n, teams = len(value), len(set(clusters))
    arms = [
        {team for team, is_in in zip(clusters, treated, strict=True) if is_in is arm} for arm in (True, False)
    ]
    few = teams < LEAST_TEAMS if plan.design is Design.STEPPED else min(map(len, arms)) < LEAST_TEAMS
    if few:
        return Verdict(plan.design, None, Early.FEW_TEAMS, n, teams)
    if min(sum(treated), n - sum(treated)) < LEAST_ROWS:
        return Verdict(plan.design, None, Early.FEW_ROWS, n, teams)
    try:
        found = effect(
            np.array(value), np.array(treated), clusters=np.array(clusters),
            covariates=None if covariates is None else np.asarray(covariates, dtype=np.float64),
        )  # fmt: skip
    except ArmTooSmall:
        return Verdict(plan.design, None, Early.FEW_TEAMS, n, teams)
    return Verdict(plan.design, found, None, n, teams)


def _begun(plan: Plan, score: Score) -> bool:
    starts = plan.starts[score.team]
    return starts is not None and score.on >= starts


def _dummies(periods: Sequence[int]) -> object:
    levels = sorted(set(periods))[1:]
    if not levels:
        return None
    return np.array([[float(each == level) for level in levels] for each in periods])


def _means(scores: Sequence[Score]) -> dict[int, float]:
    by: dict[int, list[float]] = {}
    for each in scores:
        by.setdefault(each.team, []).append(each.value)
    return {team: sum(values) / len(values) for team, values in by.items()}


def _means_of_people(scores: Sequence[Score]) -> dict[tuple[int, int], float]:
    by: dict[tuple[int, int], list[float]] = {}
    for each in scores:
        by.setdefault((each.team, each.person), []).append(each.value)
    return {key: sum(values) / len(values) for key, values in by.items()}
