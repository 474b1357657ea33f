# SPDX-License-Identifier: Apache-2.0
"""The board of the five gaps, the card of each, and what is done about it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.analytics.drivers.gaps import Gap
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.core.access import needs, person
from amends.apps.core.models import ROLES, User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.gaps import act_on_gap, charge_gap
from amends.apps.satisfaction.forms.gaps import ActionForm, ChargeForm
from amends.apps.satisfaction.models.gaps import GAP_STATES
from amends.apps.satisfaction.queries.gaps.communication import communication_card
from amends.apps.satisfaction.queries.gaps.customer import customer_card, paired_waves
from amends.apps.satisfaction.queries.gaps.delivery import delivery_card
from amends.apps.satisfaction.queries.gaps.listening import expectation_waves, listening, services, sources
from amends.apps.satisfaction.queries.gaps.programme import (
    Span,
    board,
    charges_of,
    improvements_of,
    programme,
)
from amends.apps.satisfaction.queries.gaps.standards import standards_card
from amends.apps.satisfaction.rules.gaps import Template
from amends.apps.satisfaction.views import gap_tables as tables
from amends.apps.satisfaction.views.refusals import told
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.surveys.models import SurveyWave

DAYS = (30, 90, 365)
USUAL = 90


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, DAYS) else USUAL


def _span(request: HttpRequest, at: datetime) -> Span:
    return Span(at - timedelta(days=_days(request)), at)


def _tabs(request: HttpRequest) -> list[dict[str, object]]:
    chosen = _days(request)
    return [
        {"label": _("近 %(n)s 天") % {"n": days}, "url": f"?days={days}", "current": days == chosen}
        for days in DAYS
    ]


@require_GET
@needs(Right.SEE_SATISFACTION)
def gap_board(request: HttpRequest) -> HttpResponse:
    """The five gaps: who answers, how many roots and improvements carry each."""
    who, at = person(request), timezone.now()
    lines = board(who.unit, who.scope, _span(request, at), today=timezone.localdate())
    context = {"table": tables.board_table(lines), "tabs": _tabs(request), "unit": who.unit}
    return render(request, "satisfaction/gaps.html", context)


def _listening(request: HttpRequest, who: User, at: datetime) -> dict[str, object]:
    waves = expectation_waves(who.scope)
    wave = _wave(request, waves)
    found = listening(wave, who.scope, at=at) if wave else None
    unseen = [services().get(code, code) for code in found.found.unseen] if found and found.found else []
    return {
        "sources": tables.source_table(sources(who.scope, at=at)),
        "waves": waves,
        "listening": found,
        "why": told(found.why if found else None),
        "listening_table": tables.listening_table(found) if found and found.found else None,
        "unseen": unseen,
    }


def _wave(request: HttpRequest, waves: Sequence[SurveyWave]) -> SurveyWave | None:
    """The wave that the address names, of those that there are; else the newest. Raises `Http404`."""
    asked = request.GET.get("wave", "")
    if not asked:
        return waves[0] if waves else None
    found = [each for each in waves if str(each.pk) == asked]
    if not found:
        raise Http404
    return found[0]


def _design(_request: HttpRequest, who: User, at: datetime) -> dict[str, object]:
    found = standards_card(who.scope, at=at)
    return {
        "card": found,
        "share": tables.percent(found.coverage.share),
        "without": tables.service_table(found.without, _("没有公开标准的服务")),
        "covered": tables.service_table(found.covered, _("有公开标准的服务")),
    }


def _delivery(request: HttpRequest, who: User, at: datetime) -> dict[str, object]:
    found = delivery_card(who.scope, _span(request, at))
    return {
        "card": found,
        "shares": [
            tables.percent(each)
            for each in (found.overall.in_time, found.overall.told, found.overall.recovered)
        ],
        "teams": tables.place_table(found.teams, _("按班组")),
        "outlets": tables.place_table(found.outlets, _("按网点或工号")),
        "least": programme().least_cases,
    }


def _communication(request: HttpRequest, who: User, at: datetime) -> dict[str, object]:
    found = communication_card(who.scope, _span(request, at), at=at)
    return {
        "card": found,
        "kept": tables.percent(found.kept_share),
        "misled": tables.percent(found.misled),
        "campaigns": tables.campaign_table(found.campaigns),
    }


def _customer(request: HttpRequest, who: User, _at: datetime) -> dict[str, object]:
    waves = paired_waves(who.scope)
    wave = _wave(request, waves)
    found = customer_card(wave, who.scope) if wave else None
    if found is None:
        return {"waves": waves}
    items = tables.gap_table(found.items, _("按要素"))
    return {
        "waves": waves,
        "card": found,
        "overall": tables.measured(found.overall),
        "items": items,
        "dimensions": tables.gap_table(found.dimensions, _("按维度")) if found.dimensions else None,
        "chart": tables.gap_chart(found.items),
    }


CARDS: Mapping[Gap, Callable[[HttpRequest, User, datetime], dict[str, object]]] = {
    Gap.LISTENING: _listening,
    Gap.DESIGN: _design,
    Gap.DELIVERY: _delivery,
    Gap.COMMUNICATION: _communication,
    Gap.CUSTOMER: _customer,
}


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def gap_card(request: HttpRequest, number: int) -> HttpResponse:
    """One gap: what it is measured from, who answers, what is done."""
    return _card(request, _gap(number))


def _gap(number: int) -> Gap:
    if number not in set(Gap):
        raise Http404
    return Gap(number)


def _card(
    request: HttpRequest, gap: Gap, *, charge: ChargeForm | None = None, action: ActionForm | None = None
) -> HttpResponse:
    who, plan = person(request), programme().gaps[gap]
    context = {
        "plan": plan,
        "part": f"satisfaction/_gap_{gap.value}.html",
        "tabs": _tabs(request) if gap in {Gap.DELIVERY, Gap.COMMUNICATION} else [],
        "period": _("近 %(n)s 天") % {"n": _days(request)},
        "improvements": improvements_of(gap, who.scope),
        "can_lead": who.may(Right.ASSIGN_CASES),
        "actions": [(each, _action_form(each, who, action)) for each in plan.templates],
        **_charge(gap, who, charge),
        **CARDS[gap](request, who, timezone.now()),
    }
    refused = any(form and form.errors for form in (charge, action))
    return render(request, "satisfaction/gap.html", context, status=422 if refused else 200)


def _charge(gap: Gap, who: User, sent: ChargeForm | None) -> dict[str, object]:
    """Who answers for the gap, and the form to change it."""
    known = charges_of(who.unit, who.scope)[gap]
    initial = {"owner_role": known.owner_role, "state": known.state.value, "note": known.note}
    return {
        "role": {role.value: words for role, words in ROLES.items()}.get(known.owner_role, ""),
        "state": GAP_STATES[known.state],
        "charge": known,
        "charge_form": sent or ChargeForm(initial=initial | {"version": known.version}, auto_id="charge_%s"),
    }


def _action_form(template: Template, who: User, sent: ActionForm | None) -> ActionForm:
    if sent is not None and sent.data.get("template") == template.code:
        return sent
    due = timezone.localdate() + template.within
    initial = {"template": template.code, "due_date": due, "owner": who.pk}
    return ActionForm(scope=who.scope, initial=initial, auto_id=f"{template.code}_%s")


@require_POST
@needs(Right.ASSIGN_CASES)
def charge(request: HttpRequest, number: int) -> HttpResponse:
    """Say who answers for a gap in one's own unit."""
    gap, form = _gap(number), ChargeForm(request.POST, auto_id="charge_%s")
    if form.is_valid():
        try:
            charge_gap(gap=gap, charge=form.charge(), by=person(request), at=timezone.now())
            messages.success(request, _("已更新差距的责任和状态"))
            return redirect("satisfaction:gap", number)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _card(request, gap, charge=form)


@require_POST
@needs(Right.ASSIGN_CASES)
def act(request: HttpRequest, number: int) -> HttpResponse:
    """Open the improvement of a template."""
    gap, who = _gap(number), person(request)
    code = request.POST.get("template", "")
    form = ActionForm(request.POST, scope=who.scope, auto_id=f"{code}_%s")
    if form.is_valid():
        try:
            made = act_on_gap(template=code, doing=form.doing(), by=who, at=timezone.now())
            messages.success(request, _("已立项，有负责人和期限"))
            return redirect("cases:improvement", made.pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _card(request, gap, action=form)
