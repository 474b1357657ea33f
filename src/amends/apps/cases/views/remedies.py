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
from amends.apps.cases.models.desk_words import RemedyState
from amends.apps.cases.queries.offers import guide_for
from amends.apps.cases.queries.remedies import (
    RemedyRow,
    approval_of,
    own_limit,
    own_refusal,
    remedies_view,
    remedy_in,
)
from amends.apps.cases.rules.remedies import yuan
from amends.apps.cases.views.acting import Doing
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import panel_post, render_case_panel
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.promises.rules.authority import Lack
from amends.kernel.recovery_class import RecoveryClass

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
        "guide": guide_for(RecoveryClass(case.recovery_class), who) if case.is_open else None,
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
        done=proposed_words,
        show=_panel,
    )


def proposed_words(remedy: Remedy) -> str:
    """Which of the two happened: it is approved within the own limit, or it waits, for whom and why."""
    known = {"what": remedy.get_kind_display(), "yuan": yuan(remedy.amount), "limit": _limit_words(remedy)}
    if remedy.state == RemedyState.APPROVED:
        due = f"{timezone.localtime(remedy.due_at):%m-%d %H:%M}"
        words = gettext(
            "已批准：%(what)s %(yuan)s 元在您的权限内（%(limit)s），已写入承诺台账，最晚 %(due)s 到账；到账后登记凭证"
        )
        return words % {**known, "due": due}
    whose = approval_of(remedy)
    words = gettext(
        "还没有批准：%(what)s %(yuan)s 元%(why)s（%(limit)s），已送 %(name)s（%(role)s）审批；批准以前先不要答应客户"
    )
    who = {"name": whose.owner.name, "role": whose.owner.get_role_display()} if whose else {}
    return words % {"name": "", "role": "", **known, **who, "why": _why_words(remedy)}


def _limit_words(remedy: Remedy) -> str:
    limit = own_limit(remedy.proposed_by, remedy.kind)
    if limit is None:
        return gettext("您的权限不限额")
    return gettext("您的限额 %(limit)s 元") % {"limit": yuan(limit)}


def _why_words(remedy: Remedy) -> str:
    """As the verb found it: at the moment of the proposal, whatever became possible since."""
    at = remedy.proposed_at
    against = own_refusal(remedy.case, remedy.proposed_by, kind=remedy.kind, amount=remedy.amount, at=at)
    return _LACKS[against.lack] % {"limit": against.limit} if against else ""


@require_POST
@needs(Right.WORK_CASES)
def settle(request: HttpRequest, number: str, pk: int, verb: str) -> HttpResponse:
    """Approve, refuse, give or drop one remedy."""
    case = found(request, number)
    remedy = remedy_in(case, person(request).scope, pk)
    if remedy is None or verb not in _VERBS:
        raise Http404
    _kind, done, act = _VERBS[verb]
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


def _decided_words(remedy: Remedy) -> str:
    known = {"what": remedy.get_kind_display(), "yuan": yuan(remedy.amount), "name": remedy.proposed_by.name}
    if remedy.state == RemedyState.APPROVED:
        return gettext("已批准：%(what)s %(yuan)s 元已写入承诺台账，已通知 %(name)s") % known
    return gettext("没有批准：%(what)s %(yuan)s 元不办，原因已告诉 %(name)s") % known


_LACKS: dict[Lack, Promise] = {
    Lack.ROLE: _("不在您的岗位的权限里"),
    Lack.AMOUNT: _("超出您的限额"),
    Lack.TIMES: _("超出对同一位客户九十天 %(limit)s 次的限度"),
}
_Act = Callable[[Remedy, Doing, CaseForm], object]
_VERBS: dict[str, tuple[type[CaseForm], object, _Act]] = {
    "decide": (DecideForm, _decided_words, _decide),
    "give": (GiveForm, _("已登记到账，承诺台账同时兑现"), _give),
    "drop": (DropForm, _("已登记不再办理"), _drop),
}
