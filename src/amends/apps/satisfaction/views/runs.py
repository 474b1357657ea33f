# SPDX-License-Identifier: Apache-2.0
"""Runs of the index: ask for one, watch it, read it, publish it, take the result along."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.analytics.index.templates import TEMPLATES
from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.runs import RunRefused, ask_run, publish_run, withdraw_run
from amends.apps.satisfaction.forms.runs import RunForm, template_choices
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.runs import broken_runs, job_of, run_seen, runs_seen
from amends.apps.satisfaction.rules.estimating import Choices
from amends.apps.satisfaction.rules.modelling import ModelFaulty, filled_template
from amends.apps.satisfaction.views.choosing import chosen_wave
from amends.apps.satisfaction.views.explaining import explained, explained_table, shown_name
from amends.apps.satisfaction.views.refusals import told
from amends.apps.satisfaction.views.results import comparison, result_context, runs_table
from amends.apps.satisfaction.views.telling import period_of

PAGE = 50
MOST_UNITS = 200


@require_GET
@needs(Right.SEE_SATISFACTION)
def runs(request: HttpRequest) -> HttpResponse:
    """Estimates so far, the newest first."""
    user = person(request)
    found = list(runs_seen(user.scope)[:PAGE])
    context = {
        "runs": found,
        "table": runs_table(found, broken_runs(found)),
        "may_ask": user.may(Right.DESIGN_SURVEYS),
    }
    return render(request, "satisfaction/runs.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.DESIGN_SURVEYS)
def new_run(request: HttpRequest) -> HttpResponse:
    """Ask for an estimate; `?template=` fills the model anew."""
    form, user = _form(request), person(request)
    if form is None:
        return render(request, "satisfaction/nothing.html", {"may_design": True})
    if request.method == "POST" and form.is_valid() and (made := _asked(form, request, user)):
        return redirect("satisfaction:run", pk=made.pk)
    context = {"form": form, "templates": template_choices(), "wave": form["wave"].value()}
    return render(request, "satisfaction/new_run.html", context, status=422 if form.errors else 200)


@require_GET
@needs(Right.SEE_SATISFACTION)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One estimate with everything that it found."""
    found, user = _found(request, pk), person(request)
    context = result_context(found) | {
        "may_publish": user.may(Right.DESIGN_SURVEYS) and user.scope.covers(found.unit.number),
        "job": job_of(found),
        "others": [each for each in runs_seen(user.scope)[:PAGE] if each.pk != pk and each.result],
    }
    return render(request, "satisfaction/run.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def run_how(request: HttpRequest, pk: int) -> HttpResponse:
    """How the numbers of one row of an estimate came about."""
    found, kind, name = _found(request, pk), request.GET.get("kind", ""), request.GET.get("name", "")
    rows = explained(found.result, kind, name) if found.result else []
    if not rows:
        raise Http404
    context = {
        "run": found,
        "name": shown_name(name),
        "table": explained_table(rows),
        "period": period_of(found.wave),
    }
    return render(request, "satisfaction/run_how.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def run_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an estimate is; once it is there the page is loaded anew."""
    found = _found(request, pk)
    response = render(request, "satisfaction/_progress.html", {"run": found, "job": job_of(found)})
    if found.finished_at:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@needs(Right.SEE_SATISFACTION)
def run_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result as JSON, with what it was made from."""
    found = _found(request, pk)
    if not found.result:
        raise Http404
    about = {
        "wave": found.wave.name, "unit": found.unit.code, "asked_at": found.asked_at, "choices": found.choices,
        "finished_at": found.finished_at, "data_digest": found.data_digest, "convention": found.convention,
        "published_at": found.published_at, "model_text": found.model,
    }  # fmt: skip
    response = JsonResponse(
        {"about": about, **found.result}, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="index-run-{pk}.json"'
    return response


@require_POST
@needs(Right.DESIGN_SURVEYS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it the figure of its wave and unit."""
    return _settled(request, pk, publish_run, _("已发布，概览和曲线用这次的结果"))


@require_POST
@needs(Right.DESIGN_SURVEYS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the published figure back."""
    return _settled(request, pk, withdraw_run, _("已收回"))


@require_GET
@needs(Right.SEE_SATISFACTION)
def compare_runs(request: HttpRequest) -> HttpResponse:
    """Two estimates side by side."""
    asked = [request.GET.get(name, "") for name in ("a", "b")]
    if not all(each.isdecimal() for each in asked):
        raise Http404
    one, other = (_found(request, int(each)) for each in asked)
    if not (one.result and other.result):
        raise Http404
    return render(request, "satisfaction/compare_runs.html", comparison(one, other))


def _settled(request: HttpRequest, pk: int, verb: Any, words: str) -> HttpResponse:
    found = _found(request, pk)
    if not person(request).scope.covers(found.unit.number):
        raise Http404
    try:
        verb(run=found, by=person(request), at=timezone.now())
        messages.success(request, words)
    except RunRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("satisfaction:run", args=[pk]))


def _form(request: HttpRequest) -> RunForm | None:
    """The form with the waves and units of the person, filled for the chosen wave; None where no wave has answers."""
    chosen, user = chosen_wave(request), person(request)
    if chosen.wave is None:
        return None
    waves = chosen.waves if chosen.wave in chosen.waves else (chosen.wave, *chosen.waves)
    units = list(Unit.objects.within(user.scope)[:MOST_UNITS])
    if request.method == "POST":
        return RunForm(request.POST, waves=waves, units=units)
    name = request.GET.get("template", "TCSI-style")
    text = filled_template(name if name in TEMPLATES else "TCSI-style", asked_items(chosen.wave))
    start = Choices().as_json() | {"wave": chosen.wave.pk, "unit": user.unit_id, "model": text}
    return RunForm(initial=start, waves=waves, units=units)


def _asked(form: RunForm, request: HttpRequest, user: User) -> IndexRun | None:
    """The run that was asked for; None where the form says why not."""
    data = form.cleaned_data
    chosen = chosen_wave(request)  # which may be older than the newest that the list offers
    offered = (chosen.wave, *chosen.waves) if chosen.wave else chosen.waves
    wave = next(each for each in offered if each.pk == data["wave"])
    unit = Unit.objects.within(user.scope).get(pk=data["unit"])
    try:
        return ask_run(
            wave=wave, unit=unit, model=data["model"], choices=form.choices(), by=user, at=timezone.now()
        )
    except ModelFaulty as faulty:
        for each in faulty.faults:
            line = _("第 %(line)s 行：") % {"line": each.line} if each.line else ""
            form.add_error("model", f"{line}{told(each.why)}")
    except RunRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _found(request: HttpRequest, pk: int) -> IndexRun:
    found = run_seen(person(request).scope, pk)
    if found is None:
        raise Http404
    return found
