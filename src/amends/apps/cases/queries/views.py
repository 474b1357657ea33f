# SPDX-License-Identifier: Apache-2.0
"""The saved views that a person may choose from."""

from django.db.models import Q

from amends.apps.cases.models import SavedView
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right


def views_for(person: User) -> list[SavedView]:
    """A person's own views and those shared with a unit that they belong to, by name. One query."""
    mine = Q(owner=person)
    if person.unit:
        mine |= Q(unit__number__lte=person.unit.number, unit__last__gte=person.unit.number)
    return list(SavedView.objects.filter(mine).select_related("owner", "unit").order_by("name", "pk"))


def view_of(person: User, key: int) -> SavedView | None:
    """One of them."""
    return next((each for each in views_for(person) if each.pk == key), None)


def may_remove(view: SavedView, person: User) -> bool:
    """Whether it is their own; or was shared by somebody who is gone, with a unit where they assign cases."""
    if view.owner_id == person.pk:
        return True
    if view.unit is None or view.owner.is_active:
        return False
    return person.may(Right.ASSIGN_CASES) and person.scope.covers(view.unit.number)
