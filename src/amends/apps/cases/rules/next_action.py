# SPDX-License-Identifier: Apache-2.0
"""What is to be done next on a case, by when: an open case is never without it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from amends.apps.cases.rules.contact import (
    Attempt,
    ContactRules,
    missed_in_a_row,
    next_allowed,
    refused,
    used_up,
)
from amends.apps.cases.rules.handling import HandlingStep
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
PROGRESS = "progress"  # the step that tells the customer how far it is, while they wait


@dataclass(frozen=True, slots=True)
class NextAction:
    """What, by when; `text` only where the kind alone does not say it, `owner` (key of a user) where it is not the
    case's own, `not_before` where the customer may not be called sooner."""

    kind: NextKind
    due_at: datetime
    text: str = ""
    owner: int | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenMeasure:
    """Something that was decided for the customer and is not done: `owner` is the key of a user."""

    text: str
    owner: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next action depends on; of `number` and `quiet` see `Course`."""

    state: CaseState
    procedure: Procedure
    planned_at: datetime | None = None
    settled: Collection[int] = ()  # orders of the actions that are done or set aside
    attempts: Sequence[Attempt] = ()
    answered_no: bool = False  # asked since it was handled, the customer did not find it right
    number: OpenMeasure | None = None
    quiet: bool = False


def following(at: datetime, case: Situation, rules: ContactRules) -> NextAction:
    """The next action of a case that has its owner, as its state and procedure ask for."""
    if case.state is CaseState.LOCATED:
        return NextAction(NextKind.CONFIRM_FACTS, at + A_DAY)
    if case.state is CaseState.VERIFIED:
        return NextAction(NextKind.PLAN, at + A_DAY)
    calls = case.state is not CaseState.FIXING and not case.answered_no  # what comes next is a call of ours
    if given_up := _given_up(at, case.attempts, rules, quiet=case.quiet and calls):
        return given_up
    if case.state in {CaseState.PLANNED, CaseState.CONTACTING}:
        return _contact(at, case, rules)
    retry = _retry(at, case, rules)
    if case.state is CaseState.FIXING:
        return _sooner(_measure(at, case), retry)
    return _verification(at, case, rules) if case.answered_no else retry or _verification(at, case, rules)


@dataclass(frozen=True, slots=True)
class Course:
    """What the next action of a case on the twelve steps depends on.

    `step` is the step to do now, `review` the name of the one that sums up, `limit` the earliest limit that still runs,
    `progress_due` until when the customer must hear from us, `answered` the customer's last word since it was handled,
    `second_review` what another person looks at before the case may end, `number` that the customer's number is to be
    put right before anybody dials it, `quiet` that the customer wants no calls of ours.
    """

    state: CaseState
    step: HandlingStep | None
    review: str
    limit: datetime | None = None
    progress_due: datetime | None = None
    measures: Sequence[OpenMeasure] = ()
    attempts: Sequence[Attempt] = ()
    answered: bool | None = None
    second_review: OpenMeasure | None = None
    number: OpenMeasure | None = None
    quiet: bool = False


def following_step(at: datetime, course: Course, rules: ContactRules) -> NextAction:
    """The next action of a case that goes through the twelve steps, never due later than what limits it; but for a call
    that may not be made that soon, which is due the moment it may."""
    found = _after(at, course, rules)
    if course.limit and found.due_at > course.limit:
        return replace(found, due_at=max(course.limit, found.not_before or course.limit))
    return found


def _after(at: datetime, course: Course, rules: ContactRules) -> NextAction:
    if course.state is CaseState.VERIFYING:
        return _ending(at, course, rules)
    retry = _retry(at, course, rules)
    if course.step and course.step.code != PROGRESS:
        work = NextAction(NextKind.DO, at + SOON, course.step.name)
        # a step that has a limit is our own work; the others are done with the customer, who is called for them
        return _sooner(work, retry) if course.step.limit else retry or work
    return _sooner(_waiting(at, course), retry)


def _waiting(at: datetime, course: Course) -> NextAction:
    """What was decided is being done: the measure that is due first, or a word to the customer before it."""
    todo = [_do(each) for each in course.measures]
    if course.step:
        due = course.progress_due or at + A_DAY
        todo.append(NextAction(NextKind.DO, due if todo else at + SOON, course.step.name))
    return min(todo, key=lambda each: each.due_at, default=NextAction(NextKind.MARK_HANDLED, at + A_DAY))


def _ending(at: datetime, course: Course, rules: ContactRules) -> NextAction:
    """What is left once the owner said that it is handled: the customer's word, then what is learnt from it."""
    if waits := course.second_review:
        return _do(waits)
    if course.answered is False:
        return NextAction(NextKind.DECIDE, at + A_DAY)
    if course.answered:
        return NextAction(NextKind.DO, at + A_DAY, course.review)
    if given_up := _given_up(at, course.attempts, rules):
        return given_up
    if retry := _retry(at, course, rules):
        return retry
    return NextAction(NextKind.VERIFY, _in_window(at + A_DAY, course.attempts, rules))


def _retry(at: datetime, case: Situation | Course, rules: ContactRules) -> NextAction | None:
    """The call that was not answered, once more: as soon as the rules of contact allow it, within the hours after; and
    where the number was wrong, putting it right. Nothing where the last call of ours was answered, or where no more may
    be made."""
    run = missed_in_a_row(case.attempts)
    if not run or run[-1].elsewhere:
        return None
    if case.number:
        return _do(case.number)
    earliest = next_allowed(at, case.attempts, rules, do_not_contact=case.quiet)
    return _again(at, earliest, case.attempts, rules) if earliest else None


def _do(measure: OpenMeasure) -> NextAction:
    return NextAction(NextKind.DO, measure.due_at, measure.text[:200], measure.owner)


def _again(at: datetime, earliest: datetime, attempts: Sequence[Attempt], rules: ContactRules) -> NextAction:
    due = _in_window(earliest + RETRY_WITHIN, attempts, rules)
    return NextAction(NextKind.CONTACT_AGAIN, due, not_before=earliest if earliest > at else None)


def _sooner(work: NextAction, retry: NextAction | None) -> NextAction:
    """The retry, but for work that is due before the customer may be called again, or before the number is right."""
    if retry and retry.kind is NextKind.DO:
        return min(work, retry, key=lambda each: each.due_at)
    if retry and (retry.not_before is None or work.due_at >= retry.not_before):
        return retry
    return work


def _given_up(
    at: datetime, attempts: Sequence[Attempt], rules: ContactRules, *, quiet: bool = False
) -> NextAction | None:
    if quiet or refused(attempts):
        return NextAction(NextKind.CLOSE_REFUSED, at + A_DAY)
    if used_up(attempts, rules):
        return NextAction(NextKind.CLOSE_UNREACHABLE, at + A_DAY)
    return None


def _contact(at: datetime, case: Situation, rules: ContactRules) -> NextAction:
    if case.number:
        return _do(case.number)
    if all(each.inbound or each.elsewhere for each in case.attempts):
        return NextAction(NextKind.CONTACT, _in_window(at + A_DAY, case.attempts, rules))
    return _again(at, _in_window(at, case.attempts, rules), case.attempts, rules)


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
