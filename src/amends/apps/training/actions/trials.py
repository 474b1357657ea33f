# SPDX-License-Identifier: Apache-2.0
"""A trial of a training is set up: the system draws who begins when, and stores the draw before the first begins."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.training.actions.refusals import CodeTaken, LearningRefused, covered, written
from amends.apps.training.models.learning import Trial, TrialTeam
from amends.apps.training.rules.trials import LEAST_TEAMS, Design, drawn


class TooFewTeams(LearningRefused):
    """With so few teams chance decides; the least are named."""

    def __init__(self) -> None:
        words = _("每一组至少要 %(least)s 个班组，分批开始的合计至少 %(least)s 个。")
        super().__init__(words % {"least": LEAST_TEAMS}, field="teams")


class StartTooEarly(LearningRefused):
    """What was begun cannot be drawn any more."""

    def __init__(self) -> None:
        super().__init__(_("第一批要从明天或以后开始：先抽签，再开始。"), field="starts_date")


class TeamsOverlap(LearningRefused):
    """A team that lies within another would have two starts, and its people belong to either."""

    def __init__(self) -> None:
        super().__init__(_("选中的机构有上下级关系，请只选互不包含的班组。"), field="teams")


class StepsWrong(LearningRefused):
    """A stepped start has two steps or more, no more than teams, a week apart at least."""

    def __init__(self) -> None:
        super().__init__(_("至少分两批，批数不能多于班组数，每批至少隔七天。"), field="steps")


def draw_trial(
    *, code: str, title: str, unit: Unit, outcome: str, starts_date: date, steps: int, step_days: int,
    teams: Collection[Unit], seed: str, by: User, at: datetime,
) -> Trial:  # fmt: skip
    """Draw which team begins at which step. `seed` is random and kept, so that the draw can be done again by anybody.
    Raises `TooFewTeams`, `StartTooEarly`, `StepsWrong`, `TeamsOverlap`, `CodeTaken`, `NotYourUnit`, `WordsMissing`."""
    if len(teams) < LEAST_TEAMS:
        raise TooFewTeams
    if not 2 <= steps <= len(teams) or step_days < 7:
        raise StepsWrong
    if starts_date <= timezone.localdate(at):
        raise StartTooEarly
    order = drawn([each.pk for each in teams], steps, seed)
    named = {"code": code, "title": title, "unit": unit, "outcome": outcome, "design": str(Design.STEPPED)}
    plan = {"starts_date": starts_date, "steps": steps, "step_days": step_days, "seed": seed}
    return _stored(named, plan, order, teams, by=by, at=at)


def compare_trial(
    *, code: str, title: str, unit: Unit, outcome: str, starts_date: date,
    trained: Collection[Unit], others: Collection[Unit], by: User, at: datetime,
) -> Trial:  # fmt: skip
    """Compare teams that are trained from a day with teams that are not: chosen by people, so it may mislead.
    Raises `TooFewTeams`, `TeamsOverlap`, `CodeTaken`, `NotYourUnit`, `WordsMissing`."""
    chosen = {each.pk for each in trained}
    rest = [each for each in others if each.pk not in chosen]
    if min(len(chosen), len(rest)) < LEAST_TEAMS:
        raise TooFewTeams
    order: dict[int, int | None] = {each.pk: 1 for each in trained} | {each.pk: None for each in rest}
    named = {"code": code, "title": title, "unit": unit, "outcome": outcome, "design": str(Design.COMPARED)}
    plan = {"starts_date": starts_date, "steps": 1, "step_days": 7, "seed": ""}
    return _stored(named, plan, order, [*trained, *rest], by=by, at=at)


def _stored(
    named: Mapping[str, Any],
    plan: Mapping[str, Any],
    order: Mapping[int, int | None],
    teams: Collection[Unit],
    *,
    by: User,
    at: datetime,
) -> Trial:  # fmt: skip
    for each in (named["unit"], *teams):
        covered(each, by)
    if any(one.pk != other.pk and one.scope.covers(other.number) for one in teams for other in teams):
        raise TeamsOverlap
    title = written(named["title"], "title")
    with writing(by=by, at=at) as log:
        if Trial.objects.unscoped("codes are unique everywhere").filter(code=named["code"]).exists():
            raise CodeTaken
        today = timezone.localdate(at)
        row = Trial.objects.create(**{**named, "title": title}, **plan, drawn_date=today, made_by=by)
        TrialTeam.objects.bulk_create(
            TrialTeam(trial=row, unit=each, step=order[each.pk], people=_working_in(each)) for each in teams
        )
        log(EventKind.TRIAL_DRAWN, row, unit=row.unit, design=row.design, teams=len(teams))
    return row


def _working_in(unit: Unit) -> list[int]:
    people = User.objects.filter(unit__number__range=(unit.number, unit.last), is_active=True)
    return list(people.order_by("pk").values_list("pk", flat=True))
