# SPDX-License-Identifier: Apache-2.0
"""The saved views that a person may choose from."""

from django.db.models import Q

from amends.apps.cases.models import SavedView
from amends.apps.core.models import User


def views_for(person: User) -> list[SavedView]:
    """A person's own views and those shared with a unit that they belong to, by name. One query."""
    mine = Q(owner=person)
    if person.unit:
        mine |= Q(unit__number__lte=person.unit.number, unit__last__gte=person.unit.number)
    return list(SavedView.objects.filter(mine).order_by("name", "pk"))


def view_of(person: User, key: int) -> SavedView | None:
    """One of them."""
    return next((each for each in views_for(person) if each.pk == key), None)
