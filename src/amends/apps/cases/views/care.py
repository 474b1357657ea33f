# SPDX-License-Identifier: Apache-2.0
"""Special matters on the page of a case: special persons, exceptions, decisions, compliance, major incidents."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions import crisis, exceptions, governance, improvements, special
from amends.apps.cases.forms import governance as forms
from amends.apps.cases.forms.working import CaseForm, EmptyForm
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import Special, TaskKind
from amends.apps.cases.queries.care import CareView, care_view
from amends.apps.cases.queries.improvements import improvement
from amends.apps.cases.queries.special import may_decide, task_in
from amends.apps.cases.views.acting import Doing
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import panel_post, render_case_panel
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right

Sent = Mapping[str, CaseForm]
_FORMS: dict[str, type[CaseForm]] = {
    "flag": forms.SpecialForm,
    "lift": forms.WordsForm,
    "restricted": forms.WordsForm,
    "exception": forms.ExceptionForm,
    "decision": forms.DecisionForm,
    "compliance": forms.WordsForm,
    "churn": forms.ChurnForm,
    "link": forms.LinkForm,
    "crisis": EmptyForm,
    "hard": EmptyForm,
}
_TASK_FORMS: dict[str, type[CaseForm]] = {
    "grant": forms.GrantForm,
    "judge": forms.DecisionForm,
    "check": forms.WordsForm,
}
_TASK_KINDS = {"grant": TaskKind.EXCEPTION, "judge": TaskKind.COMPLIANCE, "check": TaskKind.CRISIS}


@require_GET
@needs(Right.WORK_CASES)
def care_panel(request: HttpRequest, number: str) -> HttpResponse:
    """What governance asks for around a case."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Sent) -> HttpResponse:
    who = person(request)
    view = care_view(case, who, who.scope)
    context = {
        "view": view,
        "me": who,
        "now": timezone.now(),
        "can_lead": who.may(Right.ASSIGN_CASES),
        "forms": {name: sent.get(name) or _new(name, case, view) for name in _FORMS},
        "to_grant": [(task, _decision_form("grant", task, case, sent, who)) for task in view.exceptions],
        "to_judge": [(task, _decision_form("judge", task, case, sent, who)) for task in view.compliance],
        "checks": [(each, each.task and _task_form("check", each.task, case, sent)) for each in view.checks],
    }
    return render_case_panel(request, case, "cases/_care.html", context, title=gettext("特殊情况与决定"))


def _new(name: str, case: Case, view: CareView | None = None, data: Any = None) -> CaseForm:
    more = {"open_ones": view.open_improvements} if name == "link" and view else {}
    return _FORMS[name](data, case=case, auto_id=f"{name}_%s", **more)


def _decision_form(verb: str, task: Task, case: Case, sent: Sent, who: User) -> CaseForm | None:
    return _task_form(verb, task, case, sent) if may_decide(task, who, case) else None


def _task_form(verb: str, task: Task, case: Case, sent: Sent) -> CaseForm:
    name = f"{verb}{task.pk}"
    return sent.get(name) or _TASK_FORMS[verb](case=case, auto_id=f"{name}_%s")


@require_POST
@needs(Right.WORK_CASES)
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one of the verbs of the panel."""
    case, who = found(request, number), person(request)
    if verb not in _VERBS:
        raise Http404
    view = care_view(case, who, who.scope) if verb == "link" else None
    done, action = _VERBS[verb]
    return panel_post(
        request,
        case,
        name=verb,
        form=_new(verb, case, view, request.POST),
        verb=action,
        done=done,
        show=_panel,
    )


@require_POST
@needs(Right.WORK_CASES)
def settle(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """Decide an exception, judge as compliance, or finish one of the seven checks."""
    case = found(request, number)
    task = task_in(case, person(request).scope, pk)
    if task is None or verb not in _TASK_VERBS or task.kind != _TASK_KINDS[verb]:
        raise Http404
    done, action = _TASK_VERBS[verb]
    name = f"{verb}{pk}"
    return panel_post(
        request,
        case,
        name=name,
        form=_TASK_FORMS[verb](request.POST, case=case, auto_id=f"{name}_%s"),
        verb=lambda doing, form: action(_of_task(task, doing), form),
        done=done,
        show=_panel,
    )


def _of_task(task: Task, doing: Doing) -> dict[str, Any]:
    return {"task": task, "version": doing["version"], "by": doing["by"], "at": doing["at"]}


def _flag(doing: Doing, form: CaseForm) -> object:
    data = form.cleaned_data
    kind, confidential = Special(data["kind"]), data["confidential"]
    return special.flag_special(**doing, kind=kind, reason=data["reason"], confidential=confidential)


def _link(doing: Doing, form: CaseForm) -> object:
    found_one = improvement(form.cleaned_data["improvement"], doing["by"].scope)
    if found_one is None:
        raise Http404
    return improvements.link_case(improvement=found_one, case=doing["case"], by=doing["by"], at=doing["at"])


def _exception(doing: Doing, form: CaseForm) -> object:
    if not isinstance(form, forms.ExceptionForm):
        raise TypeError(form)
    return exceptions.request_exception(**doing, asked=form.asked(), approver=form.cleaned_data["approver"])


def _decision(form: CaseForm) -> exceptions.Decision:
    if not isinstance(form, forms.DecisionForm):
        raise TypeError(form)
    return form.decision()


def _churn(doing: Doing, form: CaseForm) -> object:
    data = form.cleaned_data
    return governance.note_churn(**doing, reason=data["reason"], words=data["words"])


def _grant(about: dict[str, Any], form: CaseForm) -> object:
    granted = form.cleaned_data["granted"] == "yes"
    return exceptions.decide_exception(**about, granted=granted, decision=_decision(form))


def _words(name: str, action: Callable[..., object]) -> Callable[[Doing, CaseForm], object]:
    return lambda doing, form: action(**doing, **{name: form.cleaned_data["words"]})


_VERBS: dict[str, tuple[str | Promise, Callable[[Doing, CaseForm], object]]] = {
    "flag": (_("已标记，并安排有专门训练的同事和复核；时限不变"), _flag),
    "lift": (_("已取消标记"), _words("reason", special.lift_special)),
    "restricted": (_("保密备注已登记"), _words("text", special.note_restricted)),
    "exception": (_("例外申请已送出，有结果以前不能结案"), _exception),
    "decision": (
        _("决定已登记"),
        lambda doing, form: exceptions.record_decision(**doing, decision=_decision(form)),
    ),
    "compliance": (_("已转合规负责人"), _words("reason", exceptions.ask_compliance)),
    "churn": (_("离网原因已登记"), _churn),
    "link": (_("已关联改进"), _link),
    "crisis": (
        _("已按重大事项办理，七项检查都已有负责人"),
        lambda doing, _form: crisis.start_crisis(**doing),
    ),
    "hard": (
        _("已登记。辛苦了；需要的话请休息一下"),
        lambda doing, _form: governance.mark_hard_contact(**doing),
    ),
}
_TASK_VERBS: dict[str, tuple[str | Promise, Callable[[dict[str, Any], CaseForm], object]]] = {
    "grant": (_("例外申请已有决定"), _grant),
    "judge": (
        _("合规结论已登记"),
        lambda about, form: exceptions.finish_compliance(**about, decision=_decision(form)),
    ),
    "check": (
        _("检查结果已登记"),
        lambda about, form: crisis.finish_check(**about, result=form.cleaned_data["words"]),
    ),
}
