# SPDX-License-Identifier: Apache-2.0
"""The channels of the registry, and who is told of what comes by them."""

from collections.abc import Iterable
from functools import cache
from typing import cast

from django.db.models import QuerySet

from amends.apps.cases.rules.registry import Plain, Registry, read_registry
from amends.apps.core.models import Unit, User
from amends.packs import load


@cache
def registry() -> Registry:
    """Today's channels and level rules."""
    return read_registry(cast(Plain, load("channels_and_roles")))


def holders(roles: Iterable[str], unit: Unit) -> QuerySet[User]:
    """The people with one of the roles who look after a unit, the nearest first. One query."""
    above = User.objects.filter(unit__number__lte=unit.number, unit__last__gte=unit.number, is_active=True)
    return above.filter(role__in=[*roles]).order_by("-unit__number", "pk")
