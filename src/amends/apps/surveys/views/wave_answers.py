# SPDX-License-Identifier: Apache-2.0
"""The answers of a wave: how many, what speaks against some, and the file."""

from pathlib import Path
from typing import cast

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import JobRun, JobState
from amends.apps.core.queries.jobs import job_run
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.exporting import Form, NothingToExport, answers_place, ask_answers
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.models.answer_words import FLAGS, FLAGS_WHY
from amends.apps.surveys.queries.integrity import Doubts, doubts
from amends.apps.surveys.queries.responses import latest_low

TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.SAV: "application/x-spss-sav",
}


@require_GET
@needs(Right.SEE_SATISFACTION)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """How many answers the person's units have, which are doubtful and why, and the latest low ones."""
    who = person(request)
    wave = _wave(pk, who.scope)
    whole, units = doubts(wave, who.scope)
    context = {
        "wave": wave,
        "whole": whole,
        "flags": [(FLAGS[each], FLAGS_WHY[each], whole.flags[each]) for each in FLAGS],
        "units": [_unit(each) for each in units],
        "low": latest_low(wave, who.scope),
        "forms": [str(each) for each in Form] if who.may(Right.DESIGN_SURVEYS) else [],
    }
    return render(request, "surveys/wave_answers.html", context)


def _unit(found: Doubts) -> dict[str, object]:
    named = [(FLAGS.get(flag, flag), count) for flag, count in found.flags.most_common()]
    return {"doubts": found, "flags": named}


def _wave(pk: int, scope: Scope) -> SurveyWave:
    """A wave of the reader's units, or of one above them: it asks their customers too."""
    rows = SurveyWave.objects.unscoped("its answers are cut to the reader's units")
    within = Q(unit__number__range=(scope.first, scope.last))
    above = Q(unit__number__lte=scope.first, unit__last__gte=scope.last)
    row = rows.select_related("version__questionnaire", "unit").filter(within | above, pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_POST
@needs(Right.DESIGN_SURVEYS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a worker write the file."""
    form = request.POST.get("form", "")
    if form not in set(map(str, Form)):
        raise Http404
    try:
        run = ask_answers(
            wave=_wave(pk, person(request).scope), form=Form(form), by=person(request), at=timezone.now()
        )
    except NothingToExport as nothing:
        messages.error(request, str(nothing))
        return redirect("surveys:wave_answers", pk)
    return redirect("surveys:answers_run", run.pk)


@require_GET
@needs(Right.DESIGN_SURVEYS)
def export_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; the link to the file while it is there. Its inside asks for itself."""
    run = _own_run(request, pk)
    context = {
        "run": run,
        "wave": run.arguments["wave"],
        "ready": run.state == JobState.DONE and _place(run).is_file(),
    }
    page = "surveys/_export.html" if request.headers.get("HX-Request") else "surveys/export.html"
    return render(request, page, context)


@require_GET
@needs(Right.DESIGN_SURVEYS)
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for whoever asked for it, for a day."""
    run = _own_run(request, pk)
    form, place = Form(run.arguments["form"]), _place(run)
    if run.state != JobState.DONE or not place.is_file():
        raise Http404
    name = f"answers-{run.arguments['wave']}.{form}"
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=TYPES[form])
    return cast(HttpResponse, answer)  # a streaming answer is none to Django's types, but serves as one


def _place(run: JobRun) -> Path:
    return answers_place(run.arguments["token"], Form(run.arguments["form"]))


def _own_run(request: HttpRequest, pk: int) -> JobRun:
    run = job_run(pk, reader=person(request))
    if run is None or run.job != "export_answers" or run.by != person(request):
        raise Http404
    return run
