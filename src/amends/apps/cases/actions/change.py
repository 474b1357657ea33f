# SPDX-License-Identifier: Apache-2.0
"""One change of one case: locked, on the version that the person saw, logged, and never without a next action."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.actions.rooting import keep_root
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.actions.texts import kept, next_words
from amends.apps.cases.models import Case, Step, Task, Transfer, Transition, Verification
from amends.apps.cases.models.words import STATES
from amends.apps.cases.queries.contacts import attempts_towards
from amends.apps.cases.queries.limits import has_begun
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.queries.standing import course_of, number_to_fix
from amends.apps.cases.rules.clocks import Fact, FactKind, plain_values
from amends.apps.cases.rules.contact import Attempt
from amends.apps.cases.rules.exceptions import ClosingRefusal, closing_refusal
from amends.apps.cases.rules.handling import HandlingStep
from amends.apps.cases.rules.next_action import (
    SOON,
    NextAction,
    NextKind,
    Situation,
    following,
    following_step,
)
from amends.apps.cases.rules.procedure import Procedure
from amends.apps.cases.rules.states import END_STATES, HANDLING, CaseState, right_to_move, way
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.roles import Right

IN_SCOPE = "the case was found within the person's scope"


class CaseRefused(ValueError):
    """A verb on a case was refused; `sentence` tells the person why and what to do."""

    sentence: str | Promise = ""

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__(str(self.sentence % data if data else self.sentence))


class CaseChanged(CaseRefused):
    """Somebody else changed the case since the person saw it: nothing is overwritten."""

    sentence = _("这个案件刚刚被别人改过，请看过最新内容再提交")


class RightMissing(CaseRefused):
    """The person may not do this."""

    sentence = _("您没有办理这个案件的权限")


class MoveRefused(CaseRefused):
    """A state would be skipped, or the case has ended."""

    sentence = _("案件现在是「%(before)s」，不能直接变为「%(after)s」")


class WordsMissing(CaseRefused):
    """A reason or a description was left empty."""

    sentence = _("请写明原因或内容")


class CannotWork(CaseRefused):
    """A person was to get a case that they may not see or work on."""

    sentence = _("%(name)s 不能办理这个案件：没有权限，或者不在机构范围内")


class ClosingRefused(CaseRefused):
    """The case may not end now; `why` is the rule's word."""

    _SENTENCES: ClassVar[dict[ClosingRefusal, Promise]] = {
        ClosingRefusal.OPEN_EXCEPTION: _("例外申请还没有结果，不能结案"),
        ClosingRefusal.OPEN_REVIEW: _("还有审批或复核没有完成，不能结案"),
        ClosingRefusal.ONLY_RULES: _(
            "只写“公司规定”不能结案：写明核实的事实、规定保护什么、给了客户什么选择，或先申请例外"
        ),
    }

    def __init__(self, why: ClosingRefusal) -> None:
        self.why, self.sentence = why, self._SENTENCES[why]
        super().__init__()


# The customer's own «yes», and a case that goes on in another, wait for nobody of us.
_NEVER_HELD = frozenset({CaseState.RECOVERED, CaseState.MERGED})


@dataclass
class Change:
    """The case under lock, with what a verb needs to change it."""

    case: Case
    log: Log
    by: User
    at: datetime
    facts: list[Fact] = field(default_factory=list)

    @property
    def state(self) -> CaseState:
        """Where the case stands now."""
        return CaseState(self.case.state)

    @property
    def procedure(self) -> Procedure:
        """The procedure that is pinned to the case."""
        return self.case.procedure.procedure

    def attempts(self) -> list[Attempt]:
        """The contacts that say whether the customer may be contacted, the oldest first."""
        return attempts_towards(self.case)

    def settled(self) -> set[int]:
        """The orders of the actions that are done or set aside in this round."""
        rows = Step.objects.unscoped(IN_SCOPE).filter(case=self.case, round=self.case.reopened)
        return set(rows.values_list("order", flat=True))

    def move(self, after: CaseState, reason: str = "") -> None:
        """Bring the case into a state; raises `MoveRefused` or `RightMissing`. Ends it where the state is an end."""
        right = right_to_move(self.state, after)
        if right is None or after not in {*way(self.case.procedure.code), *END_STATES}:
            raise MoveRefused(before=STATES[self.state], after=STATES[after])
        if not self.by.may(right):
            raise RightMissing
        Transition.objects.create(
            case=self.case, before=self.state, after=after, at=self.at, by=self.by, reason=reason
        )
        if after in END_STATES:
            self.refuse_end(after, reason)
        self.case.state = after
        if after in END_STATES:
            self._end(reason)

    def note(self, kind: EventKind, **payload: Json) -> None:
        """Log an event about the customer."""
        case = self.case
        self.log(kind, case, about=case.customer.code, unit=case.unit, number=case.number, **payload)

    def fact(self, kind: FactKind, happened_at: datetime | None = None, **values: object) -> None:
        """Note something that the clocks follow from, where it did not happen just now with its moment; it is kept,
        with all that follows, before the next action is set, or when the change ends."""
        self.facts.append(Fact(kind, happened_at or self.at, plain_values(values)))

    def keep_facts(self) -> None:
        """Keep what was noted for the clocks; the due time of the case then goes by it."""
        facts, self.facts = self.facts, []
        if facts:
            keep_time(self.case, facts, by=self.by, at=self.at, log=self.log)

    def pass_on_lateness(self, next_action: NextAction | None = None) -> None:
        """Write the next action of a case that goes from hand to hand; where it was late already it stays as late: who
        passes a case on, or takes it, gains no time at the customer's cost."""
        was_due, told = self.case.next_due_at, self.case.overdue_told
        if next_action:
            self.set_next(next_action, self.case.owner)
        else:
            self.follow()
        if was_due and was_due <= self.at:
            self.case.next_due_at, self.case.overdue_told = was_due, told

    def set_next(self, next_action: NextAction, owner: User) -> None:
        """Write the next action."""
        self.case.next_kind, self.case.next_text = next_action.kind, next_words(next_action)
        late_still = self.case.next_due_at and max(self.case.next_due_at, next_action.due_at) <= self.at
        self.case.next_owner, self.case.next_due_at = owner, next_action.due_at
        if not late_still:  # who works on a late case is not told again after each step that it is late
            self.case.overdue_told = 0

    def follow(self) -> None:
        """Set the next action that the state, the procedure and the clocks ask for; nothing on a case that has
        ended."""
        self.keep_facts()
        if not self.case.is_open:
            return
        if self.case.pending_owner:
            self.set_next(NextAction(NextKind.ACCEPT, self.at + SOON), self.case.pending_owner)
            return
        if self.case.next_kind == NextKind.SIGN_OFF and self.case.sign_off_asked_by_id:
            return
        if self.case.procedure.code == HANDLING:
            self._follow_steps()
            return
        self.set_next(following(self.at, self._situation(), rules_for(self.case)), self.case.owner)

    def _follow_steps(self) -> None:
        course = course_of(self.case, at=self.at)
        self._begin(course.step)
        found = following_step(self.at, course, rules_for(self.case))
        whose = self.case.owner
        if found.owner not in {None, whose.pk}:
            whose = User.objects.get(pk=found.owner)
        self.set_next(found, whose)

    def _begin(self, step: HandlingStep | None) -> None:
        """Start the clock of the step to do now, where it has one and it does not run yet; of a case that is not stored
        yet whoever stores it keeps it."""
        if step is None or step.limit is None or has_begun(self.case, step.order):
            return
        self.fact(FactKind.STEP_STARTED, step=str(step.order), minutes=int(step.limit.total_seconds() // 60))
        if self.case.pk:
            self.keep_facts()

    def _situation(self) -> Situation:
        if (
            self.case.planned_at is None
        ):  # nothing was done yet that matters, and a new case has no key to look by
            return Situation(self.state, self.procedure)
        answered = Verification.objects.unscoped(IN_SCOPE).filter(
            case=self.case, round=self.case.reopened, recovered=False
        )
        since, attempts = self.case.handled_at, self.attempts()
        return Situation(
            state=self.state,
            procedure=self.procedure,
            planned_at=self.case.planned_at,
            settled=self.settled(),
            attempts=attempts,
            answered_no=since is not None and answered.filter(at__gte=since).exists(),
            number=number_to_fix(self.case, attempts),
            quiet=self.case.customer.do_not_contact,
        )

    def refuse_end(self, after: CaseState, reason: str) -> None:
        """Raises `ClosingRefused` where the case may not end that way now. One query."""
        if after in _NEVER_HELD:
            return
        waiting = Task.objects.unscoped(IN_SCOPE).filter(case=self.case, done_at__isnull=True)
        words = reason if after is CaseState.NOT_RECOVERED else None
        if why := closing_refusal(waiting.values_list("kind", flat=True), reason=words):
            raise ClosingRefused(why)

    def _end(self, reason: str) -> None:
        case = self.case
        case.is_open, case.closed_at, case.outcome, case.close_reason = False, self.at, case.state, reason
        case.pending_owner = case.next_owner = case.next_due_at = None
        case.next_kind = case.next_text = case.queue = ""
        asked = Transfer.objects.unscoped(IN_SCOPE).filter(case=case, accepted_at=None, declined_at=None)
        asked.update(declined_at=self.at)
        keep_root(case)
        self.fact(FactKind.RESOLVED)
        self.note(EventKind.CASE_CLOSED, outcome=str(case.outcome))


@contextmanager
def changing(case: Case, *, version: int, by: User, at: datetime) -> Iterator[Change]:
    """Lock a case, check that it is as the person saw it and theirs to work on, and save it one version on.

    Raises `CaseChanged` or `RightMissing`.
    """
    with writing(by=by, at=at) as log:
        rows = Case.objects.unscoped(IN_SCOPE).with_procedure("unit", "customer", "owner")
        row = rows.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
        if row.version != version:
            raise CaseChanged
        if not can_work(by, row):
            raise RightMissing
        change = Change(row, log, by, at)
        yield change
        change.keep_facts()
        row.version, row.active_at = row.version + 1, at
        row.save()
        keep_words(row)


def can_work(person: User, case: Case) -> bool:
    """Whether a person may work on a case: the right, and the unit in their scope."""
    return person.may(Right.WORK_CASES) and person.scope.covers(case.unit.number)


def checked_words(words: str, *, health: bool = False) -> str:
    """What somebody typed, as it may be stored: without personal data, and without space around it; with `health` the
    words on health stay, since the customer agreed. Raises `WordsMissing` where nothing is left."""
    refuse_blank(words)
    return kept(words, health=health)


def refuse_blank(*words: str) -> None:
    """Raises `WordsMissing` where one of the texts holds nothing."""
    if not all(each.strip() for each in words):
        raise WordsMissing
