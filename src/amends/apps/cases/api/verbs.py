# SPDX-License-Identifier: Apache-2.0
"""Which verb of a transition is which action, and what it takes."""

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict, TypeVar

from amends.apps.cases.actions import appealing, closing, ending, handling, ownership, pausing
from amends.apps.cases.actions.milestones import reach_milestone
from amends.apps.cases.actions.opening import reopen_case
from amends.apps.cases.actions.steps import do_step, settle_received, skip_step
from amends.apps.cases.api.bodies import ContactIn, StepIn, TransitionIn, Verb
from amends.apps.cases.models import Case
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.states import HANDLING
from amends.apps.core.api import Problem
from amends.apps.core.models import User

T = TypeVar("T")
LONGEST_STEP = 200  # characters of a next action


class Doing(TypedDict):
    """What every verb asks for: the case, the version that was seen, who does it, and when."""

    case: Case
    version: int
    by: User
    at: datetime


def named(username: str | None, what: str = "to") -> User:
    """The person of a staff number; 422 where it is missing or nobody's."""
    found = User.objects.filter(username=username or "", is_active=True).select_related("unit").first()
    if found is None:
        raise Problem(422, f"`{what}` must be the staff number of a colleague", code="person_unknown")
    return found


def _needed(value: T | None, what: str) -> T:
    if value is None:
        raise Problem(422, f"this verb needs `{what}`", code="invalid")
    return value


def _urge(doing: Doing, body: TransitionIn) -> object:
    return pausing.urge(case=doing["case"], reason=body.reason, by=doing["by"], at=doing["at"])


def _verify(doing: Doing, body: TransitionIn) -> object:
    contact = body.contact or ContactIn(result=ResultCode.REACHED)
    answers = {code: None if isinstance(each, bool) else each for code, each in body.answers.items()}
    return closing.verify(**doing, answers=answers, made=contact.made(), told_result=body.told_result)


def _pause(doing: Doing, body: TransitionIn) -> object:
    until = _needed(body.until, "until")
    return pausing.pause(**doing, reason=body.pause_reason, until=until, note=body.reason)


def _go_on(doing: Doing, body: TransitionIn) -> object:
    if len(body.reason) > LONGEST_STEP:
        raise Problem(422, f"`reason` may have {LONGEST_STEP} characters with this verb", code="too_long")
    return handling.resume_fixing(**doing, what=body.reason, due_at=_needed(body.until, "until"))


def _ask_sign_off(doing: Doing, body: TransitionIn) -> object:
    told = body.outer_channel_told
    signer = named(body.to)
    return closing.ask_sign_off(**doing, reason=body.reason, outer_channel_told=told, signer=signer)


def _ineligible(doing: Doing, body: TransitionIn) -> object:
    kind = str(body.request_type or "")
    return closing.close_ineligible(**doing, reason=body.reason, request_type=kind)


VERBS: dict[Verb, Callable[[Doing, TransitionIn], object]] = {
    Verb.ACCEPT: lambda doing, _: ownership.accept(**doing),
    Verb.DECLINE: lambda doing, body: ownership.decline(**doing, reason=body.reason),
    Verb.TAKE: lambda doing, _: ownership.take(**doing),
    Verb.HAND_OVER: lambda doing, body: ownership.hand_over(
        **doing, to=named(body.to), reason=body.reason, risk=body.risk
    ),
    Verb.OFFER: lambda doing, body: ownership.offer(
        **doing, queue=_needed(body.queue, "queue"), reason=body.reason, risk=body.risk
    ),
    Verb.PAUSE: _pause,
    Verb.RESUME: lambda doing, _: pausing.resume(**doing),
    Verb.URGE: _urge,
    Verb.SUPERVISE: lambda doing, body: pausing.supervise(**doing, reason=body.reason),
    Verb.FED_BACK: lambda doing, body: appealing.feed_back(
        **doing, words=body.reason, reference=body.reference, told_at=body.happened_at
    ),
    Verb.REGULATOR_DATE: lambda doing, body: appealing.set_regulator_date(
        **doing, due_at=_needed(body.until, "until")
    ),
    Verb.MILESTONE: lambda doing, body: reach_milestone(
        **doing,
        what=_needed(body.milestone, "milestone"),
        words=body.reason,
        happened_at=body.happened_at,
    ),
    Verb.RECEIVED: lambda doing, _: settle_received(**doing),
    Verb.FACTS: lambda doing, body: handling.confirm_facts(**doing, findings=body.reason),
    Verb.PLAN: lambda doing, body: handling.make_plan(**doing, plan=body.reason),
    Verb.HANDLED: lambda doing, _: handling.mark_handled(**doing),
    Verb.GO_ON: _go_on,
    Verb.VERIFY: _verify,
    Verb.REVIEW_CAUSE: lambda doing, body: ending.review_cause(
        **doing, agrees=body.agrees, words=body.reason
    ),
    Verb.ASK_SIGN_OFF: _ask_sign_off,
    Verb.CLOSE_UNREACHABLE: lambda doing, body: closing.close_unreachable(**doing, note=body.reason),
    Verb.CLOSE_REFUSED: lambda doing, body: closing.close_refused(**doing, note=body.reason),
    Verb.CLOSE_INELIGIBLE: _ineligible,
    Verb.CLOSE_NOT_RECOVERED: lambda doing, _: closing.close_not_recovered(**doing),
    Verb.WITHDRAW: lambda doing, body: ending.withdraw(**doing, words=body.reason, freely=body.freely),
    Verb.REOPEN: lambda doing, body: reopen_case(**doing, reason=body.reason),
}


def do_or_skip(doing: Doing, body: StepIn) -> object:
    """One of the twelve steps by its code, or an action of a playbook by its order."""
    if doing["case"].procedure.code != HANDLING:
        result = "not_needed" if body.skip else "done"
        order = _needed(body.order, "order")
        return handling.record_step(**doing, order=order, result=result, note=body.note)
    if body.skip:
        return skip_step(**doing, code=body.code, reason=body.note)
    return do_step(**doing, code=body.code, record=body.record, despite=body.despite)
