# SPDX-License-Identifier: Apache-2.0
"""Questions about special persons: who could own the case, who reviews, who is of the circle, who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.module_loading import import_string

from amends.apps.cases.models import Case, Duty, Note, SpecialFlag, Task
from amends.apps.cases.models.case import IN_SCOPE
from amends.apps.cases.models.desk_words import NoteKind, TaskKind
from amends.apps.cases.queries.governance_content import special_rules
from amends.apps.cases.queries.one import people_for
from amends.apps.cases.queries.standing import channel_level
from amends.apps.cases.rules.special import Candidate, SpecialRule, trained_owner
from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right, Role

REVIEWS = ("legal_review", "press_review", "expert_review")
LOOKED_WITHIN = timedelta(hours=1)
_OFFICES = (Role.COMPLIANCE_LEAD, Role.PR_LEAD)
_INSTEAD = (Role.TEAM_LEADER, Role.CITY_MANAGER, Role.RECOVERY_MANAGER)


def owner_for(case: Case, kind: str, on: date) -> User | None:
    """Who is trained for a special person's case, else the leader above it; `None` where there is neither. As soon as
    some around the case hold the certificate for it, only they are asked."""
    people = {each.pk: each for each in people_for(case)}
    certified = import_string(settings.AMENDS_CERTIFIED)(people.keys(), "special_owner", on)
    key = trained_owner(_candidates(certified or people.keys(), case), special_rules().kinds[kind].skill)
    return people[key] if key is not None else first_leader(case, *_INSTEAD)


def _candidates(keys: object, case: Case) -> Sequence[Candidate]:
    duties = Duty.objects.filter(person__in=list(keys))  # type: ignore[call-overload]
    load = Case.objects.unscoped("how much somebody has, wherever it is").open().exclude(pk=case.pk)
    counts = dict(
        load.filter(owner__in=[each.pk for each in duties]).values_list("owner").annotate(Count("pk"))
    )
    return [Candidate(each.pk, each.skills, each.on_duty, counts.get(each.pk, 0)) for each in duties]


def first_leader(case: Case, *roles: Role, other_than: User | None = None) -> User | None:
    """The nearest person above the case with the first of the roles that somebody has."""
    for role in roles:
        for leader in leaders_above(case.unit, role):
            if leader.may(Right.WORK_CASES) and (other_than is None or leader.pk != other_than.pk):
                return leader
    return None


def reviewer_for(case: Case, rule: SpecialRule) -> User | None:
    """Who reviews: the role that the rule names, else somebody trained for it, else a leader above the case; never
    its owner, who writes what is reviewed."""
    named = [Role(rule.reviewer)] if rule.reviewer in set(Role) else []
    others = [each for each in people_for(case) if each.pk != case.owner_id]
    found = first_leader(case, *named, other_than=case.owner) if named else None
    if found is None and rule.skill:
        key = trained_owner(_candidates([each.pk for each in others], case), rule.skill)
        found = next((each for each in others if each.pk == key), None)
    return found or first_leader(case, *_INSTEAD, other_than=case.owner)


def reviews_of(case: Case) -> tuple[SpecialRule, ...]:
    """The reviews that written replies of a case wait for."""
    return special_rules().review_of(case.special, channel_level(case.channel))


def may_decide(task: Task, person: User, case: Case) -> bool:
    """Whether a person may decide an exception, settle a review or judge as compliance: who was asked; an exception any
    leader of the unit; a review or a judgement another of the same office, or any leader once who was asked has left.
    Never who asks, wrote what is reviewed, or owns the case. One query at most."""
    asker = task.facts.get("by") if task.kind in REVIEWS else task.made_by_id
    if person.pk == task.owner_id:
        return person.pk != asker or task.kind == TaskKind.COMPLIANCE
    if person.pk in {asker, case.owner_id} or not person.scope.covers(case.unit.number):
        return False
    if task.kind == TaskKind.EXCEPTION or not task.owner.is_active:
        return person.may(Right.ASSIGN_CASES)
    return person.role in _OFFICES and person.role == task.owner.role


def in_circle(case: Case, person: User) -> bool:
    """Whether a person may read what is kept confidential: the owner, who is asked to take over, who flagged it,
    the leaders above, and the reviewers. At most two queries."""
    if person.pk in {case.owner_id, case.pending_owner_id} or person.may(Right.ASSIGN_CASES):
        return person.scope.covers(case.unit.number)
    reviews = Task.objects.unscoped(IN_SCOPE).filter(
        case=case, owner=person, kind__in=[*REVIEWS, "compliance"]
    )
    flagged = SpecialFlag.objects.unscoped(IN_SCOPE).filter(case=case, by=person)
    return reviews.exists() or flagged.exists()


def readable_notes(case: Case, person: User, scope: Scope) -> QuerySet[Note]:
    """The notes of a case that a person may read: confidential ones only within the circle."""
    notes = case.notes.within(scope).select_related("by")
    return notes if in_circle(case, person) else notes.exclude(kind=NoteKind.RESTRICTED)


def looked_lately(case: Case, person: User, *, at: datetime) -> bool:
    """Whether it is on record already that a person opened the case within the last hour."""
    looks = Event.objects.unscoped("the case is in hand").filter(
        subject=subject_key(case), kind=EventKind.SPECIAL_LOOKED_AT, by=person
    )
    return looks.filter(at__gt=at - LOOKED_WITHIN, at__lte=at).exists()


@dataclass(frozen=True, slots=True)
class Look:
    """One time that somebody opened the case."""

    at: datetime
    who: User | None


def looks_at(case: Case, *, most: int = 20) -> list[Look]:
    """Who opened a special person's case, the newest first."""
    events = Event.objects.unscoped("the case is in hand").filter(
        subject=subject_key(case), kind=EventKind.SPECIAL_LOOKED_AT
    )
    return [Look(each.at, each.by) for each in events.select_related("by").order_by("-sequence")[:most]]


def open_tasks(case: Case, *kinds: str) -> QuerySet[Task]:
    """The tasks of a case that are not done, of these kinds or of all."""
    rows = (
        Task.objects.unscoped(IN_SCOPE)
        .filter(case=case, done_at__isnull=True)
        .select_related("owner", "made_by")
    )
    return rows.filter(kind__in=kinds) if kinds else rows


def task_in(case: Case, scope: Scope, pk: int) -> Task | None:
    """One task of a case, where a person in `scope` may see it."""
    return case.tasks.within(scope).select_related("owner", "made_by").filter(Q(pk=pk)).first()
