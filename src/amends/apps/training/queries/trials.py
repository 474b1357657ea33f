# SPDX-License-Identifier: Apache-2.0
"""Trials of trainings and what the scores since say of them."""

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
    """What the scores up to a day say. Three queries."""
    rows = TrialTeam.objects.unscoped(IN_HAND).filter(trial=trial).select_related("unit")
    teams = tuple(rows.order_by("step", "unit__number"))
    plan = plan_of(trial, teams)
    until = min(on, plan.last + AFTER)
    return Measured(trial, teams, verdict(plan, scores_of(trial, teams, until), until))


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


def scores_of(trial: Trial, teams: tuple[TrialTeam, ...], until: date) -> list[Score]:
    """The scores of who worked in the teams when they were drawn, each with that team. One query."""
    team_of = {person: each.unit_id for each in teams for person in each.people}
    since = trial.starts_date - BEFORE
    found = (
        callbacks(team_of, since, until)
        if trial.outcome == "callback"
        else quality_scores(team_of, since, until)
    )
    return [Score(team_of[person], person, on, value) for person, on, value in found]


def callbacks(people: dict[int, int], since: date, until: date) -> list[tuple[int, date, float]]:
    """What customers said in callbacks of the cases of some people, 1–10 as 0–100. One query."""
    rows = Verification.objects.unscoped("the effect is measured over whole teams").filter(
        case__owner__in=list(people), score__isnull=False, at__date__gte=since, at__date__lte=until
    )
    return [
        (owner, timezone.localdate(at), (score - 1) * 100 / 9)
        for owner, at, score in rows.values_list("case__owner", "at", "score")
        if score is not None
    ]
