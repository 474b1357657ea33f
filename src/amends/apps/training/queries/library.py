# SPDX-License-Identifier: Apache-2.0
"""What stands in the library: the cards of the pack, the reflections that were shared, the pledge of a unit."""

from functools import cache

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.training.models.learning import LibraryMark, Pledge, Reflection
from amends.apps.training.rules.library import Card, Library, read_library
from amends.packs import load

READ_BELOW = "what a unit shares is read by all below it"


@cache
def library() -> Library:
    """The library of the pack."""
    return read_library(load("library"), load("handling_steps"))


def cards_of(*, topic: str = "", words: str = "", kind: str = "") -> list[Card]:
    """The cards that fit, in the order of the library; empty asks for nothing."""
    found = library().cards.values()
    return [
        each
        for each in found
        if topic in ("", each.topic) and kind in ("", each.kind) and (not words or each.holds(words))
    ]


def read_by(person: User) -> set[str]:
    """The cards that a person has read. One query."""
    return set(LibraryMark.objects.filter(person=person).values_list("card", flat=True))


def pledge_of(unit: Unit | None) -> str:
    """The pledge of the nearest unit that wrote one, else that of the pack. One query."""
    if unit is None:
        return library().pledge
    rows = Pledge.objects.unscoped(READ_BELOW).filter(
        unit__number__lte=unit.number, unit__last__gte=unit.number
    )
    nearest = rows.order_by("-unit__number").first()
    return nearest.words if nearest else library().pledge


def shared_reflections(scope: Scope, *, most: int = 50) -> list[Reflection]:
    """What was shared in one's own units and those above, the newest first, as it was masked. One query."""
    rows = Reflection.objects.unscoped(READ_BELOW).filter(shared_at__isnull=False)
    above = rows.filter(unit__number__lte=scope.first, unit__last__gte=scope.last)
    found = (above | rows.filter(unit__number__range=(scope.first, scope.last))).order_by("-shared_at", "-pk")
    return list(found.only("pk", "shown", "shared_at")[:most])


def waiting_reflections(scope: Scope, reader: User) -> list[Reflection]:
    """What waits for a second look, but one's own. One query."""
    rows = Reflection.objects.within(scope).filter(offered_at__isnull=False, shared_at__isnull=True)
    return list(rows.exclude(author=reader).select_related("unit").order_by("offered_at", "pk")[:50])


def own_reflections(person: User) -> list[Reflection]:
    """One's own, the newest first. One query."""
    return list(Reflection.objects.unscoped("one's own").filter(author=person).order_by("-pk")[:50])
