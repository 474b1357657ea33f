# SPDX-License-Identifier: Apache-2.0
"""Draw the conversations of a week: by the system, with a seed that is kept; nobody chooses whom they inspect."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case, Verification
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import Drawn, SamplePlan, Transcript
from amends.apps.quality.rules.sampling import BY_RISK, LEAST, Candidate, Risk, draw

LOW_SCORE = 5
REPEAT_DAYS = 90
_LINKED = "the conversation is linked to the case"


class NothingToDraw(QualityRefused):
    """No conversation of the week is there."""

    def __init__(self) -> None:
        super().__init__(_("这一周还没有可以抽的对话，请先导入。"))


class NotOver(QualityRefused):
    """The week goes on: what is said later in it could not be drawn any more."""

    def __init__(self) -> None:
        super().__init__(_("这一周还没有结束，结束以后再抽：抽过一次就不再抽。"))


def draw_week(
    *,
    unit: Unit,
    week_date: date,
    seed: int,
    by: User,
    at: datetime,
    least: int = LEAST,
    by_risk: int = BY_RISK,
) -> SamplePlan:
    """Draw of the conversations that a unit and those below it held in the week from a Monday; once: asked again, what
    was drawn stands. Raises `NotYours`, `NotOver`, `NothingToDraw`, `ValueError` where the day is no Monday."""
    if week_date.weekday():
        raise ValueError(f"{week_date} is no Monday")
    if not by.may(Right.INSPECT) or not by.scope.covers(unit.number):
        raise NotYours
    known = SamplePlan.objects.within(by.scope).filter(unit=unit, week_date=week_date).first()
    if known is not None:
        return known
    if localdate(at) < week_date + timedelta(days=7):
        raise NotOver
    with writing(by=by, at=at) as log:
        rows = _candidates(unit, week_date)
        if not rows:
            raise NothingToDraw
        plan = SamplePlan.objects.create(
            unit=unit, week_date=week_date, seed=seed, least=least, by_risk=by_risk,
            candidates=len(rows), made_by=by, made_at=at,
        )  # fmt: skip
        picked = draw(rows, seed=seed, least=least, by_risk=by_risk)
        made = (Drawn(plan=plan, transcript_id=e.key, reasons=[str(r) for r in e.risks]) for e in picked)
        Drawn.objects.bulk_create(made)
        log(EventKind.SAMPLE_DRAWN, plan, unit=unit, seed=seed, of=len(rows), drawn=len(picked))
    return plan


def _candidates(unit: Unit, week_date: date) -> list[Candidate]:
    first = make_aware(datetime.combine(week_date, time()))
    rows = Transcript.objects.unscoped("of the unit in hand and those below it").filter(
        unit__number__range=(unit.number, unit.last),
        held_at__gte=first,
        held_at__lt=first + timedelta(days=7),
        drawn__isnull=True,
        forgotten_at__isnull=True,
    )
    found = list(rows.select_related("case"))
    cases = {each.case_id for each in found if each.case_id}
    low = _low_scores(cases)
    again = _repeats(each.case for each in found if each.case)
    return [
        Candidate(
            each.pk, each.agent_id, each.channel, _risks(each, each.case_id in low, each.case_id in again)
        )
        for each in found
    ]


def _risks(row: Transcript, low: bool, again: bool) -> tuple[Risk, ...]:
    reopened = row.case is not None and row.case.reopened > 0
    said = {
        Risk.REPEAT: again,
        Risk.REOPENED: reopened,
        Risk.LOW_SCORE: low,
        Risk.GRAVE_WORDS: row.figures.get("grave", 0) > 0,
        Risk.FATAL: bool(row.figures.get("fatal")),
    }
    return tuple(risk for risk, holds in said.items() if holds)


def _low_scores(cases: set[int]) -> set[int | None]:
    rows = Verification.objects.unscoped(_LINKED).filter(case__in=cases, score__lte=LOW_SCORE)
    return set(rows.values_list("case", flat=True))


def _repeats(cases: Iterable[Case]) -> set[int | None]:
    """The cases before which the customer complained of the same topic, within the days that count as again."""
    found: set[int | None] = set()
    rows = Case.objects.unscoped(_LINKED).complaints()
    for case in {each.pk: each for each in cases if each.taxonomy}.values():
        since = case.received_at - timedelta(days=REPEAT_DAYS)
        before = Q(received_at__gte=since, received_at__lt=case.received_at)
        if rows.filter(before, customer=case.customer_id, taxonomy=case.taxonomy).exists():
            found.add(case.pk)
    return found
