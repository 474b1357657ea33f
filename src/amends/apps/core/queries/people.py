# SPDX-License-Identifier: Apache-2.0
"""Questions about people and units."""

from collections.abc import Iterable

from django.db.models import QuerySet

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Role


def people_within(scope: Scope) -> QuerySet[User]:
    """Everybody in a subtree, in the order of the organisation."""
    spanned = User.objects.filter(unit__number__range=(scope.first, scope.last))
    return spanned.select_related("unit").order_by("unit__number", "role", "username")


def names_of(keys: Iterable[int | None]) -> dict[int, str]:
    """What the people of some keys are called: the log keeps keys, never names. One query at most."""
    wanted = {key for key in keys if key is not None}
    return {each.pk: str(each) for each in User.objects.filter(pk__in=wanted)} if wanted else {}


def leaders_above(unit: Unit, role: Role) -> QuerySet[User]:
    """Active people of a role whose subtree holds `unit`, the nearest first: the reporting line."""
    above = User.objects.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
    return above.filter(role=role, is_active=True).select_related("unit").order_by("-unit__number", "pk")
