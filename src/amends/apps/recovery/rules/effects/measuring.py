# SPDX-License-Identifier: Apache-2.0
"""Measure one wave: whether it may be read, what it did to each outcome, for whom, and whom to approach first.

Everybody who was drawn counts, approached or not. Before the horizon only counts and means are told: a look at
intervals every night would sooner or later find something where there is nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from amends.analytics.effects.bounds import NobodyAnswered, lee_bounds
from amends.analytics.effects.checking import SampleRatio, sample_ratio
from amends.analytics.effects.lift import Effect, effect
from amends.analytics.effects.ranking import compare_orders, uplift
from amends.analytics.effects.segments import Segment, Segments, Wave, by_segment
from amends.analytics.several_tests import holm
from amends.apps.recovery.rules.effects.figures import (
    Figures,
    bounds_figures,
    effect_figures,
    ranking_figures,
    ratio_figures,
)
from amends.apps.recovery.rules.effects.gains import (
    LEAST_RANKED,
    MOST_RANKED,
    avoided,
    standing_of_members,
)
from amends.apps.recovery.rules.effects.members import Members, Numbers, members_of
from amends.apps.recovery.rules.effects.words import CHECK, LEAST, RANKING, SCORE, Problem, SegmentKind
from amends.apps.recovery.rules.waves.design import Outcome

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """What was laid down before anybody was approached: share held out, outcomes, which part of a stratum is the value
    tier (None: none is); the level of intervals."""

    held_out: float
    outcomes: Sequence[Outcome] = tuple(Outcome)
    tier_at: int | None = None
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Line:
    """Figures of one outcome, of everybody (`segment_kind` empty) or one segment."""

    outcome: str
    figures: Figures
    segment_kind: str = ""
    segment: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one wave comes to; `final` where its observation is over."""

    final: bool
    lines: tuple[Line, ...] = field(default=())


def measure(table: pa.Table, plan: Plan, *, rng: np.random.Generator) -> Measured:
    """Measure the rows of one wave in the mart `wave_outcomes`. Of a draw that came out wrong nothing else is told."""
    if not table.num_rows:
        return Measured(final=False)
    members = members_of(table)
    final = bool(np.asarray(table["complete"], dtype=bool).all())
    check = _checked(members, plan)
    lines = [Line(CHECK, check)]
    if check["holds"]:
        lines += _told(members, plan, rng) if final else _so_far(members, plan)
    return Measured(final, tuple(lines))


def _checked(members: Members, plan: Plan) -> Figures:
    """The sample ratio, counted by what was drawn, and who was contacted in which arm."""
    accounts = [set(members.table["account"].filter(pa.array(arm)).to_pylist()) for arm in _arms(members)]
    seen = (len(accounts[0]), len(accounts[1]))
    ratio: SampleRatio | None = None
    if 0 < plan.held_out < 1:
        ratio = sample_ratio(np.array(seen), np.array([1 - plan.held_out, plan.held_out]))
    figures = ratio_figures(ratio, accounts=seen, split=len(accounts[0] & accounts[1]))
    if ratio is None or not seen[1]:
        figures |= {"problem": Problem.NO_CONTROL}
    for name, values in _facts(members).items():
        figures[name] = [int(values[arm].sum()) for arm in _arms(members)]
    return figures


def _facts(members: Members) -> dict[str, Numbers]:
    return {
        "members": np.ones(len(members.treated)),
        "approached": np.asarray(members.table["approached"], dtype=np.float64),
        "contacted": (members.column("recovery_contacts") > 0).astype(np.float64),
        "reached": members.column("reached"),
        "undated": np.asarray(members.table["churn_undated"], dtype=np.float64),
    }


def _arms(members: Members) -> tuple[np.typing.NDArray[np.bool_], np.typing.NDArray[np.bool_]]:
    return members.treated, ~members.treated


def _so_far(members: Members, plan: Plan) -> Iterator[Line]:
    """Counts and means, no differences."""
    for outcome in plan.outcomes:
        values = members.column(outcome)
        yield Line(outcome, _problem(members, values) or _means(members, values))


def _means(members: Members, values: Numbers) -> Figures:
    treated, control = _arms(members)
    return {
        "treated": int(treated.sum()),
        "control": int(control.sum()),
        "treated_mean": float(values[treated].mean()),
        "control_mean": float(values[control].mean()),
    }


def _problem(members: Members, values: Numbers) -> Figures | None:
    sizes = [int(arm.sum()) for arm in _arms(members)]
    told = {"treated": sizes[0], "control": sizes[1]}
    if min(sizes) < LEAST:
        return told | {"problem": Problem.TOO_FEW}
    return None if np.isfinite(values).all() else told | {"problem": Problem.NO_MONTH}


def _told(members: Members, plan: Plan, rng: np.random.Generator) -> Iterator[Line]:
    """Every outcome, adjusted together; its segments; the scores given afterwards; the order of approach."""
    waves = {each: _wave(members, each) for each in plan.outcomes}
    problems = {each: _problem(members, wave.outcome) for each, wave in waves.items()}
    able = [each for each, problem in problems.items() if problem is None]
    found = {each: _effect(waves[each], plan.level) for each in able}
    p = holm(np.array([found[each].p for each in able])) if able else np.empty(0)
    adjusted = dict(zip(able, p.tolist(), strict=True))
    for each, problem in problems.items():
        if problem is not None:
            yield Line(each, problem)
            continue
        segments = {kind: _segments(members, waves[each], kind, plan) for kind in SegmentKind}
        same = {str(kind): _same(one) for kind, one in segments.items() if one is not None}
        yield Line(each, effect_figures(found[each], adjusted_p=adjusted[each]) | {"same": same})
        for kind, one in segments.items():
            yield from _by_segment(each, kind, one)
    yield Line(SCORE, _scores(members, plan.level))
    yield Line(RANKING, _ranked(members, rng))


def _wave(members: Members, outcome: Outcome) -> Wave:
    return Wave(members.column(outcome), members.treated, members.known, members.clusters)


def _effect(wave: Wave, level: float) -> Effect:
    return effect(wave.outcome, wave.treated, covariates=wave.covariates, clusters=wave.clusters, level=level)


def _segments(members: Members, wave: Wave, kind: SegmentKind, plan: Plan) -> Segments | None:
    """None where there are not two segments to tell apart."""
    if kind is SegmentKind.TIER and plan.tier_at is None:
        return None
    codes, names = members.codes(kind, plan.tier_at)
    return by_segment(wave, codes, names, least=LEAST) if len(names) > 1 else None


def _same(segments: Segments) -> float | None:
    """The chance of such differences between segments if the effect were one."""
    return segments.together.p_same if segments.together else None


def _by_segment(outcome: Outcome, kind: SegmentKind, segments: Segments | None) -> Iterator[Line]:
    for one in segments.found if segments else ():
        yield Line(outcome, _segment_figures(one), kind, one.name or "-")
    for name in segments.too_small if segments else ():
        yield Line(outcome, {"problem": Problem.TOO_FEW}, kind, name or "-")


def _segment_figures(one: Segment) -> Figures:
    return effect_figures(one.effect, adjusted_p=one.adjusted_p)


def _scores(members: Members, level: float) -> Figures:
    """Bounds: who was approached answers more readily, so that the means of those who answered are no comparison."""
    scores = members.column(SCORE)
    answered = [int(np.isfinite(scores[arm]).sum()) for arm in _arms(members)]
    told = {"treated": answered[0], "control": answered[1]}
    if min(answered) < LEAST:
        return told | {"problem": Problem.NO_ANSWERS}
    try:
        found = lee_bounds(scores, members.treated, level=level)
    except NobodyAnswered:
        return told | {"problem": Problem.NO_ANSWERS}
    return bounds_figures(found, answered=(answered[0], answered[1]))


def _ranked(members: Members, rng: np.random.Generator) -> Figures:
    """An order by expected gain (repeat complaints avoided, learnt from other members) against one by risk."""
    risk = members.column("probability")
    if min(int(arm.sum()) for arm in _arms(members)) < LEAST_RANKED:
        return {"problem": Problem.TOO_FEW}
    if not np.isfinite(risk).all():
        return {"problem": Problem.NO_RISK}
    some = rng.permutation(len(risk))[:MOST_RANKED]
    outcome, treated = avoided(members)[some], members.treated[some]
    together = None if members.clusters is None else members.clusters[some]
    standing = standing_of_members(members)[some]  # no more than a next wave could be ordered by
    gain = uplift(standing, outcome, treated, clusters=together, rng=rng)
    against = compare_orders(
        gain, risk[some], outcome, treated, clusters=together, samples=RESAMPLES, rng=rng
    )
    return ranking_figures(against, members=len(some))
