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


@dataclass(frozen=True, slots=True)
class Together:
    """What the panel of a case shows of its surroundings."""

    watchers: Sequence[Watcher]
    notes: Sequence[Note]
    links: Sequence[Link]
    linked_from: Sequence[Link]
    merged: Sequence[Case]
    children: Sequence[Case]
    transfers: Sequence[Transfer]


def together(case: Case, scope: Scope) -> Together:
    """Everything around a case, in seven queries."""
    links = Link.objects.within(scope)
    return Together(
        watchers=list(case.watchers.select_related("person")),
        notes=list(case.notes.within(scope).exclude(kind=NoteKind.RESTRICTED).select_related("by")[:20]),
        links=list(links.filter(case=case).select_related("other")),
        linked_from=list(links.filter(other=case).select_related("case")),
        merged=list(case.merged.within(scope)),
        children=list(case.children.within(scope).select_related("owner")[:50]),
        transfers=list(case.transfer_rows.within(scope).select_related("before", "after")),
    )


def waiting_cases(*, portion: int = 200) -> Iterator[Case]:
    """Open cases that wait in a queue: the most urgent first, then the one that is due first. Read in portions, each
    from behind the last, so that those that stay do not hide the rest."""
    cases = Case.objects.unscoped(_WHY).open().exclude(queue="")
    cases = cases.select_related("unit", "customer", "owner", "procedure")
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
