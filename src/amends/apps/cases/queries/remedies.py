# SPDX-License-Identifier: Apache-2.0
"""Questions about remedies: who may approve, what like cases were given, what the panel of a case shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from amends.apps.cases.models import Case, Remedy, Task
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import REMEDY_KINDS, ClaimType, RemedyKind, RemedyState, TaskKind
from amends.apps.cases.queries.policy import playbook
from amends.apps.cases.rules.remedies import (
    LIKE_CASES_SINCE,
    LikeCases,
    beyond_ordinary,
    like_cases,
    refusal,
    yuan,
)
from amends.apps.core.models import User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right, Role
from amends.apps.customers.models.relationship import Expectation
from amends.apps.promises.queries.authority import authority_levels, goodwill_given
from amends.apps.promises.rules.authority import STANDS_FOR, Level, Refusal
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load

_STANDING = (RemedyState.APPROVED, RemedyState.GIVEN)


def own_refusal(
    case: Case, person: User, *, kind: str, amount: int, at: datetime, given: int | None = None
) -> Refusal | None:
    """Why a person may not give this alone, or `None`; amount in fen, `given` how often the customer got goodwill
    lately, where that is known. One query for goodwill where it is not, none else."""
    if kind != RemedyKind.GOODWILL:
        given = 0
    elif given is None:
        given = goodwill_given(case.customer, at=at)
    return refusal(authority_levels(), role=person.role, kind=kind, amount=amount, goodwill_given=given)


def is_beyond_ordinary(case: Case, *, kind: str, amount: int, at: datetime, given: int | None = None) -> bool:
    """Whether a kindness to a reporter goes beyond what everybody gets without an exception; `given` as in
    `own_refusal`. One query at most."""
    if not case.special:
        return False
    return beyond_ordinary(
        authority_levels(),
        special=case.special,
        kind=kind,
        amount=amount,
        ordinary_role=ordinary_role(case),
        goodwill_given=goodwill_given(case.customer, at=at) if given is None else given,
    )


def ordinary_role(case: Case) -> str:
    """The role that decides remedies of the case's class as the playbook says it."""
    return str(playbook(RecoveryClass(case.recovery_class))[1]["authority_role"])


def approver_for(case: Case, asked: Level, *, proposer: User) -> User | None:
    """The nearest person above the case who may approve: of the first role whose authority covers it, else of the
    next one up; never the proposer."""
    for role in _roles_from(asked):
        for leader in leaders_above(case.unit, role):
            if leader.pk != proposer.pk and leader.may(Right.WORK_CASES):
                return leader
    return None


def _roles_from(asked: Level) -> Iterator[Role]:
    levels = [level.role for level in authority_levels()]
    for name in levels[levels.index(asked.role) :]:
        yield from (role for role in Role if STANDS_FOR.get(role, role) == name)


def may_decide(remedy: Remedy, person: User, *, at: datetime, given: int | None = None) -> bool:
    """Whether a person may approve or refuse a remedy that waits: another than who proposed it, above the case,
    with the authority for it; `given` as in `own_refusal`."""
    if person.pk == remedy.proposed_by_id or not person.scope.covers(remedy.case.unit.number):
        return False
    against = own_refusal(remedy.case, person, kind=remedy.kind, amount=remedy.amount, at=at, given=given)
    return against is None


def given_in_like_cases(leaf: str, kind: str, *, at: datetime) -> LikeCases | None:
    """The middle amount, in fen, that customers with the same topic got in the last 90 days; `None` where fewer
    than five did, or where the case has no topic. One query."""
    if not leaf:
        return None
    rows = Remedy.objects.unscoped(
        "equal cases get equal offers, whoever has them; only a middle of many is shown"
    )
    like = rows.filter(leaf=leaf, kind=kind, proposed_at__gt=at - LIKE_CASES_SINCE, state__in=_STANDING)
    return like_cases(like.values_list("amount", flat=True))


class Bar(StrEnum):
    """Why a remedy that waits can only be refused, whoever looks at it."""

    LATE = "late"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """A remedy with what the person who looks may do with it; `waits` is whose approval it waits for, `bar` what
    keeps anybody from approving it now, so that it can only be refused."""

    remedy: Remedy
    may_decide: bool
    waits: Task | None = None
    bar: Bar | None = None
    is_own: bool = False

    @property
    def yuan(self) -> str:
        """The amount as people read it."""
        return yuan(self.remedy.amount)

    @property
    def may_give(self) -> bool:
        """Whether it waits only for being paid."""
        return self.remedy.state == RemedyState.APPROVED

    @property
    def may_drop(self) -> bool:
        """Whether it can still be called off: while it waits only by who proposed it."""
        waits = self.remedy.state == RemedyState.WAITING
        return self.is_own if waits else self.remedy.state == RemedyState.APPROVED


@dataclass(frozen=True, slots=True)
class RemediesView:
    """What the panel shows: the remedies, the person's own limits, like cases by kind, what the customer expects."""

    rows: Sequence[RemedyRow]
    has_authority: bool
    restitution_limit: str | None  # in yuan; `None` is without limit
    goodwill_limit: str | None
    times_left: int | None
    like: Sequence[tuple[object, LikeCases, str]]  # what, how many and the middle, which in yuan
    notes: Sequence[str]
    expectation: Expectation | None
    no_payment_needed: bool


def remedies_view(case: Case, person: User, scope: Scope, *, at: datetime) -> RemediesView:
    """Everything that the remedies panel of a case shows, in at most eight queries."""
    rows = list(case.remedies.within(scope).select_related("proposed_by", "decided_by", "promise"))
    asked = _approvals(case) if any(each.state == RemedyState.WAITING for each in rows) else {}
    found = {kind: given_in_like_cases(case.taxonomy, kind, at=at) for kind in RemedyKind}
    level, given = _own_level(person), goodwill_given(case.customer, at=at)
    return RemediesView(
        rows=[_row(each, case, person, asked.get(each.pk), at=at, given=given) for each in rows],
        has_authority=level is not None,
        restitution_limit=_limit(level.restitution if level else 0),
        goodwill_limit=_limit(level.goodwill if level else 0),
        times_left=None
        if not level or level.goodwill_times is None
        else max(level.goodwill_times - given, 0),
        like=[(REMEDY_KINDS[kind], each, yuan(each.median)) for kind, each in found.items() if each],
        notes=cast(tuple[str, ...], load("recovery_playbooks")["authority_notes_zh"]),
        expectation=case.customer.expectations.within(scope).order_by("-pk").first(),
        no_payment_needed=_claims_no_money(case),
    )


def _row(
    remedy: Remedy, case: Case, person: User, waits: Task | None, *, at: datetime, given: int
) -> RemedyRow:
    remedy.case = case
    if remedy.state != RemedyState.WAITING:
        return RemedyRow(remedy, may_decide=False)
    own = remedy.proposed_by_id == person.pk
    may = may_decide(remedy, person, at=at, given=given)
    return RemedyRow(remedy, may, waits, _bar(remedy, at, given), own)


def _bar(remedy: Remedy, at: datetime, given: int) -> Bar | None:
    if remedy.due_at <= at:
        return Bar.LATE
    barred = is_beyond_ordinary(remedy.case, kind=remedy.kind, amount=remedy.amount, at=at, given=given)
    return Bar.ORDINARY if barred else None


def _approvals(case: Case) -> dict[int, Task]:
    """Whom the remedies of a case wait for, by the key of the remedy. One query."""
    rows = Task.objects.unscoped(IN_SCOPE).filter(case=case, kind=TaskKind.APPROVAL, done_at=None)
    return {int(each.facts["remedy"]): each for each in rows.select_related("owner")}


def approval_of(remedy: Remedy) -> Task | None:
    """The approval that a remedy waits for. One query."""
    return _approvals(remedy.case).get(remedy.pk)


def own_limit(person: User, kind: str) -> int | None:
    """How much a person may give of a kind alone, in fen; `None` is without limit. No query."""
    level = _own_level(person)
    if level is None:
        return 0
    return level.restitution if kind == RemedyKind.RESTITUTION else level.goodwill


def _own_level(person: User) -> Level | None:
    role = STANDS_FOR.get(person.role, person.role)
    return next((level for level in authority_levels() if level.role == role), None)


def _limit(amount: int | None) -> str | None:
    return None if amount is None else yuan(amount)


def _claims_no_money(case: Case) -> bool:
    intake = getattr(case, "intake", None)
    return bool(intake and intake.claim_type == ClaimType.EMOTIONAL)


def remedy_in(case: Case, scope: Scope, pk: int) -> Remedy | None:
    """One remedy of a case, where a person in `scope` may see it."""
    rows = case.remedies.within(scope).select_related(
        "case__unit", "case__customer", "promise", "proposed_by"
    )
    return rows.filter(pk=pk).first()
