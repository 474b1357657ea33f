# SPDX-License-Identifier: Apache-2.0
"""Needs and the drivers of expectations: the backlog, the report, and the panel on a case's page."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.improvements import Plan
from amends.apps.cases.forms.governance import ImprovementForm
from amends.apps.cases.models import Case
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.voices import Said, decline_need, mention_need, plan_need, tag_driver
from amends.apps.satisfaction.forms.voices import DeclineForm, DriverForm, NeedForm
from amends.apps.satisfaction.models import Need
from amends.apps.satisfaction.models.voices import DRIVERS
from amends.apps.satisfaction.queries.voices import (
    DriverReport,
    backlog,
    driver_of,
    driver_report,
    known_needs,
    mentions_of,
    needs_of,
    open_words,
)
from amends.apps.satisfaction.rules.voices import Driver
from amends.apps.surveys.models import Response
from amends.ui.components.tables import Column, Row, Table

A_YEAR = timedelta(days=365)


@require_GET
@needs(Right.SEE_SATISFACTION)
def needs_page(request: HttpRequest) -> HttpResponse:
    """The backlog of needs, what was only heard so far, and open words of surveys to look through."""
    who, at = person(request), timezone.now()
    context = {
        "lines": backlog(who.scope),
        "heard": backlog(who.scope, raised=False),
        "words": open_words(who.scope, at - A_YEAR),
        "known": known_needs(),
        "need_form": NeedForm(),
        "drivers": DRIVERS.items(),
        "can_lead": who.may(Right.ASSIGN_CASES),
        "can_tag": _may_tag(who),
    }
    return render(request, "satisfaction/needs.html", context)


def _may_tag(who: User) -> bool:
    return who.may(Right.WORK_CASES) or who.may(Right.DESIGN_SURVEYS)


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_SATISFACTION)
def need_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: who raised it; a POST answers it with an improvement."""
    who, need = person(request), get_object_or_404(Need.objects.select_related("improvement"), pk=pk)
    initial = {"title": need.name, "owner": who.pk, "state": "open", "gap": 1}
    form = ImprovementForm(request.POST or None, scope=who.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        plan: Plan = form.plan()
        try:
            plan_need(need=need, plan=plan, by=who, at=timezone.now())
            messages.success(request, _("已立项回应这项需求"))
            return redirect("satisfaction:need", pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _need(request, need, form, DeclineForm(auto_id="decline_%s"))


def _need(request: HttpRequest, need: Need, form: ImprovementForm, decline: DeclineForm) -> HttpResponse:
    who = person(request)
    context = {
        "need": need,
        "mentions": mentions_of(need, who.scope),
        "form": form,
        "decline": decline,
        "can_decide": who.may(Right.ASSIGN_CASES) and need.state == "backlog",
    }
    refused = form.errors or decline.errors
    return render(request, "satisfaction/need.html", context, status=422 if refused else 200)


@require_POST
@needs(Right.ASSIGN_CASES)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a need alone, with the reason."""
    who, need = person(request), get_object_or_404(Need, pk=pk)
    form = DeclineForm(request.POST, auto_id="decline_%s")
    if form.is_valid():
        try:
            decline_need(need=need, reason=form.cleaned_data["reason"], by=who, at=timezone.now())
            return redirect("satisfaction:need", pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _need(request, need, ImprovementForm(scope=who.scope), form)


@require_GET
@needs(Right.SEE_SATISFACTION)
def drivers_page(request: HttpRequest) -> HttpResponse:
    """How often each driver is what an expectation mainly comes from, over the last year."""
    at = timezone.now()
    report = driver_report(person(request).scope, at - A_YEAR, at)
    return render(
        request, "satisfaction/drivers_of_expectation.html", {"report": report, "table": _table(report)}
    )


def _table(report: DriverReport) -> Table:
    columns = [
        Column(_("期望主要来自"), lead=True),
        Column(_("案件"), kind="number"),
        Column(_("调查回答"), kind="number"),
        Column(_("合计"), kind="number"),
        Column(_("占比"), kind="number"),
    ]
    rows = []
    for each, words in DRIVERS.items():
        count, share = report.together[each]
        rows.append(Row([words, report.of_cases[each][0], report.of_answers[each][0], count, f"{share:.0%}"]))
    cases, answers = (
        sum(count for count, _share in of.values()) for of in (report.of_cases, report.of_answers)
    )
    rows.append(Row([_("合计"), cases, answers, report.tagged, "100%" if report.tagged else "—"]))
    return Table(_("期望来源"), columns, rows)


def _case(request: HttpRequest, number: str) -> Case:
    rows = Case.objects.within(person(request).scope).select_related("unit", "customer__unit")
    return get_object_or_404(rows, number=number)


@require_GET
@needs(Right.WORK_CASES)
def case_panel(request: HttpRequest, number: str) -> HttpResponse:
    """Where the expectation of a case comes from and what is needed; both are optional."""
    return _panel(request, _case(request, number))


def _panel(request: HttpRequest, case: Case, refusal: str = "") -> HttpResponse:
    scope = person(request).scope
    tagged = driver_of(case, scope)
    context = {
        "case": case,
        "tagged": tagged,
        "needs": needs_of(case, scope),
        "known": known_needs(),
        "driver_form": DriverForm(initial={"driver": tagged.driver} if tagged else None),
        "need_form": NeedForm(),
        "refusal": refusal,
    }
    answer = render_panel(request, "satisfaction/_case_panel.html", context, title=_("期望与需求"))
    answer.status_code = 422 if refusal else 200
    return answer


@require_POST
@needs(Right.WORK_CASES)
def case_driver(request: HttpRequest, number: str) -> HttpResponse:
    """Tag a case with the driver of the expectation behind it."""
    case, form = _case(request, number), DriverForm(request.POST)
    if not form.is_valid():
        return _panel(request, case, _("请选择期望主要来自哪里"))
    tag_driver(
        said=Said(case=case),
        driver=Driver(form.cleaned_data["driver"]),
        by=person(request),
        at=timezone.now(),
    )
    messages.success(request, _("已标注期望来源"))
    return redirect("cases:page", number)


@require_POST
@needs(Right.WORK_CASES)
def case_need(request: HttpRequest, number: str) -> HttpResponse:
    """Note a need that the customer raised in a case."""
    case, form = _case(request, number), NeedForm(request.POST)
    try:
        words = form.cleaned_data["need"] if form.is_valid() else ""
        mention_need(said=Said(case=case), words=words, by=person(request), at=timezone.now())
    except CaseRefused as refusal:
        return _panel(request, case, str(refusal))
    messages.success(request, _("已登记需求"))
    return redirect("cases:page", number)


def _response(request: HttpRequest, pk: int) -> Response:
    rows = Response.objects.within(person(request).scope).select_related("unit", "customer__unit")
    return get_object_or_404(rows, pk=pk, submitted_at__isnull=False)


@require_POST
@needs(Right.SEE_SATISFACTION)
def answer_tags(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the need and the driver behind the open words of an answer; either may be left out."""
    said, who, at = Said(response=_response(request, pk)), person(request), timezone.now()
    form, driver = NeedForm(request.POST), DriverForm(request.POST)
    if not _may_tag(who):
        raise Http404
    try:
        if driver.is_valid():
            tag_driver(said=said, driver=Driver(driver.cleaned_data["driver"]), by=who, at=at)
        if form.is_valid():
            mention_need(said=said, words=form.cleaned_data["need"], by=who, at=at)
        messages.success(request, _("已登记"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("satisfaction:needs")
