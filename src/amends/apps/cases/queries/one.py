# SPDX-License-Identifier: Apache-2.0
"""Everything that the page of one case shows, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext

from amends.apps.cases.models import Case, Contact, Step, Transition, Verification
from amends.apps.cases.queries.contacts import attempts_towards
from amends.apps.cases.queries.policy import role_names, rules_for
from amends.apps.cases.rules.contact import (
    Channel,
    Obstacle,
    missed,
    next_allowed,
    obstacle,
    refused,
    used_up,
)
from amends.apps.cases.rules.procedure import Action, Procedure
from amends.apps.cases.rules.signing import is_second_person
from amends.apps.cases.rules.states import PROACTIVE
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import RIGHTS, Right


@dataclass(frozen=True, slots=True)
class StepCard:
    """One action of the procedure with what was recorded of it; `is_follow_up` is settled by the answers."""

    action: Action
    role: str
    record: Step | None
    is_follow_up: bool
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Calling:
    """Whether the customer may be called now; `allowed_at` is the first moment, `None` when never."""

    against: Obstacle | None
    allowed_at: datetime | None
    missed: int
    most: int
    is_used_up: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it."""

    case: Case
    procedure: Procedure
    cards: Sequence[StepCard]
    contacts: Sequence[Contact]
    transitions: Sequence[Transition]
    verifications: Sequence[Verification]
    calling: Calling

    @property
    def steps_open(self) -> bool:
        """Whether a measure is neither done nor set aside."""
        return any(card.record is None and not card.is_follow_up for card in self.cards)


_PEOPLE = ("owner", "pending_owner", "first_receiver", "next_owner", "sign_off_asked_by", "signed_off_by")


def case_numbered(number: str, scope: Scope) -> Case | None:
    """The case of that number, where a person in `scope` may see it, with its people. Two queries."""
    cases = Case.objects.within(scope).with_procedure("unit", "customer__unit")
    case = next(iter(cases.filter(number=number)[:1]), None)
    if case:
        with_people([case], *_PEOPLE)
    return case


def with_people(
    rows: Sequence[Model], *fields: str, known: Mapping[int, User] | None = None
) -> dict[int, User]:
    """The people that some fields of rows name, put into their places: one query for all, in place of a join each.

    `known` are people in hand; returns them and those that were found.
    """
    wanted = {key for row in rows for field in fields if (key := getattr(row, f"{field}_id"))}
    people = dict(known or {})
    if missing := wanted - people.keys():
        people |= User.objects.in_bulk(missing)
    for row in rows:
        for field in fields:
            if key := getattr(row, f"{field}_id"):
                setattr(row, field, people[key])
    return people


def case_view(case: Case, scope: Scope, *, at: datetime) -> CaseView:
    """Everything around a case, in five queries."""
    contacts = list(case.contacts.within(scope).select_related("by"))
    steps = case.steps.within(scope).select_related("by").filter(round=case.reopened)
    return CaseView(
        case=case,
        procedure=case.procedure.procedure,
        cards=_cards(case, {step.order: step for step in steps}),
        contacts=contacts,
        transitions=list(case.transitions.within(scope).select_related("by")),
        verifications=list(case.verifications.within(scope).select_related("by")),
        calling=calling(case, at=at),
    )


def _cards(case: Case, records: dict[int, Step]) -> list[StepCard]:
    procedure, names = case.procedure.procedure, role_names()
    return [
        StepCard(
            action=each,
            role=gettext(names.get(each.role, each.role)),
            record=records.get(each.order),
            is_follow_up=each is procedure.follow_up,
            due_at=case.planned_at + each.within if case.planned_at else None,
        )
        for each in procedure.actions
    ]


def calling(case: Case, *, at: datetime) -> Calling:
    """What the rules of contact say about a call at that moment. One query."""
    rules, attempts = rules_for(case), attempts_towards(case)
    quiet = case.customer.do_not_contact
    return Calling(
        against=obstacle(at, attempts, rules, channel=Channel.PHONE, do_not_contact=quiet),
        allowed_at=next_allowed(at, attempts, rules, channel=Channel.PHONE, do_not_contact=quiet),
        missed=missed(attempts, rules),
        most=rules.max_attempts,
        is_used_up=used_up(attempts, rules),
        refused=(quiet and case.origin in PROACTIVE) or refused(attempts),
    )


def may_sign(case: Case, person: User) -> bool:
    """Whether a person may sign the end that was asked for; no query."""
    leads = person.may(Right.ASSIGN_CASES)
    return is_second_person(person.pk, asker=case.sign_off_asked_by_id, owner=case.owner_id, may_assign=leads)


def may_take(case: Case, person: User) -> bool:
    """Whether a person may take the case out of the queue that it waits in; no query."""
    return bool(case.queue) and (case.queue == person.role or person.may(Right.ASSIGN_CASES))


def people_for(case: Case, *, right: Right = Right.WORK_CASES) -> QuerySet[User]:
    """Who may work on a case (or do with it what `right` says), by name."""
    roles = [str(role) for role, rights in RIGHTS.items() if right in rights]
    number = case.unit.number
    above = Q(unit__number__lte=number, unit__last__gte=number)
    return (
        User.objects.filter(above, is_active=True, role__in=roles)
        .select_related("unit")
        .order_by("name", "pk")
    )
