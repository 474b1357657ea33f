# SPDX-License-Identifier: Apache-2.0
"""Who works beside whom on a case, and who could take one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from amends.apps.cases.models import Case, Duty, Link, Note, Transfer, Watcher
from amends.apps.cases.models.desk_words import NoteKind
from amends.apps.cases.rules.transfers import Hand
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope

_WHY = "what waits is given out for everybody"
_AT_BOTH_ENDS = "a link is shown only where the case at its other end is in scope"


@dataclass(frozen=True, slots=True)
class Together:
    """What the panel of a case shows of its surroundings; of cases out of scope only that there are some."""

    watchers: Sequence[Watcher]
    notes: Sequence[Note]
    links: Sequence[Link]
    linked_from: Sequence[Link]
    elsewhere: int  # links with cases that the person may not see
    merged_into: Case | None
    parent: Case | None
    merged: Sequence[Case]
    children: Sequence[Case]
    transfers: Sequence[Transfer]


def together(case: Case, scope: Scope) -> Together:
    """Everything around a case, in eight queries at most."""
    links, linked_from, elsewhere = _links(case, scope)
    above = Case.objects.within(scope).in_bulk([key for key in (case.merged_into_id, case.parent_id) if key])
    return Together(
        watchers=list(case.watchers.select_related("person")),
        notes=list(case.notes.within(scope).exclude(kind=NoteKind.RESTRICTED).select_related("by")[:20]),
        links=links,
        linked_from=linked_from,
        elsewhere=elsewhere,
        merged_into=above.get(case.merged_into_id or 0),
        parent=above.get(case.parent_id or 0),
        merged=list(case.merged.within(scope)),
        children=list(case.children.within(scope).select_related("owner")[:50]),
        transfers=list(case.transfer_rows.within(scope).select_related("before", "after")),
    )


def _links(case: Case, scope: Scope) -> tuple[list[Link], list[Link], int]:
    """Links to and from cases in scope, and how many there are beside: a customer's matters cross units."""
    rows = Link.objects.unscoped(_AT_BOTH_ENDS).filter(Q(case=case) | Q(other=case))
    seen = list(rows.select_related("case__unit", "other__unit"))
    to = [each for each in seen if each.case_id == case.pk and scope.covers(each.other.unit.number)]
    back = [each for each in seen if each.other_id == case.pk and scope.covers(each.case.unit.number)]
    return to, back, len(seen) - len(to) - len(back)


def waiting_cases(*, portion: int = 200) -> Iterator[Case]:
    """Open cases that wait in a queue: the most urgent first, then the one that is due first. Read in portions, each
    from behind the last, so that those that stay do not hide the rest."""
    cases = Case.objects.unscoped(_WHY).open().exclude(queue="")
    cases = cases.with_procedure("unit", "customer", "owner")
    rows = cases.order_by("priority", F("due_at").asc(nulls_last=True), "pk")
    behind = Q()
    while found := list(rows.filter(behind)[:portion]):
        yield from found
        behind = _behind(found[-1])


def _behind(last: Case) -> Q:
    """What stands behind a case in the order of those that wait; without a due time it is the last of its priority."""
    later = Q(due_at=last.due_at, pk__gt=last.pk)
    if last.due_at is not None:
        later |= Q(due_at__gt=last.due_at) | Q(due_at=None)
    return Q(priority__gt=last.priority) | (Q(priority=last.priority) & later)


def hands_for(case: Case) -> dict[int, Hand]:
    """Who is on duty for a case's queue: of its role, with its unit in their scope. Two queries."""
    rows = Duty.objects.filter(
        on_duty=True,
        person__is_active=True,
        person__role=case.queue,
        person__unit__number__lte=case.unit.number,
        person__unit__last__gte=case.unit.number,
    )
    counted = _open_cases([row.person_id for row in rows])
    return {
        row.person_id: Hand(
            row.person_id, counted.get(row.person_id, 0), row.most_open, frozenset(row.skills), row.since
        )
        for row in rows
    }


def _open_cases(people: Sequence[int]) -> dict[int, int]:
    mine = Case.objects.unscoped(_WHY).open().filter(owner__in=people).order_by()
    return {row["owner"]: row["n"] for row in mine.values("owner").annotate(n=Count("pk"))}


def duty_of(person: User) -> Duty | None:
    """Whether somebody is on duty."""
    return Duty.objects.filter(person=person).first()


def related(case: Case, number: str, scope: Scope) -> Case | None:
    """Another case that somebody named by its number, within their scope."""
    found = Case.objects.within(scope).filter(Q(number__iexact=number.strip())).exclude(pk=case.pk)
    return found.select_related("owner", "unit", "customer").first()
