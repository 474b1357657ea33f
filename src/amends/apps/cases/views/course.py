# SPDX-License-Identifier: Apache-2.0
"""The page of a case on the twelve steps: the card of the step to do now, the way, and who it is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.forms import BoundField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import gettext, gettext_lazy

from amends.apps.cases.actions.steps import refusal_values
from amends.apps.cases.forms.steps import CauseReviewForm, SkipForm, StepCardForm
from amends.apps.cases.forms.working import (
    CaseForm,
    NoteForm,
    ReasonForm,
    ResumeForm,
    SignOffForm,
    VerifyForm,
)
from amends.apps.cases.models import Case, Step
from amends.apps.cases.models.desk_words import PRIORITIES
from amends.apps.cases.models.step_words import FIELD_CHOICES, FIELD_LABELS, REFUSALS
from amends.apps.cases.models.words import OBSTACLES
from amends.apps.cases.queries.asking import agreed_expectation
from amends.apps.cases.queries.course import CourseView, StepLine, course_view
from amends.apps.cases.queries.evidence import packs_offered
from amends.apps.cases.queries.one import may_sign, may_take, people_for
from amends.apps.cases.queries.rooting import content_words
from amends.apps.cases.queries.standing import channel_name, proposals
from amends.apps.cases.rules.course import ACT, LISTEN
from amends.apps.cases.rules.gates import ALWAYS_BEFORE, BEFORE, FEWEST_LETTERS
from amends.apps.cases.rules.handling import HandlingStep
from amends.apps.cases.rules.intake.heard import SOURCES
from amends.apps.cases.rules.signing import is_second_person
from amends.apps.cases.rules.states import CaseState
from amends.apps.cases.views.aside import groups_of
from amends.apps.cases.views.history import history
from amends.apps.cases.views.restoring import Drafts, drafts_of, restored
from amends.apps.cases.views.results import contact_results
from amends.apps.cases.views.unsent import unsent
from amends.apps.core.models import User
from amends.apps.core.panels import panels_for
from amends.apps.core.rules.roles import Right
from amends.ui.components.times import moment

Sent = Mapping[str, CaseForm]
# What is opened when somebody asks for it: each is a page of its own, fetched into the page by htmx.
LATER = {
    "hand_over": gettext_lazy("移交"),
    "next_action": gettext_lazy("改下一步"),
    "ineligible": gettext_lazy("不是投诉：改诉求类型"),
    "withdraw": gettext_lazy("客户撤回"),
}


# What stands open beside every case: address, title, drawing, when it is fetched.
PANELS = (
    ("clocks_panel", gettext_lazy("时限"), "clock", "load"),
    ("tasks_panel", gettext_lazy("待办"), "list-check", "load"),
)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One step in the list as it is shown: `words` say why it waits."""

    step: HandlingStep
    record: Step | None
    waits: bool
    words: str
    is_now: bool
    is_shown: bool


def course_context(
    request: HttpRequest, case: Case, who: User, sent: Sent, *, at: datetime
) -> dict[str, object]:
    """What the template shows; forms that were sent and refused are as they were typed."""
    view = course_view(case, who.scope, at=at, wanted=_wanted(request))
    forms = _forms(view, who, drafts_of(case, who))
    offered = _offered(view, who, forms)
    forms |= {name: form for name, form in sent.items() if name in offered}
    return {
        "view": view,
        "case": case,
        "now": at,
        "me": who,
        "forms": forms,
        "refusals": [error for form in sent.values() for error in form.non_field_errors()],
        "unsent": unsent(sent, offered),
        "results": contact_results(),
        **_around(view, who, sent),
        **_card(view, forms.get("verify" if view.is_asking else "step")),
    }


def _offered(view: CourseView, who: User, forms: Mapping[str, CaseForm]) -> set[str]:
    """The forms that the page shows: those of the state, and those that it opens on demand."""
    on_demand = {name for name, _words, _form in _later(view, who, {})}
    contact = {"contact"} if view.case.is_open else set()
    recorded = {"skip"} if view.record else set()
    return ({*forms} | on_demand | contact) - recorded


def _wanted(request: HttpRequest) -> str:
    """The step that the address names, else the one that was asked for."""
    match = request.resolver_match
    return (str(match.kwargs.get("code", "")) if match else "") or request.GET.get("step", "")


def _around(view: CourseView, who: User, sent: Sent) -> dict[str, object]:
    """What stands around the card."""
    case = view.case
    return {
        "can_sign": case.is_open and may_sign(case, who),
        "may_take": may_take(case, who),
        **packs_offered(case, who),
        "phases": [(phase, [_line(view, line) for line in phase.lines]) for phase in view.phases],
        "groups": groups_of(case, _later(view, who, sent), waiting=_waiting(view), sent=sent),
        "history": history(view),
        "first_panels": _panels(case, PANELS),
        "other_panels": panels_for(who, "CASE_PANELS", case.number),
        "obstacle": OBSTACLES.get(view.calling.against or "", ""),
    }


def _waiting(view: CourseView) -> set[str]:
    return {each.kind for each in view.tasks if not each.done_at}


def _line(view: CourseView, line: StepLine) -> ShownLine:
    return ShownLine(
        step=line.step,
        record=line.record,
        waits=line.waits is not None,
        words=_waits_words(view, line),
        is_now=line.is_now,
        is_shown=line.is_shown,
    )


def _panels(case: Case, panels: Iterable[tuple[str, Words, str, str]]) -> list[tuple[str, Words, str, str]]:
    return [
        (reverse(f"cases:{name}", args=[case.number]), words, drawing, trigger)
        for name, words, drawing, trigger in panels
    ]


def _card(view: CourseView, form: CaseForm | None) -> dict[str, object]:
    """What the card of the shown step has beside its form."""
    step = view.shown
    if step is None:
        return {}
    line = next(line for phase in view.phases for line in phase.lines if line.is_shown)
    refused = bool(form and form.is_bound and form.non_field_errors())
    return {
        **_before(view, step),
        "recorded": _named(line.record.record) if line.record and not form else [],
        "shown_waits": _waits_words(view, line),
        "ready": step.code == LISTEN and len(str(view.facts.get("story_zh", ""))) >= FEWEST_LETTERS,
        "gate": _gate_words(step),
        "questions": _questions(form),
        "may_override": step.code in BEFORE and step.code not in ALWAYS_BEFORE,
        "may_skip": step.code != ACT,
        "can_override": refused and _may_override(view, line),
        "expected": agreed_expectation(view.case) if view.is_asking else None,
        **_solution(view, form),
    }


def _before(view: CourseView, step: HandlingStep) -> dict[str, object]:
    """What is known before the step: what nobody types, the words of the intake that the card was filled in from, and
    what was recorded otherwise than the intake heard it."""
    sources = (code for code in SOURCES.get(step.code, ()) if code in view.facts)
    return {
        "told": _named(view.told),
        "heard": _named({code: view.facts[code] for code in sources}),
        "corrected": [FIELD_LABELS[code] for code in sorted(view.corrected)],
    }


def _solution(view: CourseView, form: CaseForm | None) -> dict[str, object]:
    """What the card of the solution has: measures, who may do them, the customer's aims, ways that are known."""
    asks = view.shown is not None and view.shown.code == ACT
    rows = form.measure_rows() if asks and isinstance(form, StepCardForm) else []
    aims = [(code, FIELD_CHOICES["aims"].get(code, code), covered) for code, covered in view.aims.items()]
    return {
        "measure_rows": rows,
        "people": [(str(each.pk), str(each)) for each in people_for(view.case)] if rows else [],
        "aims": aims,
        "uncovered": not all(covered for _code, _words, covered in aims),
        "proposals": proposals() if form and "cause" in form.fields else [],
    }


def _gate_words(step: HandlingStep) -> str:
    """The gate as content says it, fields by their names."""
    words = gettext(step.gate)
    for code in sorted(FIELD_LABELS, key=len, reverse=True):
        if len(code) > 4:  # shorter ones are words of the language, too
            words = words.replace(code, gettext("「%(words)s」") % {"words": FIELD_LABELS[code]})
    return words


def _questions(form: CaseForm | None) -> list[BoundField]:
    return [form[code] for code in form.codes] if isinstance(form, VerifyForm) else []


def _may_override(view: CourseView, line: StepLine) -> bool:
    return line.waits.can_override if line.waits else view.calm_first


def _named(record: Mapping[str, object]) -> list[tuple[object, object]]:
    """What was recorded, by the names of its fields and choices; what is kept for the log stays out."""
    return [
        (FIELD_LABELS[code], _value_words(code, value))
        for code, value in record.items()
        if code in FIELD_LABELS
    ]


def _value_words(code: str, value: object) -> object:
    named = FIELD_CHOICES.get(code) or content_words(code)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return gettext("、").join(str(named.get(str(each), each)) for each in value)
    if isinstance(value, dict):
        return " · ".join(map(str, value.values()))
    if code.endswith("_at"):
        moment_of = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment(cast(datetime, moment_of))
    if code == "contact_channel":
        return channel_name(str(value))
    return named.get(str(value), PRIORITIES.get(str(value), value))


def _forms(view: CourseView, who: User, drafts: Drafts) -> dict[str, CaseForm]:
    case = view.case
    made: dict[str, CaseForm] = {}
    if case.is_open and view.shown and not view.is_asking:
        code = view.shown.code
        card = StepCardForm(case=case, code=code, known=view.known, auto_id="step_%s")
        made["step"] = restored(card, f"step-{code}", drafts)
        made["skip"] = SkipForm(case=case, auto_id="skip_%s")
    for name, form in _state_forms(view).items():
        made[name] = restored(form, name, drafts)
    if view.second_review and _can_review(view, who):
        review = CauseReviewForm(case=case, auto_id="review_cause_%s")
        made["review_cause"] = restored(review, "review_cause", drafts)
    if case.pending_owner_id and who.pk in {case.pending_owner_id, case.owner_id}:
        made["decline"] = ReasonForm(case=case, auto_id="decline_%s")
    return made


def _state_forms(view: CourseView) -> dict[str, CaseForm]:
    case = view.case
    if not case.is_open:
        return {"reopen": ReasonForm(case=case, auto_id="reopen_%s")}
    if case.state != CaseState.VERIFYING:
        return {}
    made: dict[str, CaseForm] = {}
    if view.is_asking:
        made["verify"] = VerifyForm(case=case, auto_id="verify_%s")
    last = next(iter(view.verifications), None)
    if last and last.round == case.reopened and not last.recovered:
        made["resume"] = ResumeForm(case=case, auto_id="resume_%s")
        made["sign_off"] = SignOffForm(case=case, auto_id="sign_off_%s")
    if view.calling.is_used_up:
        made["unreachable"] = _note(case, "unreachable")
    if view.calling.refused:
        made["refused"] = _note(case, "refused")
    return made


def _note(case: Case, name: str) -> CaseForm:
    return NoteForm(case=case, auto_id=f"{name}_%s")


def _can_review(view: CourseView, who: User) -> bool:
    task = view.second_review
    if task is None:
        return False
    asker, leads = int(task.facts.get("asker", 0)), who.may(Right.ASSIGN_CASES)
    return is_second_person(who.pk, asker=asker, owner=view.case.owner_id, may_assign=leads)


def _later(view: CourseView, who: User, sent: Sent) -> Sequence[tuple[str, object, CaseForm | None]]:
    case = view.case
    if not case.is_open:
        return ()
    names = [name for name in LATER if name != "hand_over" or _may_hand_over(case, who)]
    return [(name, LATER[name], sent.get(name)) for name in names]


def _may_hand_over(case: Case, who: User) -> bool:
    return case.owner_id == who.pk or who.may(Right.ASSIGN_CASES)


def _waits_words(view: CourseView, line: StepLine) -> str:
    """Why a step waits, in words; empty where it does not."""
    if line.waits is None:
        return ""
    return str(REFUSALS[line.waits.code]) % refusal_values(line.waits, view.handling)
