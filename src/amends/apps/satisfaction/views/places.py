# SPDX-License-Identifier: Apache-2.0
"""Which unit and which year a page is about: those that are asked for, else the person's own and this year."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils import timezone

from amends.apps.core.access import person
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.satisfaction.views.choosing import own_unit

WIDE = (UnitKind.GROUP, UnitKind.PROVINCE, UnitKind.CITY, UnitKind.DISTRICT)
MOST = 300
LONGEST_KEY = 18  # digits


@dataclass(frozen=True, slots=True)
class Place:
    """The unit of a page, and those that may be chosen instead."""

    unit: Unit
    units: tuple[Unit, ...]


def chosen_place(request: HttpRequest) -> Place:
    """The unit that `?unit=` names by code, else the person's own. Raises `Http404` for one beyond their scope."""
    user, code = person(request), request.GET.get("unit", "")
    own = own_unit(user)
    units = tuple(Unit.objects.within(user.scope).filter(kind__in=WIDE)[:MOST])
    if not code or code == own.code:
        return Place(own, units if own in units else (own, *units))
    found = next((each for each in units if each.code == code), None)
    found = found or Unit.objects.within(user.scope).filter(code=code).first()
    if found is None:
        raise Http404
    return Place(found, units if found in units else (found, *units))


def chosen_year(request: HttpRequest) -> int:
    """The year that `?year=` names, else this one. Raises `Http404` for one that there is not."""
    said = request.GET.get("year", "")
    if not said:
        return timezone.localdate().year
    if not said.isdecimal() or len(said) != 4 or not 2000 <= int(said) <= 2100:
        raise Http404
    return int(said)


def after_key(request: HttpRequest) -> int | None:
    """The key that `?before=` names, where to go on in a list; None for anything that is none."""
    said = request.GET.get("before", "")
    return int(said) if said.isdecimal() and len(said) <= LONGEST_KEY else None
