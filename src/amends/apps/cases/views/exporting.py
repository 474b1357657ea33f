# SPDX-License-Identifier: Apache-2.0
"""Taking the list out as a file: at once where it is short, by a worker where it is long."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.exporting import Form, ask_export, export_list, export_place, refuse_too_long
from amends.apps.cases.queries.export import MOST_AT_ONCE
from amends.apps.cases.rules.desk import Choice, chosen
from amends.apps.cases.views.filters import known
from amends.apps.cases.views.tables import list_url
from amends.apps.core.access import needs, person
from amends.apps.core.models import JobRun, JobState
from amends.apps.core.queries.jobs import job_run
from amends.apps.core.rules.roles import Right

TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_POST
@needs(Right.WORK_CASES)
def export(request: HttpRequest) -> HttpResponse:
    """The file, or the page that says how far the worker is with it."""
    who, at, choice = person(request), timezone.now(), known(chosen(request.POST))
    form = Form(request.POST["form"]) if request.POST.get("form") in set(map(str, Form)) else Form.XLSX
    try:
        if refuse_too_long(who, choice, at=at) > MOST_AT_ONCE:
            return redirect("cases:export_run", ask_export(choice=choice, form=form, by=who, at=at).pk)
        return _file(request, choice, form)
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('cases:list')}{list_url(choice)}")


def _file(request: HttpRequest, choice: Choice, form: Form) -> HttpResponse:
    at = timezone.now()
    with TemporaryDirectory() as folder:
        place = Path(folder) / f"cases.{form}"
        export_list(choice=choice, form=form, place=place, by=person(request), at=at)
        answer = HttpResponse(place.read_bytes(), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{_name(form)}"'
    return answer


def _name(form: Form) -> str:
    return f"cases-{localtime(timezone.now()):%Y%m%d-%H%M}.{form}"


@require_GET
@needs(Right.WORK_CASES)
def export_run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is with a long list; the link to the file while it is there. Its inside asks for itself."""
    run = own_run(request, pk)
    context = {"run": run, "ready": run.state == JobState.DONE and _place(run).is_file()}
    page = "cases/_export.html" if request.headers.get("HX-Request") else "cases/export.html"
    return render(request, page, context)


@require_GET
@needs(Right.WORK_CASES)
def export_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that a worker wrote, for whoever asked for it, for a day."""
    run = own_run(request, pk)
    form, place = Form(run.arguments["form"]), _place(run)
    if run.state != JobState.DONE or not place.is_file():
        raise Http404
    answer = FileResponse(
        place.open("rb"), as_attachment=True, filename=_name(form), content_type=TYPES[form]
    )
    return cast(HttpResponse, answer)  # a streaming answer is none to Django's types, but serves as one


def _place(run: JobRun) -> Path:
    return export_place(run.arguments["token"], Form(run.arguments["form"]))


def own_run(request: HttpRequest, pk: int) -> JobRun:
    """A run that the person asked for."""
    run = job_run(pk, reader=person(request))
    if run is None or run.job != "export_cases" or run.by != person(request):
        raise Http404
    return run
