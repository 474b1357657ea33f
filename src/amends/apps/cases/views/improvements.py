# SPDX-License-Identifier: Apache-2.0
"""Improvements: the list, opening one, one with its cases."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.improvements import change_improvement, close_improvement, open_improvement
from amends.apps.cases.forms.governance import CloseImprovementForm, ImprovementForm
from amends.apps.cases.models import Improvement
from amends.apps.cases.models.governance_words import ImprovementState
from amends.apps.cases.queries.governance_content import names
from amends.apps.cases.queries.improvements import cases_of, improvement, improvements, may_lead
from amends.apps.cases.queries.rooting import content_words
from amends.apps.cases.views.governance import own_unit
from amends.apps.core.access import needs, person
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


@require_GET
@needs(Right.WORK_CASES)
def improvement_list(request: HttpRequest) -> HttpResponse:
    """What is to change, the soonest due first; or what was changed."""
    closed = request.GET.get("tab") == "closed"
    rows = improvements(person(request).scope, closed=closed)
    tabs = [
        {"label": _("进行中"), "url": "?tab=open", "current": not closed},
        {"label": _("已结项"), "url": "?tab=closed", "current": closed},
    ]
    context = {
        "table": _table(rows),
        "rows": rows,
        "tabs": tabs,
        "can_lead": person(request).may(Right.ASSIGN_CASES),
    }
    return render(request, "cases/improvements.html", context)


def _table(rows: list[Improvement]) -> Table:
    columns = [
        Column(_("改进事项"), lead=True, kind="wrap"),
        Column(_("种类")),
        Column(_("共同负责的部门"), late=True, kind="wrap"),
        Column(_("负责人")),
        Column(_("案件"), kind="number"),
        Column(_("期限")),
        Column(_("状态")),
    ]
    named = names("departments")
    return Table(_("改进"), columns, [_row(each, named) for each in rows])


def _row(found: Improvement, named: dict[str, str]) -> Row:
    when = moment(found.closed_at) if found.closed_at else found.due_date.isoformat()
    kind = {"done": "success", "doing": "primary"}.get(found.state, "info")
    cells = [
        found.title,
        found.get_kind_display(),
        _("、").join(named.get(code, code) for code in found.departments),
        found.owner.name,
        getattr(found, "cases", 0),
        when,
        tag(found.get_state_display(), kind),
    ]
    return Row(cells, url=reverse("cases:improvement", args=[found.pk]))


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def improvement_new(request: HttpRequest) -> HttpResponse:
    """Open an improvement in one's own unit."""
    who = person(request)
    form = ImprovementForm(request.POST or None, scope=who.scope, initial={"owner": who.pk, "state": "open"})
    if request.method == "POST" and form.is_valid():
        try:
            made = open_improvement(plan=form.plan(), unit=own_unit(who), by=who, at=timezone.now())
            return redirect("cases:improvement", made.pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, form)


def _form_page(request: HttpRequest, form: ImprovementForm, made: Improvement | None = None) -> HttpResponse:
    context = {"form": form, "improvement": made}
    return render(request, "cases/improvement_form.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, pk: int) -> Improvement:
    made = improvement(pk, person(request).scope)
    if made is None:
        raise Http404
    return made


@require_GET
@needs(Right.WORK_CASES)
def improvement_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One improvement: what it is, which cases it answers, and how it ended."""
    return _page(request, _found(request, pk), CloseImprovementForm(auto_id="close_%s"))


def _page(request: HttpRequest, made: Improvement, form: CloseImprovementForm) -> HttpResponse:
    who, named = person(request), names("departments")
    context = {
        "improvement": made,
        "departments": _("、").join(named.get(code, code) for code in made.departments),
        "domain": content_words("root_domain").get(made.domain, ""),
        "cases": cases_of(made, who.scope),
        "can_lead": may_lead(who, made) and made.closed_at is None,
        "form": form,
        "panels": panels_for(who, "IMPROVEMENT_PANELS", str(made.pk)),
    }
    return render(request, "cases/improvement.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def improvement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is planned, or begin it."""
    made, who = _found(request, pk), person(request)
    names_of = ("title", "gap", "domain", "departments", "due_date", "state", "version")
    initial = {name: getattr(made, name) for name in names_of} | {"owner": made.owner_id}
    form = ImprovementForm(request.POST or None, scope=who.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        state, version = ImprovementState(data["state"]), data["version"]
        try:
            change_improvement(
                improvement=made, version=version, plan=form.plan(), state=state, by=who, at=at
            )
            return redirect("cases:improvement", pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _form_page(request, form, made)


@require_POST
@needs(Right.WORK_CASES)
def improvement_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it with what came of it; who complained is told."""
    made, form = _found(request, pk), CloseImprovementForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        data, by = form.cleaned_data, person(request)
        end = {"version": data["version"], "done": data["done"] == "yes", "effect": data["effect"]}
        try:
            close_improvement(improvement=made, told=data["told"], by=by, at=timezone.now(), **end)
            messages.success(request, _("已结项；反映过的客户会各收到一次告知"))
            return redirect("cases:improvement", pk)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, made, form)
