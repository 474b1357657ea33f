# SPDX-License-Identifier: Apache-2.0
"""Calibration, coaching, and how a team moves."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.calibrating import close_calibration, mark_blind, open_calibration
from amends.apps.quality.actions.coaching import close_coaching, may_coach, open_coaching
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.forms.inspections import CalibrationForm, CoachingForm, marks_posted
from amends.apps.quality.models import Calibration, Coaching
from amends.apps.quality.queries.calibrations import (
    agreements,
    calibration_of,
    calibrations_seen,
    conversations_of,
    still_to_mark,
)
from amends.apps.quality.queries.coaching import coaching_led, coaching_of, next_step
from amends.apps.quality.queries.inspections import inspection_of, months, told, weakest
from amends.apps.quality.rules.inspecting import skills_failed
from amends.apps.quality.views.inspections import sheets, tables
from amends.apps.quality.views.refusals import refusals_on
from amends.ui.components import plots

YEAR = timedelta(days=365)
writes = require_http_methods(["GET", "POST"])


@writes
@needs(Right.INSPECT)
def calibrations(request: HttpRequest) -> HttpResponse:
    """Sessions, and a new one."""
    user = person(request)
    if user.unit is None:
        raise Http404
    form = CalibrationForm(request.POST or None, user=user, unit=user.unit)
    if form.is_valid():
        talks = [form.known[each] for each in form.cleaned_data["transcripts"]]
        people, name = list(form.cleaned_data["inspectors"]), form.cleaned_data["name"]
        with refusals_on(form):
            made = open_calibration(
                unit=user.unit, name=name, transcripts=talks, inspectors=people, by=user, at=timezone.now()
            )
            return redirect("quality:calibration", made.pk)
    context = {"table": tables.sessions(calibrations_seen(user)), "form": form}
    return render(request, "quality/inspections/calibrations.html", context)


@writes
@needs(Right.INSPECT)
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the next conversation blind, or see how far all agree once it is closed."""
    user = person(request)
    row = calibration_of(pk, user)
    if row is None:
        raise Http404
    waiting = still_to_mark(row, user)
    marks = marks_posted(request.POST, row.scorecard)
    if request.method == "POST":
        shown = next((each for each in waiting if str(each.pk) == request.POST.get("transcript")), None)
        if shown is None:  # pressed twice, or an old page: these marks are of another conversation
            messages.warning(request, _("这一段已经评过，或者校准已经结束；请看现在这一段。"))
            return redirect("quality:calibration", pk)
        try:
            mark_blind(calibration=row, transcript=shown, marks=marks, by=user, at=timezone.now())
            return redirect("quality:calibration", pk)
        except QualityRefused as refusal:
            messages.error(request, refusal.sentence)
    return render(request, "quality/inspections/calibration.html", _session(row, waiting, marks))


def _session(row: Calibration, waiting: list[Any], marks: dict[str, str]) -> dict[str, Any]:
    context: dict[str, Any] = {"row": row, "left": len(waiting), "count": len(conversations_of(row))}
    if row.closed_at is not None:
        rows = agreements(row)
        return {
            **context,
            "table": tables.agreed(rows),
            "unclear": [e.item.name for e in rows if e.is_unclear],
        }
    if waiting:
        given = {code: {"mark": mark} for code, mark in marks.items()}
        context |= {
            "talk": waiting[0],
            "turns": sheets.turns(waiting[0], {}),
            "sections": sheets.sheet(row.scorecard, {}, given),
        }
    return context


@require_POST
@needs(Right.INSPECT)
def calibration_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a session."""
    row = calibration_of(pk, person(request))
    if row is None:
        raise Http404
    try:
        close_calibration(calibration=row, by=person(request), at=timezone.now())
    except QualityRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("quality:calibration", pk)


@require_GET
@needs()
def coaching(request: HttpRequest) -> HttpResponse:
    """What one practises, and what others do whom one leads."""
    user = person(request)
    context = {
        "own": tables.coached(coaching_of(user), user),
        "next_step": next_step(user),
        "may_coach": may_coach(user),
        "led": tables.coached(coaching_led(user) if may_coach(user) else (), user),
    }
    return render(request, "quality/inspections/coaching.html", context)


@writes
@needs()
def coaching_new(request: HttpRequest) -> HttpResponse:
    """Open coaching, from an inspection where the address names one."""
    user, today = person(request), timezone.localdate()
    if not may_coach(user):
        raise Http404
    source = _source(request, user)
    form = CoachingForm(request.POST or None, user=user, today=today, initial=_initial(source))
    if form.is_valid():
        with refusals_on(form):
            open_coaching(
                **form.cleaned_data, source=source or f"person:{user.pk}:{today}", by=user, at=timezone.now()
            )
            messages.success(request, _("辅导已安排，本人会收到通知。"))
            return redirect("quality:coaching")
    return render(request, "quality/inspections/coaching_form.html", {"form": form, "title": _("安排辅导")})


def _source(request: HttpRequest, user: User) -> Any:
    asked = request.GET.get("inspection", "")
    row = inspection_of(int(asked), user) if asked.isdecimal() else None
    return row if row is not None and row.told_at is not None else None


def _initial(source: Any) -> dict[str, Any]:
    if source is None:
        return {}
    card = source.scorecard
    failed = [each.name for each in card.items if source.marks.get(each.code, {}).get("mark") == "fail"]
    skills = skills_failed(card, source.marks)
    return {"person": source.agent_id, "skill": next(iter(skills), ""), "reason": _("；").join(failed)[:300]}


@writes
@needs()
def coaching_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    user = person(request)
    row = Coaching.objects.within(user.scope).select_related("person").filter(pk=pk).first()
    if row is None or row.person_id == user.pk or not may_coach(user):
        raise Http404
    if request.method == "POST":
        reached, words = request.POST.get("reached") == "yes", request.POST.get("result", "")
        try:
            close_coaching(coaching=row, reached=reached, result=words, by=user, at=timezone.now())
            return redirect("quality:coaching")
        except QualityRefused as refusal:
            messages.error(request, refusal.sentence)
    return render(request, "quality/inspections/coaching_close.html", {"row": row})


@require_GET
@needs(Right.SEE_QUALITY)
def trend(request: HttpRequest) -> HttpResponse:
    """How the results of a team move, and what fails most; nobody is named."""
    user, since = person(request), timezone.now() - YEAR
    rows = months(user.scope, since)
    names = [f"{each.month:%Y-%m}" for each in rows]
    chart = plots.lines(names, {_("平均分"): [each.mean for each in rows]}, axis=_("分")) if rows else None
    context = {
        "table": tables.trend(rows),
        "chart": chart,
        "weak": tables.weak(weakest(told(user.scope))),
        "base": sum(each.count for each in rows),
    }
    return render(request, "quality/inspections/trend.html", context)
