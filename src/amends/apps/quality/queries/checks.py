# SPDX-License-Identifier: Apache-2.0
"""Questions about checks before opening and audits: the lists, who has done theirs and who has not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.utils import timezone

from amends.apps.core.models import Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import CheckRound
from amends.apps.quality.rules.checks import CheckKind, Checklist, Checklists, read_checklists
from amends.packs import load


@cache
def checklists() -> Checklists:
    """The lists of the pack. Raises `ChecklistMalformed`."""
    return read_checklists(load("checklists"))


def before_opening(at: datetime) -> bool:
    """Whether a moment lies before the counters open, local time; the opening itself is too late."""
    return timezone.localtime(at).time() < checklists().opens


@dataclass(frozen=True, slots=True)
class OwnList:
    """One list of a colleague today; `done` where it was gone through."""

    checklist: Checklist
    done: CheckRound | None


def own_lists(who: User, day: date) -> list[OwnList]:
    """What somebody goes through before opening. One query at most."""
    wanted = checklists().daily(who.role)
    if not wanted:
        return []
    rows = CheckRound.objects.unscoped("their own").filter(person=who, day=day, kind=CheckKind.SELF.value)
    known = {row.checklist: row for row in rows}
    return [OwnList(each, known.get(each.code)) for each in wanted]


@dataclass(frozen=True, slots=True)
class HallDay:
    """One place on one day: who was expected to check themselves, who has not, who was late, whose check waited for a
    connection and when it arrived, what was not in order."""

    unit: Unit
    expected: int
    missing: Sequence[User]
    late: Sequence[User]
    waited: Mapping[str, datetime]  # person's name → when it arrived
    failed: Mapping[str, Sequence[str]]  # person's name → words of the items

    @property
    def done(self) -> int:
        """How many have gone through all their lists."""
        return self.expected - len(self.missing)


def day_of_checks(scope: Scope, day: date) -> list[HallDay]:
    """Every place whose colleagues check themselves before opening, the most missing first. Two queries."""
    roles = {role for each in checklists().lists.values() if each.before_opening for role in each.roles}
    people = people_within(scope).filter(is_active=True, role__in=sorted(roles)).select_related("unit")
    rows = CheckRound.objects.within(scope).filter(day=day, kind=CheckKind.SELF.value)
    done: dict[int, list[CheckRound]] = defaultdict(list)
    for row in rows:
        done[row.person_id].append(row)
    places: dict[int, list[User]] = defaultdict(list)
    for each in people.order_by("name", "pk"):
        if each.unit_id:
            places[each.unit_id].append(each)
    found = [_hall_day(each, done) for each in places.values()]
    return sorted(found, key=lambda each: (-len(each.missing), each.unit.number))


def _hall_day(people: Sequence[User], done: Mapping[int, Sequence[CheckRound]]) -> HallDay:
    unit = people[0].unit
    assert unit is not None  # they were grouped by it
    missing = [each for each in people if _lacks(each, done.get(each.pk, ()))]
    late = [
        each
        for each in people
        if each not in missing and not all(row.in_time for row in done.get(each.pk, ()))
    ]
    waited = {
        each.name: row.sent_at for each in people for row in done.get(each.pk, ()) if row.sent_at is not None
    }
    failed = {each.name: words for each in people if (words := failed_words(done.get(each.pk, ())))}
    return HallDay(unit, len(people), missing, late, waited, failed)


def _lacks(who: User, rows: Sequence[CheckRound]) -> bool:
    return not {each.code for each in checklists().daily(who.role)} <= {row.checklist for row in rows}


def failed_words(rows: Sequence[CheckRound]) -> list[str]:
    """What was not in order, in words; items that the list no longer has by their code."""
    words = {(each.code, item.code): item.name for each in checklists().lists.values() for item in each.items}
    return [words.get((row.checklist, code), code) for row in rows for code in row.failed]


def audits(scope: Scope, *, most: int = 50) -> list[CheckRound]:
    """The newest audits. One query."""
    rows = CheckRound.objects.within(scope).filter(kind=CheckKind.AUDIT.value)
    return list(rows.select_related("person", "by", "unit").order_by("-at", "-pk")[:most])


def audits_of(who: User, *, most: int = 20) -> list[CheckRound]:
    """What inspectors found with somebody. One query."""
    rows = CheckRound.objects.unscoped("their own").filter(person=who, kind=CheckKind.AUDIT.value)
    return list(rows.select_related("by").order_by("-at", "-pk")[:most])


def audited(scope: Scope) -> list[User]:
    """Whom an inspector may look at: colleagues who serve customers. One query."""
    roles = {role for each in checklists().lists.values() for role in each.roles}
    people = people_within(scope).filter(is_active=True, role__in=sorted(roles))
    return list(people.select_related("unit").order_by("unit__number", "name")[:1000])
