# SPDX-License-Identifier: Apache-2.0
"""The programme of the gaps: who answers, an action from a template, a manager's forecast."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.analytics.drivers.gaps import Gap
from amends.apps.cases.actions.change import CaseRefused, RightMissing, WordsMissing
from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Improvement
from amends.apps.cases.models.governance_words import ImprovementKind
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right, Role
from amends.apps.satisfaction.models import GapCharge, ManagerForecast
from amends.apps.satisfaction.queries.gaps.listening import expectation_items, services
from amends.apps.satisfaction.queries.gaps.programme import Charge, programme
from amends.apps.satisfaction.rules.gaps import improvement_gap
from amends.apps.surveys.models import SurveyWave


class UnitMissing(CaseRefused):
    """What belongs to a unit was to be written by somebody of none."""

    sentence = _("您还没有登记所属机构，请系统管理员登记以后再提交")


class ChargeChanged(CaseRefused):
    """Somebody else changed who answers for the gap."""

    sentence = _("这个差距的责任刚刚被别人改过，请看过最新内容再提交")


class TemplateUnknown(CaseRefused):
    """There is no action of this code."""

    sentence = _("没有这个行动模板，请重新选择")


class ForecastIncomplete(CaseRefused):
    """An item has no forecast, or one outside its scale."""

    sentence = _("每一题都要填，而且要在量表以内：%(item)s")


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does an action of a template, and by when."""

    owner: User
    due_date: date


def charge_gap(*, gap: Gap, charge: Charge, by: User, at: datetime) -> GapCharge:
    """Say who answers for a gap in one's own unit, and where the work stands; `charge.version` is what was seen.

    Raises `UnitMissing`, `ChargeChanged`, `RightMissing`.
    """
    if not by.may(Right.ASSIGN_CASES):
        raise RightMissing
    if by.unit is None:
        raise UnitMissing
    role, note = Role(charge.owner_role), kept(charge.note).strip()[:200]
    with writing(by=by, at=at) as log:
        rows = GapCharge.objects.within(by.scope).select_for_update(no_key=True, of=("self",))
        row = rows.filter(unit=by.unit, gap=int(gap)).first() or GapCharge(
            unit=by.unit, gap=int(gap), version=0
        )
        if row.version != charge.version:
            raise ChargeChanged
        row.owner_role, row.state, row.note = role.value, charge.state.value, note
        row.by, row.at, row.version = by, at, row.version + 1
        _save(row)
        log(EventKind.GAP_CHARGED, row, unit=by.unit, gap=int(gap), role=role.value, state=charge.state.value)
    return row


def _save(row: GapCharge) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody else was first
        raise ChargeChanged from error


def act_on_gap(*, template: str, doing: Doing, by: User, at: datetime) -> Improvement:
    """Open the improvement of a template in one's own unit: with its departments, an owner and a day. The same one that
    is open already (a button pressed twice) is returned.

    Raises `TemplateUnknown`, `UnitMissing`, and what `open_improvement` raises.
    """
    try:
        plan, found = programme().template(template)
    except KeyError as error:
        raise TemplateUnknown from error
    if by.unit is None:
        raise UnitMissing
    kind = ImprovementKind.PROGRAMME if plan.gap is Gap.CUSTOMER else ImprovementKind.CAUSE
    planned = Plan(
        title=found.title,
        departments=found.departments,
        owner=doing.owner,
        due_date=doing.due_date,
        gap=improvement_gap(plan.gap),
    )
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=by.unit.pk)  # two presses wait for each other
        same = Improvement.objects.within(by.scope).filter(
            unit=by.unit, kind=kind.value, title=planned.title, gap=planned.gap, owner=planned.owner,
            due_date=planned.due_date, closed_at__isnull=True,
        )  # fmt: skip
        return same.first() or open_improvement(plan=planned, unit=by.unit, kind=kind, by=by, at=at)


def forecast(
    *,
    wave: SurveyWave,
    answers: Mapping[str, float],
    topics: Collection[str],
    by: User,
    at: datetime,
) -> ManagerForecast:
    """Note what a manager thinks that customers expect, by item, and complain of most; given again, the new one holds.

    Raises `ForecastIncomplete`, `WordsMissing` (the wave asks no expectations), `UnitMissing`, `RightMissing`.
    """
    if not by.may(Right.ASSIGN_CASES):
        raise RightMissing
    if by.unit is None:
        raise UnitMissing
    items = expectation_items(wave)
    if not items:
        raise WordsMissing
    for each in items:
        if not each.minimum <= answers.get(each.code, each.minimum - 1) <= each.maximum:
            raise ForecastIncomplete(item=each.title)
    given = {each.code: float(answers[each.code]) for each in items}
    known = [code for code in services() if code in set(topics)]
    with writing(by=by, at=at) as log:
        row, _made = ManagerForecast.objects.unscoped("their own").update_or_create(
            wave=wave, person=by, defaults={"unit": by.unit, "answers": given, "topics": known, "at": at}
        )
        log(EventKind.EXPECTATION_FORECAST, row, unit=by.unit, wave=wave.pk, items=len(given))
    return row
