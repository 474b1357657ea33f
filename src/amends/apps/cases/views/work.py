# SPDX-License-Identifier: Apache-2.0
"""The panel of working together on a case: notes, watchers, who is looking, what belongs together, queues."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions import joining, ownership, together
from amends.apps.cases.actions.macros import DONE_BY, run_macro
from amends.apps.cases.forms.work import (
    DutyForm,
    LinkForm,
    MacroForm,
    MergeForm,
    NoteForm,
    OfferForm,
    OtherCaseForm,
    UnlinkForm,
)
from amends.apps.cases.forms.working import CaseForm, EmptyForm, ReasonForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.desk_words import LinkKind
from amends.apps.cases.queries.appeals import closing_appeals
from amends.apps.cases.queries.macros import macros
from amends.apps.cases.queries.one import may_take
from amends.apps.cases.queries.tasks import my_tasks
from amends.apps.cases.queries.together import duty_of
from amends.apps.cases.queries.together import together as around
from amends.apps.cases.queries.workload import break_offered, hard_cases
from amends.apps.cases.views.acting import Doing, cleaned
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import Verbs, render_case_panel, verb_view
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right, Role


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """What stands around a case."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Mapping[str, CaseForm]) -> HttpResponse:
    who = person(request)
    shown = around(case, who.scope)
    context = {
        "case": case,
        "shown": shown,
        "me": who,
        "now": timezone.now(),
        "leads": who.may(Right.ASSIGN_CASES),
        "watching": any(each.person_id == who.pk for each in shown.watchers),
        "may_take": may_take(case, who),
        "macros": [(each, [DONE_BY[step.do] for step in each.steps]) for each in macros().macros.values()],
        "forms": {name: sent.get(name) or _form(request, name, case) for name in VERBS},
    }
    return render_case_panel(request, case, "cases/_work.html", context, title=gettext("协作"))


def _form(request: HttpRequest, name: str, case: Case, data: Any = None) -> CaseForm:
    kind = VERBS[name][0]
    more = {"person": person(request)} if issubclass(kind, OtherCaseForm) else {}
    return kind(data, case=case, auto_id=f"{name}_%s", **more)


def _note(doing: Doing, form: NoteForm) -> object:
    return together.add_note(
        case=doing["case"], text=form.cleaned_data["text"], by=doing["by"], at=doing["at"]
    )


def _watch(wanted: bool) -> Callable[[Doing, EmptyForm], object]:
    return lambda doing, _form: together.watch(
        case=doing["case"], wanted=wanted, by=doing["by"], at=doing["at"]
    )


VERBS: Verbs = {
    "note": (NoteForm, _("备注已写下"), _note),
    "watch": (EmptyForm, _("已关注，有变化会提醒您"), _watch(True)),
    "unwatch": (EmptyForm, _("已取消关注"), _watch(False)),
    "macro": (
        MacroForm,
        _("快捷处理已完成"),
        lambda doing, form: run_macro(**doing, key=form.cleaned_data["macro"]),
    ),
    "take": (EmptyForm, _("已领取，由您负责"), lambda doing, _form: ownership.take(**doing)),
    "offer": (
        OfferForm,
        _("已放入待领取队列；领取之前仍由责任人负责"),
        lambda doing, form: ownership.offer(
            **doing, queue=Role(form.cleaned_data["queue"]), **cleaned(form, "reason", "risk")
        ),
    ),
    "link": (
        LinkForm,
        _("已关联"),
        lambda doing, form: joining.link(
            **doing, other=form.cleaned_data["other"], kind=LinkKind(form.cleaned_data["kind"])
        ),
    ),
    "unlink": (
        UnlinkForm,
        _("已取消关联"),
        lambda doing, form: joining.unlink(
            **doing, kind=LinkKind(form.cleaned_data["kind"]), **cleaned(form, "other", "back")
        ),
    ),
    "merge": (
        MergeForm,
        _("已并入；可以随时撤销"),
        lambda doing, form: joining.merge(
            **doing, into=form.cleaned_data["other"], reason=form.cleaned_data["reason"]
        ),
    ),
    "unmerge": (
        ReasonForm,
        _("已撤销并入"),
        lambda doing, form: joining.unmerge(**doing, **cleaned(form, "reason")),
    ),
    "incident": (
        OtherCaseForm,
        _("已归入批量事件"),
        lambda doing, form: joining.join_incident(**doing, incident=form.cleaned_data["other"]),
    ),
    "spread": (
        EmptyForm,
        _("统一方案已下发给归入的案件"),
        lambda doing, _form: joining.spread_solution(**doing),
    ),
}
do = verb_view(VERBS, new=_form, show=_panel)


@require_POST
@needs(Right.WORK_CASES)
def viewing(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a case says that it is open, and learns who else has it open and whether it is still as shown."""
    case = found(request, number)
    others = together.look(
        case=case, writing_now=request.POST.get("writing") == "yes", by=person(request), at=timezone.now()
    )
    people = [{"name": str(each.person), "writing": each.writing} for each in others]
    return JsonResponse({"others": people, "version": case.version})


@require_GET
@needs(Right.WORK_CASES)
def day_panel(request: HttpRequest) -> HttpResponse:
    """What else the person's day holds: what was agreed, appeals about to lapse, whether they are on duty."""
    who, at = person(request), timezone.now()
    context = {
        "tasks": my_tasks(who),
        "appeals": closing_appeals(who, timezone.localdate(at)),
        "duty": duty_of(who),
        "hard": hard_cases(who, at=at),
        "offered": break_offered(who, at=at),
        "now": at,
    }
    return render_panel(request, "cases/_day.html", context, title=gettext("约好的事与在岗"))


@require_POST
@needs(Right.WORK_CASES)
def duty(request: HttpRequest) -> HttpResponse:
    """Go on duty, or off."""
    who, form = person(request), DutyForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(together.LoadImpossible()))
        return redirect("core:home")
    before, data = duty_of(who), form.cleaned_data
    together.set_duty(
        on=data["on_duty"],
        most_open=data["most_open"],
        skills=before.skills if before else [],
        person=who,
        by=who,
        at=timezone.now(),
    )
    messages.success(request, gettext("已登记在岗情况"))
    return redirect("core:home")
