# SPDX-License-Identifier: Apache-2.0
"""Trials of trainings and what the scores since say of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from amends.analytics.effects.pooling import Pooled
from amends.apps.cases.models import Verification
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.learning import Trial, TrialTeam
from amends.apps.training.queries.findings import quality_scores
from amends.apps.training.rules.trials import Design, Plan, Score, Verdict, together, verdict

BEFORE = timedelta(days=90)
AFTER = timedelta(days=90)
IN_HAND = "of a trial in hand"


@dataclass(frozen=True, slots=True)
class Measured:
    """A trial with its teams and what can be said on a day."""

    trial: Trial
    teams: tuple[TrialTeam, ...]
    verdict: Verdict


def trials_within(scope: Scope) -> list[Trial]:
    """The trials of a scope, the newest first. One query."""
    return list(Trial.objects.within(scope).select_related("unit", "made_by").order_by("-pk")[:100])


def trial_by_code(code: str, scope: Scope) -> Trial | None:
    """The trial of that code within a scope. One query."""
    return Trial.objects.within(scope).select_related("unit", "made_by").filter(code=code).first()


def measured(trial: Trial, on: date) -> Measured:
    """What the scores up to a day say. Two queries."""
    (one,) = measured_all([trial], on)
    return one


def measured_all(trials: Sequence[Trial], on: date) -> list[Measured]:
    """The same of several trials, in their order. One query, and one for each outcome."""
    rows = TrialTeam.objects.unscoped(IN_HAND).filter(trial__in=trials).select_related("unit")
    teams: dict[int, list[TrialTeam]] = {each.pk: [] for each in trials}
    for row in rows.order_by("step", "unit__number"):
        teams[row.trial_id].append(row)
    spans = [span_of(each, tuple(teams[each.pk]), on) for each in trials]
    held = {outcome: _scores_by_person(spans, outcome) for outcome in {each.outcome for each in trials}}
    return [
        Measured(
            each.trial, each.teams, verdict(each.plan, each.scores(held[each.trial.outcome]), each.until)
        )
        for each in spans
    ]


def pooled_effect(found: list[Measured], outcome: str) -> Pooled | None:
    """The randomised trials of one outcome taken together; comparisons are left out, since they may mislead."""
    effects = [
        each.verdict.effect
        for each in found
        if each.verdict.effect and each.trial.outcome == outcome and each.trial.design == Design.STEPPED
    ]
    return together(effects)


def plan_of(trial: Trial, teams: tuple[TrialTeam, ...]) -> Plan:
    """When each team begins."""
    step = timedelta(days=trial.step_days)
    starts = {
        each.unit_id: trial.starts_date + step * (each.step - 1) if each.step else None for each in teams
    }
    return Plan(Design(trial.design), starts, step, trial.starts_date)


@dataclass(frozen=True, slots=True)
class Span:
    """The people of a trial, those who worked in its teams when they were drawn, and the days that count."""

    trial: Trial
    teams: tuple[TrialTeam, ...]
    plan: Plan
    team_of: dict[int, int]
    since: date
    until: date

    def scores(self, held: Mapping[int, Sequence[tuple[date, float]]]) -> list[Score]:
        """Its own of the scores of many people, each with the team that the person was drawn with."""
        return [
            Score(team, person, on, value)
            for person, team in self.team_of.items()
            for on, value in held.get(person, ())
            if self.since <= on <= self.until
        ]


def span_of(trial: Trial, teams: tuple[TrialTeam, ...], on: date) -> Span:
    """Whose scores of which days a trial is judged by on a day."""
    plan = plan_of(trial, teams)
    team_of = {person: each.unit_id for each in teams for person in each.people}
    return Span(trial, teams, plan, team_of, trial.starts_date - BEFORE, min(on, plan.last + AFTER))


def _scores_by_person(spans: Sequence[Span], outcome: str) -> dict[int, list[tuple[date, float]]]:
    """Every score of an outcome that one of the trials may need, by person. One query."""
    own = [each for each in spans if each.trial.outcome == outcome]
    people = {person for each in own for person in each.team_of}
    read = callbacks if outcome == "callback" else quality_scores
    held: dict[int, list[tuple[date, float]]] = {}
    for person, on, value in read(people, min(each.since for each in own), max(each.until for each in own)):
        held.setdefault(person, []).append((on, value))
    return held


def callbacks(people: Collection[int], since: date, until: date) -> list[tuple[int, date, float]]:
    """What customers said in callbacks of the cases of some people, 1–10 as 0–100. One query."""
    rows = Verification.objects.unscoped("the effect is measured over whole teams").filter(
        case__owner__in=list(people), score__isnull=False, at__date__gte=since, at__date__lte=until
    )
    return [
        (owner, timezone.localdate(at), (score - 1) * 100 / 9)
        for owner, at, score in rows.values_list("case__owner", "at", "score")
        if score is not None
    ]
