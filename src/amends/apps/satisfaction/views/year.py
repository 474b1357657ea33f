# SPDX-License-Identifier: Apache-2.0
"""The year of a unit: target, forecast, risks, and the plan that answers them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.actions.yearly import (
    YearRefused,
    change_task,
    end_task,
    may_end,
    may_plan,
    open_task,
    set_target,
)
from amends.apps.satisfaction.forms.yearly import EndForm, TargetForm, TaskForm
from amends.apps.satisfaction.models import PlanTask
from amends.apps.satisfaction.queries.naming import element_names
from amends.apps.satisfaction.queries.targets import task_within, tasks
from amends.apps.satisfaction.queries.year import year_of
from amends.apps.satisfaction.views.places import chosen_place, chosen_year
from amends.apps.satisfaction.views.refusals import told
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.satisfaction.views.year_telling import outlook_chart, risk_table, target_table, task_table


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def year(request: HttpRequest) -> HttpResponse:
    """Everything about the year of a unit."""
    user, place, number = person(request), chosen_place(request), chosen_year(request)
    found, names = year_of(place.unit, number), element_names()
    planned = tasks(place.unit, number, user.scope)
    context = {
        "place": place, "year": number, "found": found, "target": found.target, "chart": outlook_chart(found),
        "risks": risk_table(found), "tasks": task_table(planned, names, timezone.localdate()), "planned": planned,
        "refused": told(found.outlook.refused), "targets": target_table(found.targets, names),
        "may_plan": may_plan(user, place.unit),
        "asked": urlencode({"unit": place.unit.code, "year": number}),
    }  # fmt: skip
    return render(request, "satisfaction/year/year.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_SATISFACTION)
def year_target(request: HttpRequest) -> HttpResponse:
    """Set a target of the unit for the year."""
    place, number, user = chosen_place(request), chosen_year(request), person(request)
    form = TargetForm(request.POST or None, initial={"element": request.GET.get("element", "")})
    if request.method == "POST" and form.is_valid():
        try:
            set_target(unit=place.unit, year=number, by=user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("目标已设定。"))
            return _back(place.unit.code, number)
        except YearRefused as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, _("设定年度目标"), place.unit.code, number)


@require_http_methods(["GET", "POST"])
@needs(Right.SEE_SATISFACTION)
def year_task_new(request: HttpRequest) -> HttpResponse:
    """Plan a task of the unit for the year."""
    place, number, user = chosen_place(request), chosen_year(request), person(request)
    initial = {"element": request.GET.get("element", ""), "owner": user.pk}
    form = TaskForm(request.POST or None, unit=place.unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            open_task(unit=place.unit, year=number, plan=form.plan(), by=user, at=timezone.now())
            return _back(place.unit.code, number)
        except YearRefused as refused:
            form.add_error(None, str(refused))
    return _form_page(request, form, _("安排应对任务"), place.unit.code, number)


@require_http_methods(["GET", "POST"])
@needs()
def year_task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what is planned, changed by who plans, ended by its owner too."""
    task, user = _task(request, pk), person(request)
    kept = {name: getattr(task, name) for name in ("title", "element", "owner", "due_date", "version")}
    form = TaskForm(request.POST or None, unit=task.unit, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            change_task(
                task=task, version=form.cleaned_data["version"], plan=form.plan(), by=user, at=timezone.now()
            )
            return redirect("satisfaction:year_task", pk)
        except YearRefused as refused:
            form.add_error(None, str(refused))
    return _task_page(request, task, form, EndForm(initial={"version": task.version}, auto_id="end_%s"))


@require_POST
@needs()
def year_task_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of a task."""
    task, user, form = _task(request, pk), person(request), EndForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            end = {"version": said["version"], "done": said["done"] == "yes", "outcome": said["outcome"]}
            end_task(task=task, by=user, at=timezone.now(), **end)
            return redirect("satisfaction:year_task", pk)
        except YearRefused as refused:
            form.add_error(None, str(refused))
    kept = {name: getattr(task, name) for name in ("title", "element", "owner", "due_date", "version")}
    return _task_page(request, task, TaskForm(unit=task.unit, initial=kept), form)


def _task(request: HttpRequest, pk: int) -> PlanTask:
    user = person(request)
    found = (
        task_within(pk, user.scope)
        or PlanTask.objects.unscoped("who owns a task may see it")
        .filter(pk=pk, owner=user)
        .select_related("owner", "unit")
        .first()
    )
    if found is None or not (user.may(Right.SEE_SATISFACTION) or found.owner_id == user.pk):
        raise Http404
    return found


def _task_page(request: HttpRequest, task: PlanTask, form: TaskForm, end: EndForm) -> HttpResponse:
    user = person(request)
    context = {
        "task": task, "form": form, "end": end, "element": element_names().get(task.element, _("总体")),
        "may_plan": may_plan(user, task.unit) and task.ended_at is None,
        "may_end": may_end(user, task) and task.ended_at is None,
        "back": _address(task.unit.code, task.year),
    }  # fmt: skip
    return render(
        request, "satisfaction/year/task.html", context, status=422 if form.errors or end.errors else 200
    )


def _back(unit: str, number: int) -> HttpResponse:
    return redirect(_address(unit, number))


def _address(unit: str, number: int) -> str:
    return f"{reverse('satisfaction:year')}?{urlencode({'unit': unit, 'year': number})}"


def _form_page(
    request: HttpRequest, form: TargetForm | TaskForm, title: str, unit: str, number: int
) -> HttpResponse:
    asked = urlencode({"unit": unit, "year": number})
    context = {"form": form, "title": title, "asked": asked, "back": _address(unit, number)}
    return render(request, "satisfaction/year/form.html", context, status=422 if form.errors else 200)
