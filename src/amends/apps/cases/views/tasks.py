# SPDX-License-Identifier: Apache-2.0
"""Tasks and visits on the page of a case, and the card to open before a call."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions import following_up, visits
from amends.apps.cases.actions.preparing import prepare_call
from amends.apps.cases.forms.tasks import CallOffForm, FinishForm, MoveForm, VisitForm
from amends.apps.cases.forms.working import CaseForm, EmptyForm
from amends.apps.cases.models import Case, Task
from amends.apps.cases.queries.preparation import preparation
from amends.apps.cases.queries.tasks import TaskRow, task_in, tasks_of, visit_kit
from amends.apps.cases.views.acting import Doing, cleaned
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import panel_post, render_case_panel
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

Sent = Mapping[str, CaseForm]
Verb = Callable[[Doing, Any, Task], object]


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What is to be done on a case, and the form for a visit."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Sent) -> HttpResponse:
    who = person(request)
    context = {
        "case": case,
        "me": who,
        "now": timezone.now(),
        "rows": [(row, _forms(row, case, sent)) for row in tasks_of(case, who.scope)],
        "visit": sent.get("visit") or VisitForm(case=case, auto_id="visit_%s"),
        "kit": visit_kit(),
    }
    return render_case_panel(request, case, "cases/_tasks.html", context, title=gettext("待办"))


def _forms(row: TaskRow, case: Case, sent: Sent) -> dict[str, CaseForm]:
    task = row.task
    if task.done_at is not None:
        return {}
    names = _verbs_on(row)
    return {name: sent.get(f"{name}{task.pk}") or _form(name, case, task) for name in names}


def _verbs_on(row: TaskRow) -> tuple[str, ...]:
    """What the panel offers on an open task: a visit has its own verbs, a review or approval is settled elsewhere."""
    if row.confirmed is not None:
        return ("confirm", "move", "arrive", "call_off")
    return () if row.task.kind in following_up.ELSEWHERE else ("finish",)


def _form(verb: str, case: Case, task: Task, data: Any = None) -> CaseForm:
    return VERBS[verb][0](data, case=case, auto_id=f"{verb}{task.pk}_%s")


@require_POST
@needs(Right.WORK_CASES)
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """Agree a visit."""
    case = found(request, number)
    return panel_post(
        request,
        case,
        name="visit",
        form=VisitForm(request.POST, case=case, auto_id="visit_%s"),
        verb=lambda doing, form: visits.agree_visit(**doing, **cleaned(form, "visit_at", "purpose", "wish")),
        done=_("已约定上门，写入承诺台账，到访前会提醒再确认"),
        show=_panel,
    )


@require_POST
@needs(Right.WORK_CASES)
def do(request: HttpRequest, number: str, pk: int, name: str) -> HttpResponse:
    """One verb on one task."""
    case = found(request, number)
    task = task_in(case, person(request).scope, pk)
    if task is None or name not in VERBS:
        raise Http404
    _kind, done, verb = VERBS[name]
    return panel_post(
        request,
        case,
        name=f"{name}{pk}",
        form=_form(name, case, task, request.POST),
        verb=lambda doing, form: verb(doing, form, task),
        done=done,
        show=_panel,
    )


VERBS: dict[str, tuple[type[CaseForm], str | Promise, Verb]] = {
    "finish": (
        FinishForm,
        _("已完成"),
        lambda doing, form, task: following_up.finish_task(**doing, task=task, **cleaned(form, "result")),
    ),
    "confirm": (
        EmptyForm,
        _("已登记客户确认"),
        lambda doing, _form, task: visits.confirm_visit(**doing, task=task),
    ),
    "move": (
        MoveForm,
        _("已改期"),
        lambda doing, form, task: visits.move_visit(**doing, task=task, **cleaned(form, "visit_at", "told")),
    ),
    "arrive": (
        FinishForm,
        _("已登记上门结果，承诺已兑现"),
        lambda doing, form, task: visits.arrive(**doing, task=task, **cleaned(form, "result")),
    ),
    "call_off": (
        CallOffForm,
        _("上门已取消"),
        lambda doing, form, task: visits.call_off_visit(**doing, task=task, **cleaned(form, "words")),
    ),
}


@require_GET
@needs(Right.WORK_CASES)
def prepare(request: HttpRequest, number: str) -> HttpResponse:
    """The card before a call: whom, about what, what was said last; the matter only after the person was checked."""
    case, who, at = found(request, number), person(request), timezone.now()
    prepare_call(case=case, by=who, at=at)
    checked = request.GET.get("identity") == "yes"
    context = {"case": case, "now": at, "checked": checked, "card": preparation(case, who.scope, by=who)}
    return render_case_panel(request, case, "cases/_prepare.html", context, title=gettext("回访准备"))
