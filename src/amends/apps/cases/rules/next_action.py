# SPDX-License-Identifier: Apache-2.0
"""What is to be done next on a case, by when: an open case is never without it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.apps.cases.rules.contact import Attempt, ContactRules, next_allowed, refused, used_up
from amends.apps.cases.rules.handling import Handling
from amends.apps.cases.rules.procedure import Procedure
from amends.apps.cases.rules.states import CaseState


class NextKind(StrEnum):
    """The kinds of next action; `DO` and `OTHER` come with words of their own."""

    ACCEPT = "accept"
    CONFIRM_FACTS = "confirm_facts"
    PLAN = "plan"
    CONTACT = "contact"
    CONTACT_AGAIN = "contact_again"
    DO = "do"
    MARK_HANDLED = "mark_handled"
    VERIFY = "verify"
    DECIDE = "decide"
    SIGN_OFF = "sign_off"
    CLOSE_UNREACHABLE = "close_unreachable"
    CLOSE_REFUSED = "close_refused"
    OTHER = "other"


SOON = timedelta(hours=4)
A_DAY = timedelta(hours=24)
RETRY_WITHIN = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class NextAction:
    """What, by when; `text` only where the kind alone does not say it."""

    kind: NextKind
    due_at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next action depends on."""

    state: CaseState
    procedure: Procedure
    planned_at: datetime | None = None
    settled: Collection[int] = ()  # orders of the actions that are done or set aside
    attempts: Sequence[Attempt] = ()
    answered_no: bool = False  # asked since it was handled, the customer did not find it right


def following(at: datetime, case: Situation, rules: ContactRules) -> NextAction:
    """The next action of a case that has its owner, as its state and procedure ask for."""
    if case.state is CaseState.LOCATED:
        return NextAction(NextKind.CONFIRM_FACTS, at + A_DAY)
    if case.state is CaseState.VERIFIED:
        return NextAction(NextKind.PLAN, at + A_DAY)
    if given_up := _given_up(at, case, rules):
        return given_up
    if case.state in {CaseState.PLANNED, CaseState.CONTACTING}:
        return _contact(at, case, rules)
    if case.state is CaseState.FIXING:
        return _measure(at, case)
    return _verification(at, case, rules)


def following_step(
    at: datetime, state: CaseState, handling: Handling, settled: Collection[int]
) -> NextAction:
    """The next action of a case that goes through the twelve steps: the first step of its phase that is open."""
    for step in handling.steps:
        if step.order not in settled and handling.phase_of(step.code).state is state:
            return NextAction(NextKind.DO, at + SOON, step.name)
    return NextAction(NextKind.MARK_HANDLED, at + A_DAY)


def _given_up(at: datetime, case: Situation, rules: ContactRules) -> NextAction | None:
    if refused(case.attempts):
        return NextAction(NextKind.CLOSE_REFUSED, at + A_DAY)
    if used_up(case.attempts, rules):
        return NextAction(NextKind.CLOSE_UNREACHABLE, at + A_DAY)
    return None


def _contact(at: datetime, case: Situation, rules: ContactRules) -> NextAction:
    if all(each.inbound or each.elsewhere for each in case.attempts):
        return NextAction(NextKind.CONTACT, _in_window(at + A_DAY, case.attempts, rules))
    earliest = _in_window(at, case.attempts, rules)
    return NextAction(NextKind.CONTACT_AGAIN, _in_window(earliest + RETRY_WITHIN, case.attempts, rules))


def _measure(at: datetime, case: Situation) -> NextAction:
    for each in case.procedure.measures:
        if each.order not in case.settled:
            return NextAction(NextKind.DO, (case.planned_at or at) + each.within, each.text)
    return NextAction(NextKind.MARK_HANDLED, at + A_DAY)


def _verification(at: datetime, case: Situation, rules: ContactRules) -> NextAction:
    if case.answered_no:
        return NextAction(NextKind.DECIDE, at + A_DAY)
    wanted = max((case.planned_at or at) + case.procedure.follow_up.within, at + A_DAY)
    return NextAction(NextKind.VERIFY, _in_window(wanted, case.attempts, rules))


def _in_window(moment: datetime, attempts: Sequence[Attempt], rules: ContactRules) -> datetime:
    return next_allowed(moment, attempts, rules) or moment
