# SPDX-License-Identifier: Apache-2.0
"""The page of one case: on the left what to do now, on the right who it is about."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.cases.actions.special import note_look
from amends.apps.cases.forms.working import (
    CaseForm,
    ContactForm,
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
from amends.apps.cases.models.words import OBSTACLES, STATES
from amends.apps.cases.queries.evidence import packs_offered
from amends.apps.cases.queries.one import CaseView, StepCard, case_numbered, case_view, may_sign, may_take
from amends.apps.cases.rules.states import HANDLING, RECOVERY_WAY, CaseState
from amends.apps.cases.views.aside import Later, groups_of
from amends.apps.cases.views.course import course_context
from amends.apps.cases.views.history import passed
from amends.apps.cases.views.restoring import Drafts, drafts_of, restored
from amends.apps.cases.views.results import contact_results
from amends.apps.cases.views.unsent import unsent
from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.apps.customers.models.words import VALUE_TIERS

S = CaseState
FORMS: dict[str, type[CaseForm]] = {
    "facts": FactsForm,
    "plan": PlanForm,
    "contact": ContactForm,
    "verify": VerifyForm,
    "resume": ResumeForm,
    "sign_off": SignOffForm,
    "hand_over": HandOverForm,
    "next_action": NextActionForm,
    "unreachable": NoteForm,
    "refused": NoteForm,
    "ineligible": ReasonForm,
    "reopen": ReasonForm,
    "decline": ReasonForm,
}
# What is folded away beside the case, and the panels that stand in its middle.
BESIDE = {
    "hand_over": gettext_lazy("移交"),
    "next_action": gettext_lazy("改下一步"),
    "ineligible": gettext_lazy("不适用：写明原因结案"),
}
_FETCHED = "hand_over"  # asks for everybody's load: only when it is opened
_IN_THE_MIDDLE = ("remedies_panel", "replies_panel")
# The forms that a state calls for, beside those of every open case.
_OF_STATE: dict[CaseState, tuple[str, ...]] = {
    S.LOCATED: ("facts", "ineligible"),
    S.VERIFIED: ("plan", "ineligible"),
    S.PLANNED: ("contact", "ineligible"),
    S.CONTACTING: ("contact", "ineligible"),
    S.FIXING: ("contact",),
    S.VERIFYING: ("contact", "verify"),
}


def new_form(name: str, case: Case) -> CaseForm:
    """An empty form; its fields have ids of their own, since several forms stand on the page."""
    return FORMS[name](case=case, auto_id=f"{name}_%s")


def found(request: HttpRequest, number: str) -> Case:
    """The case of that number within the person's units; 404 otherwise. Who opens that of a special person, on
    whatever page, is put on record."""
    case = case_numbered(number, person(request).scope)
    if case is None:
        raise Http404
    note_look(case, person(request), timezone.now())
    return case


@require_GET
@needs(Right.WORK_CASES)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    return case_page(request, found(request, number))


def case_page(
    request: HttpRequest, case: Case, bound: Mapping[str, CaseForm] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the forms that were sent and refused as they were typed."""
    who, at, sent = person(request), timezone.now(), bound or {}
    if case.procedure.code == HANDLING:
        context = course_context(request, case, who, sent, at=at)
        return render(request, "cases/course.html", context, status=status)
    return render(request, "cases/page.html", _page_context(case, who, sent, at), status=status)


def _page_context(case: Case, who: User, sent: Mapping[str, CaseForm], at: datetime) -> dict[str, object]:
    view, drafts = case_view(case, who.scope, at=at), drafts_of(case, who)
    return {
        "view": view,
        "case": case,
        "now": at,
        "me": who,
        "can_sign": case.is_open and may_sign(case, who),
        "may_take": may_take(case, who),
        **packs_offered(case, who),
        **(shown := _forms(view, who, sent, drafts)),
        "groups": groups_of(
            case, _later(form_names(view, who), shown["forms"]), leaving_out=_IN_THE_MIDDLE, sent=sent
        ),
        "other_panels": panels_for(who, "FOUND_CASE_PANELS", case.number),
        **_shown(view),
    }


def _later(names: Collection[str], forms: Mapping[str, CaseForm]) -> list[Later]:
    """What is folded away beside the case."""
    return [(name, words, forms.get(name)) for name, words in BESIDE.items() if name in names]


def _forms(view: CaseView, who: User, sent: Mapping[str, CaseForm], drafts: Drafts) -> dict[str, Any]:
    case, names = view.case, [each for each in form_names(view, who) if each != _FETCHED or each in sent]
    return {
        "forms": {name: sent.get(name) or restored(new_form(name, case), name, drafts) for name in names},
        "cards": [(card, _step_form(card, case, sent)) for card in view.cards],
        "unsent": unsent(sent, [*names, *_open_steps(view, sent)]),
        "refusals": [error for form in sent.values() for error in form.non_field_errors()],
    }


def _shown(view: CaseView) -> dict[str, object]:
    tier = view.case.customer.value_tier
    return {
        "way": _way(view),
        "history": _history(view),
        "value_tier": VALUE_TIERS.get(tier, tier),
        "obstacle": OBSTACLES.get(view.calling.against or "", ""),
        "results": contact_results(),
    }


def form_names(view: CaseView, who: User) -> list[str]:
    """The forms that the page of a case shows to a person."""
    case = view.case
    if not case.is_open:
        return ["reopen"]
    names = [*_OF_STATE[CaseState(case.state)], "next_action"]
    if case.owner_id == who.pk or who.may(Right.ASSIGN_CASES):
        names.append("hand_over")
    if case.pending_owner_id and who.pk in {case.pending_owner_id, case.owner_id}:
        names.append("decline")
    if case.state == CaseState.VERIFYING and any(each.round == case.reopened for each in view.verifications):
        names += ["resume", "sign_off"]
    if view.calling.is_used_up and case.state in {S.CONTACTING, S.FIXING, S.VERIFYING}:
        names.append("unreachable")
    if view.calling.refused and case.state in {S.PLANNED, S.CONTACTING, S.FIXING, S.VERIFYING}:
        names.append("refused")
    return names


def _step_form(card: StepCard, case: Case, sent: Mapping[str, CaseForm]) -> CaseForm:
    refused = sent.get("step")
    if refused and str(refused.data.get("order")) == str(card.action.order):
        return refused
    return StepForm(case=case, initial={"order": card.action.order}, auto_id=f"step{card.action.order}_%s")


def _open_steps(view: CaseView, sent: Mapping[str, CaseForm]) -> list[str]:
    """Whether the card of the step that was sent can still be sent again."""
    order = str(sent["step"].data.get("order")) if "step" in sent else ""
    cards = (card for card in view.cards if str(card.action.order) == order)
    open_still = view.case.is_open and view.case.planned_at
    return ["step" for card in cards if open_still and not card.record and not card.is_follow_up]


def _way(view: CaseView) -> list[dict[str, object]]:
    """The states on the way, with when each was entered in this round, and where the case is."""
    at: dict[str, datetime] = {}
    for each in view.transitions:
        if each.after == CaseState.LOCATED:
            at.clear()
        at[each.after] = each.at
    now = CaseState(view.case.state)
    last = now if now not in RECOVERY_WAY else CaseState.RECOVERED
    return [
        {"name": STATES[state], "at": at.get(state), "current": state is now}
        for state in (*RECOVERY_WAY, last)
    ]


def _history(view: CaseView) -> list[dict[str, object]]:
    """The states passed, the newest first."""
    return [
        {"at": each.at, "who": each.by, "text": passed(each.after, each.reason), "kind": "quiet"}
        for each in reversed(view.transitions)
    ]
