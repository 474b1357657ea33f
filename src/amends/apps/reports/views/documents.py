# SPDX-License-Identifier: Apache-2.0
"""Reports: the list, making one, reading one, taking its files out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.models import JobState, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.documents.making import ReportRefused, ask_report, file_place, note_fetched
from amends.apps.reports.forms.documents import ReportForm, WaveForm
from amends.apps.reports.models import Report
from amends.apps.reports.queries.reports import (
    PAGE,
    composition_of,
    file_seen,
    files_of,
    measured_waves,
    own_making,
    report_seen,
    reports_seen,
)
from amends.apps.reports.rules.documents.composition import Form
from amends.apps.reports.views.drawing import shown
from amends.apps.satisfaction.views.places import WIDE, after_key
from amends.ui.components.tables import Column, Row, Table

TYPES = {
    Form.PDF: "application/pdf",
    Form.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
@needs(Right.SEE_SATISFACTION)
def documents(request: HttpRequest) -> HttpResponse:
    """The reports that the person may read."""
    rows = reports_seen(person(request), before=after_key(request))
    following = f"?before={rows[-1].pk}" if len(rows) == PAGE else ""
    return render(request, "reports/documents.html", {"table": _table(rows), "following": following})


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_SATISFACTION)
def new_document(request: HttpRequest) -> HttpResponse:
    """Ask for a report of a unit, or of a wave."""
    who, about_wave = person(request), request.GET.get("of") == "wave"
    if about_wave and not who.may(Right.SEE_RECOVERY):
        raise Http404
    form = _form(request, who, about_wave=about_wave)
    if request.method == "POST" and form.is_valid():
        try:
            run = ask_report(wanted=form.wanted(), by=who, at=timezone.now())
            return redirect("reports:making", run.pk)
        except ReportRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "about_wave": about_wave}
    return render(request, "reports/new_document.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, who: User, *, about_wave: bool) -> ReportForm | WaveForm:
    said, usual = request.POST or None, {"language": get_language(), "unit": who.unit_id}
    if about_wave:
        return WaveForm(said, waves=measured_waves(who.scope), initial=usual)
    units = Unit.objects.within(who.scope).filter(kind__in=WIDE)
    own = Unit.objects.within(who.scope).filter(pk=who.unit_id or 0)
    return ReportForm(said, units=units | own, today=timezone.localdate(), initial=usual)


@require_GET
@needs(Right.SEE_SATISFACTION)
def making(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a worker is with a report; leads to it once it is there."""
    run = own_making(person(request), pk)
    if run is None:
        raise Http404
    part = bool(request.headers.get("HX-Request"))
    if run.state == JobState.DONE:
        place = reverse("reports:document", args=[run.result["report"]])
        return HttpResponse(headers={"HX-Redirect": place}) if part else redirect(place)
    return render(request, "reports/_making.html" if part else "reports/making.html", {"run": run})


@require_GET
@needs(Right.SEE_SATISFACTION)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, as it was frozen."""
    report = report_seen(person(request), pk)
    if report is None:
        raise Http404
    context = {"report": report, "files": files_of(report), **shown(composition_of(report))}
    return render(request, "reports/document.html", context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def document_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A file of a report; that it was taken out is logged."""
    file = file_seen(person(request), pk, Form(form)) if form in set(map(str, Form)) else None
    place = file_place(file.digest, Form(form)) if file else None
    if file is None or place is None or not place.is_file():
        raise Http404
    note_fetched(file=file, by=person(request), at=timezone.now())
    name = f"report-{file.report_id}-{file.report.first_date:%Y%m%d}.{form}"
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=TYPES[Form(form)])
    answer["X-Content-SHA256"] = file.digest
    return cast(HttpResponse, answer)  # a streaming answer is none to Django's types, but serves as one


def _table(rows: Sequence[Report]) -> Table:
    columns = [
        Column(_("报告"), lead=True, kind="wrap"),
        Column(_("机构")),
        Column(_("统计期")),
        Column(_("语言"), late=True),
        Column(_("生成")),
        Column(_("生成人"), late=True),
    ]
    return Table(_("报告"), columns, [_row(each) for each in rows])


def _row(each: Report) -> Row:
    days = f"{each.first_date} – {each.until_date - timedelta(days=1)}" if each.wave_id is None else ""
    made_by = each.made_by.name if each.made_by else _("定时")
    cells = [
        each.title,
        each.unit.name,
        days,
        each.get_language_display(),
        f"{localtime(each.made_at):%Y-%m-%d %H:%M}",
        made_by,
    ]
    return Row(cells, url=reverse("reports:document", args=[each.pk]))
