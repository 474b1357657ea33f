# SPDX-License-Identifier: Apache-2.0
"""Remedies on the page of a case."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions import remedies
from amends.apps.cases.forms.remedies import DecideForm, DropForm, GiveForm, ProposeForm
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case, Remedy
from amends.apps.cases.queries.remedies import RemedyRow, remedies_view, remedy_in
from amends.apps.cases.views.acting import Doing
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import panel_post, render_case_panel
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

Sent = Mapping[str, CaseForm]


@require_GET
@needs(Right.WORK_CASES)
def remedies_panel(request: HttpRequest, number: str) -> HttpResponse:
    """What was given or is to be, and the form for more."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Sent) -> HttpResponse:
    who, at = person(request), timezone.now()
    view = remedies_view(case, who, who.scope, at=at)
    context = {
        "view": view,
        "now": at,
        "rows": [(row, _forms(row, case, sent)) for row in view.rows],
        "propose": sent.get("propose") or ProposeForm(case=case, auto_id="propose_%s"),
    }
    return render_case_panel(request, case, "cases/_remedies.html", context, title=gettext("返还与补偿"))


def _forms(row: RemedyRow, case: Case, sent: Sent) -> dict[str, CaseForm]:
    offered = {"decide": row.may_decide, "give": row.may_give, "drop": row.may_drop}
    names = [name for name, may in offered.items() if may]
    return {name: sent.get(_name(name, row.remedy)) or _new(name, case, row.remedy) for name in names}


def _new(verb: str, case: Case, remedy: Remedy, data: Any = None) -> CaseForm:
    return _VERBS[verb][0](data, case=case, auto_id=f"{_name(verb, remedy)}_%s")


def _name(verb: str, remedy: Remedy) -> str:
    return f"{verb}{remedy.pk}"


@require_POST
@needs(Right.WORK_CASES)
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a remedy."""
    case = found(request, number)
    return panel_post(
        request,
        case,
        name="propose",
        form=ProposeForm(request.POST, case=case, auto_id="propose_%s"),
        verb=lambda doing, form: remedies.propose_remedy(**doing, offer=form.offer()),
        done=_("已登记；权限内的已写入承诺台账，超出权限的已送审批"),
        show=_panel,
    )


@require_POST
@needs(Right.WORK_CASES)
def settle(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """Approve, refuse, give or drop one remedy."""
    case = found(request, number)
    remedy = remedy_in(case, person(request).scope, pk)
    if remedy is None or verb not in _VERBS:
        raise Http404
    _form, done, act = _VERBS[verb]
    return panel_post(
        request,
        case,
        name=_name(verb, remedy),
        form=_new(verb, case, remedy, request.POST),
        verb=lambda doing, form: act(remedy, doing, form),
        done=done,
        show=_panel,
    )


def _about(remedy: Remedy, doing: Doing) -> dict[str, Any]:
    return {"remedy": remedy, "version": doing["version"], "by": doing["by"], "at": doing["at"]}


def _decide(remedy: Remedy, doing: Doing, form: CaseForm) -> object:
    data = form.cleaned_data
    return remedies.decide_remedy(
        **_about(remedy, doing), approve=data["approve"] == "yes", words=data["words"]
    )


def _give(remedy: Remedy, doing: Doing, form: CaseForm) -> object:
    data = form.cleaned_data
    return remedies.give_remedy(**_about(remedy, doing), proof=data["proof"], given_at=data["given_at"])


def _drop(remedy: Remedy, doing: Doing, form: CaseForm) -> object:
    return remedies.drop_remedy(**_about(remedy, doing), words=form.cleaned_data["words"])


_Act = Callable[[Remedy, Doing, CaseForm], object]
_VERBS: dict[str, tuple[type[CaseForm], str | Promise, _Act]] = {
    "decide": (DecideForm, _("审批意见已登记"), _decide),
    "give": (GiveForm, _("已登记到账，承诺台账同时兑现"), _give),
    "drop": (DropForm, _("已登记不再办理"), _drop),
}
