# SPDX-License-Identifier: Apache-2.0
"""The telephone screen: one customer, one question at a time, read word by word and keyed by number."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.answering import NotOpen, Visitor, begin, keep
from amends.apps.surveys.actions.calling import (
    CallOutcome,
    NotYourCall,
    WrongMoment,
    end_call,
    hold_call,
    take_call,
)
from amends.apps.surveys.actions.submitting import submit
from amends.apps.surveys.forms.calling import LaterForm
from amends.apps.surveys.models import Invitation, Response
from amends.apps.surveys.queries.answering import Door, Entrance, response_to
from amends.apps.surveys.queries.calling import call_of, calls_waiting
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.document import wording
from amends.apps.surveys.rules.engine import EngineFailed, check
from amends.apps.surveys.rules.form import read_form
from amends.apps.surveys.rules.pages import Page, pages
from amends.apps.surveys.rules.settings import settings as words_of
from amends.apps.surveys.views.answering import seed_of

CHINESE = "zh-CN"


@require_GET
@needs(Right.TAKE_ANSWERS)
def call(request: HttpRequest) -> HttpResponse:
    """The call that the agent has, or the button that gives one."""
    who, at = person(request), timezone.now()
    invitation = call_of(who, at=at)
    if invitation is None:
        return render(request, "surveys/call_none.html", {"waiting": calls_waiting(who, at=at)})
    return _shown(request, invitation, _later(invitation))


def _later(invitation: Invitation, told: QueryDict | None = None) -> LaterForm:
    return LaterForm(told, zone=hours_for(invitation.customer.region).zone)


def _shown(request: HttpRequest, invitation: Invitation, later: LaterForm, **more: Any) -> HttpResponse:
    row, document = response_to(invitation), invitation.wave.version.content
    asked = _question(row, request.GET.get("at", "")) if row else {}
    context = {
        "invitation": invitation,
        "customer": invitation.customer,
        "title": wording(document.get("title")),
        "words": words_of(document, language=CHINESE),
        "later": later,
        **asked,
        **more,
    }
    bad = bool(more.get("faults") or later.errors)
    return render(request, "surveys/call.html", context, status=422 if bad else 200)


def _question(row: Response, at: str) -> dict[str, Any]:
    """The question of that name, or the first without an answer; a page that holds it alone."""
    shown = _asked(row)
    codes = [question.code for _page, question in shown]
    open_ones = [code for code in codes if code not in row.answers]
    wanted = at if at in codes else (open_ones[0] if open_ones else codes[-1])
    number = codes.index(wanted)
    page, question = shown[number]
    return {
        "page": replace(page, questions=(question,)),
        "number": number + 1,
        "of": len(codes),
        "last": number + 1 == len(codes),
        "before": codes[number - 1] if number else "",
    }


def _asked(row: Response) -> list[tuple[Page, Any]]:
    found = pages(row.wave.version.content, row.answers, language=CHINESE, seed=seed_of(row))
    return [(page, each) for page in found for each in page.questions if each.type != "expression"]


@require_POST
@needs(Right.TAKE_ANSWERS)
def call_next(request: HttpRequest) -> HttpResponse:
    """Give the agent a customer: whom, the system says."""
    if take_call(by=person(request), at=timezone.now()) is None:
        messages.info(request, _("现在没有要打的电话：名单里的客户都不在可致电的时段，或者都在别人手上"))
    return redirect("surveys:call")


@require_POST
@needs(Right.TAKE_ANSWERS)
def call_start(request: HttpRequest) -> HttpResponse:
    """The customer agreed to answer."""
    who, at = person(request), timezone.now()
    if invitation := call_of(who, at=at):
        entrance = Entrance(invitation.wave, Door.OPEN, invitation, response=response_to(invitation))
        try:
            begin(entrance=entrance, visitor=Visitor(), language="zh-hans", by=who, at=at)
        except NotOpen:
            messages.error(request, _("这次调查已经暂停或结束，不能再作答，请向客户说明"))
    return redirect("surveys:call")


@require_POST
@needs(Right.TAKE_ANSWERS)
def call_answer(request: HttpRequest) -> HttpResponse:
    """One answer; the next question, or the end."""
    who, at = person(request), timezone.now()
    invitation = call_of(who, at=at)
    row = response_to(invitation) if invitation else None
    if invitation is None or row is None:
        messages.error(request, str(NotYourCall()))
        return redirect("surveys:call")
    hold_call(invitation=invitation, by=who, at=at)
    try:
        return _kept(request, invitation, row)
    except NotOpen:
        messages.error(request, _("这次调查已经暂停或结束，不能再作答，请向客户说明"))
        return redirect("surveys:call")
    except EngineFailed:
        messages.error(request, _("暂时不能保存，请稍后再试"))
        return redirect("surveys:call")


def _kept(request: HttpRequest, invitation: Invitation, row: Response) -> HttpResponse:
    document, at = row.wave.version.content, timezone.now()
    told: dict[str, Any] = row.answers | read_form(document, dict(request.POST.lists()))
    here = request.POST.get("asked", "")
    checked = check(document, told, language=CHINESE, complete=True)
    faults = checked.faults
    row = keep(response=row, answers=told, page=row.page, language="zh-hans", at=at)
    if here in faults:
        return _shown(
            request, invitation, _later(invitation), **_question(row, here), faults={here: faults[here]}
        )
    # Whatever the button said: the answer may have brought a question.
    if checked.ended or not _after(row, here):
        return _finished(request, row, told)
    return redirect(f"{request.path.removesuffix('answer/')}?at={_after(row, here)}")


def _after(row: Response, here: str) -> str:
    """The question after one; nothing behind the last."""
    codes = [question.code for _page, question in _asked(row)]
    place = codes.index(here) + 1 if here in codes else 0
    return codes[place] if place < len(codes) else ""


def _finished(request: HttpRequest, row: Response, told: dict[str, Any]) -> HttpResponse:
    given = submit(response=row, answers=told, language="zh-hans", by=person(request), at=timezone.now())
    if not given.taken:
        messages.error(request, _("还有必答的题没有问到"))
        return redirect(f"{request.path.removesuffix('answer/')}?at={next(iter(given.faults))}")
    messages.success(request, _("已经提交，谢谢客户，可以取下一位"))
    return redirect("surveys:call")


@require_POST
@needs(Right.TAKE_ANSWERS)
def call_end(request: HttpRequest) -> HttpResponse:
    """How the call ended without answers."""
    who, at = person(request), timezone.now()
    invitation, told = call_of(who, at=at), request.POST.get("outcome", "")
    if invitation is None or told not in set(map(str, CallOutcome)):
        return redirect("surveys:call")
    form = _later(invitation, request.POST if told == CallOutcome.LATER else None)
    if form.is_bound and not form.is_valid():
        return _shown(request, invitation, form)
    try:
        end_call(invitation=invitation, outcome=CallOutcome(told), later_at=form.moment, by=who, at=at)
    except (NotYourCall, WrongMoment) as refusal:
        form.refuse(str(refusal))
        return _shown(request, invitation, form)
    return redirect("surveys:call")
