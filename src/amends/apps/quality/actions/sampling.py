# SPDX-License-Identifier: Apache-2.0
"""Draw the conversations of a week: by the system, with a seed that is kept; nobody chooses whom they inspect."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case, Verification
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import Drawn, SamplePlan, Transcript
from amends.apps.quality.queries.samples import WEEK, last_plan, undrawn
from amends.apps.quality.rules.sampling import BY_RISK, LEAST, Candidate, Had, Risk, draw

LOW_SCORE = 5
REPEAT_DAYS = 90
_LINKED = "the conversation is linked to the case"


class NothingToDraw(QualityRefused):
    """No conversation of the week is there."""

    def __init__(self) -> None:
        super().__init__(_("这一周没有可以抽的对话：先导入；抽过的不再抽。"))


class NotOver(QualityRefused):
    """The week goes on: what is said later in it could not be drawn any more."""

    def __init__(self) -> None:
        super().__init__(_("这一周还没有结束，结束以后再抽。"))


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
    """Draw of the conversations that a unit and those below it held in the week from a Monday. Asked again, what was
    drawn stands; of what came in since it adds what people lack, with a seed of its own. Raises `NotYours`, `NotOver`,
    `NothingToDraw`, `ValueError` where the day is no Monday."""
    if week_date.weekday():
        raise ValueError(f"{week_date} is no Monday")
    if not by.may(Right.INSPECT) or not by.scope.covers(unit.number):
        raise NotYours
    if localdate(at) < week_date + WEEK:
        raise NotOver
    known = last_plan(unit, week_date)
    if known and not undrawn(unit, week_date, known).exists():
        return known
    with writing(by=by, at=at) as log:
        # two presses come one after the other
        Unit.objects.select_for_update(no_key=True, of=("self",)).get(pk=unit.pk)
        last = last_plan(unit, week_date)
        rows = _candidates(undrawn(unit, week_date, last))
        if not rows:
            raise NothingToDraw
        plan = SamplePlan.objects.create(
            unit=unit, week_date=week_date, turn=last.turn + 1 if last else 0, seed=seed, least=least, by_risk=by_risk,
            candidates=len(rows), made_by=by, made_at=at,
        )  # fmt: skip
        picked = draw(rows, seed=seed, least=least, by_risk=by_risk, had=_had(unit, week_date))
        made = (Drawn(plan=plan, transcript_id=e.key, reasons=[str(r) for r in e.risks]) for e in picked)
        Drawn.objects.bulk_create(made)
        log(
            EventKind.SAMPLE_DRAWN,
            plan,
            unit=unit,
            seed=seed,
            of=len(rows),
            drawn=len(picked),
            turn=plan.turn,
        )
    return plan


def _had(unit: Unit, week_date: date) -> dict[int, Had]:
    rows = Drawn.objects.unscoped("of the unit in hand").filter(plan__unit=unit, plan__week_date=week_date)
    reasons: dict[int, list[bool]] = defaultdict(list)
    for agent, why in rows.values_list("transcript__agent", "reasons"):
        reasons[agent].append(bool(why))
    return {agent: Had(risky.count(False), risky.count(True)) for agent, risky in reasons.items()}


def _candidates(rows: QuerySet[Transcript]) -> list[Candidate]:
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
