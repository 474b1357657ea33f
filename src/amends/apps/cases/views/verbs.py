# SPDX-License-Identifier: Apache-2.0
"""The buttons of a case's page: each is one verb."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from amends.apps.cases.actions import closing, ending, handling, ownership
from amends.apps.cases.actions.contacting import record_contact
from amends.apps.cases.actions.opening import reopen_case
from amends.apps.cases.actions.steps import settle_received
from amends.apps.cases.forms.steps import CauseReviewForm, NoComplaintForm, WithdrawForm
from amends.apps.cases.forms.working import (
    CaseForm,
    ContactForm,
    EmptyForm,
    FactsForm,
    HandOverForm,
    NextActionForm,
    NoteForm,
    PlanForm,
    ReasonForm,
    ResumeForm,
    SignOffForm,
    StepForm,
    VerifyForm,
)
from amends.apps.cases.models import Case
from amends.apps.cases.rules.next_action import NextKind
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.views.acting import Doing, act, cleaned
from amends.apps.core.access import needs
from amends.apps.core.rules.roles import Right

F = TypeVar("F", bound=CaseForm)
View = Callable[[HttpRequest, str], HttpResponse]


def button(
    name: str,
    form_class: Callable[..., F],
    done: object,
    verb: Callable[[Doing, F], object],
    right: Right = Right.WORK_CASES,
) -> View:
    """A view that does one verb on the case of that number."""

    @require_POST
    @needs(right)
    def view(request: HttpRequest, number: str) -> HttpResponse:
        return act(request, number, name=name, form_class=form_class, verb=verb, done=done)

    return view


def _verify(doing: Doing, form: VerifyForm) -> object:
    told = form.cleaned_data["told_result"]
    return closing.verify(**doing, answers=form.answers(), made=form.made(), told_result=told)


def _review_cause(doing: Doing, form: CauseReviewForm) -> object:
    agrees = form.cleaned_data["agrees"] == "yes"
    return ending.review_cause(**doing, agrees=agrees, words=form.cleaned_data["words"])


def contact_words(case: Case) -> str:
    """That a contact is noted; where the customer is to be called again, also by whom and from when on."""
    if case.next_kind != NextKind.CONTACT_AGAIN or case.next_owner is None:
        return gettext("联系已登记")
    known = {"next": case.next_action, "name": case.next_owner.name}
    return gettext("联系已登记。下一步：%(next)s，由 %(name)s 办理") % known


def no_complaint_form(*args: Any, case: Case, **options: Any) -> CaseForm:
    """What the customer brought is no complaint only as something else; what we found ourselves just ends."""
    form = NoComplaintForm if case.procedure.code == HANDLING else ReasonForm
    return form(*args, case=case, **options)


def _ineligible(doing: Doing, form: CaseForm) -> object:
    kind = form.cleaned_data.get("request_type", "")
    return closing.close_ineligible(**doing, reason=form.cleaned_data["reason"], request_type=kind)


def _with(action: Callable[..., object], *names: str) -> Callable[[Doing, CaseForm], object]:
    """The verb with some values of the form."""
    return lambda doing, form: action(**doing, **cleaned(form, *names))


VERBS: dict[str, View] = {
    "accept": button("accept", EmptyForm, _("已接收，案件由您负责"), _with(ownership.accept)),
    "decline": button("decline", ReasonForm, _("已退回"), _with(ownership.decline, "reason")),
    "hand_over": button(
        "hand_over",
        HandOverForm,
        _("已请对方接收；接收之前仍由原责任人负责"),
        _with(ownership.hand_over, "to", "reason", "risk"),
    ),
    "next_action": button(
        "next_action",
        NextActionForm,
        _("下一步已安排"),
        _with(ownership.set_next_action, "text", "owner", "due_at"),
    ),
    "facts": button("facts", FactsForm, _("核查结论已记录"), _with(handling.confirm_facts, "findings")),
    "plan": button("plan", PlanForm, _("修复安排已定下"), _with(handling.make_plan, "plan")),
    "step": button("step", StepForm, _("步骤已登记"), _with(handling.record_step, "order", "result", "note")),
    "contact": button(
        "contact",
        ContactForm,
        contact_words,
        lambda doing, form: record_contact(**doing, made=form.made()),
    ),
    "handled": button("handled", EmptyForm, _("已办理完毕，等客户确认"), _with(handling.mark_handled)),
    "verify": button("verify", VerifyForm, _("客户的回答已记录"), _verify),
    "resume": button("resume", ResumeForm, _("继续修复"), _with(handling.resume_fixing, "what", "due_at")),
    "sign_off": button(
        "sign_off",
        SignOffForm,
        _("已提请复核"),
        _with(closing.ask_sign_off, "reason", "outer_channel_told", "signer"),
    ),
    "not_recovered": button(
        "not_recovered",
        EmptyForm,
        _("已按未修复结案"),
        _with(closing.close_not_recovered),
        Right.ASSIGN_CASES,
    ),
    "unreachable": button(
        "unreachable", NoteForm, _("已按无法联系结案"), _with(closing.close_unreachable, "note")
    ),
    "refused": button("refused", NoteForm, _("已按客户意愿结案"), _with(closing.close_refused, "note")),
    "ineligible": button("ineligible", no_complaint_form, _("已按不适用结案"), _ineligible),
    "withdraw": button(
        "withdraw", WithdrawForm, _("已按客户撤回结案"), _with(ending.withdraw, "words", "freely")
    ),
    "review_cause": button(
        "review_cause", CauseReviewForm, _("复审意见已登记"), _review_cause, Right.ASSIGN_CASES
    ),
    "received": button("received", EmptyForm, _("受理时已办的步骤已登记"), _with(settle_received)),
    "reopen": button("reopen", ReasonForm, _("案件已重开"), _with(reopen_case, "reason")),
}
