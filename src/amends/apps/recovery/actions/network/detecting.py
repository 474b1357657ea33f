# SPDX-License-Identifier: Apache-2.0
"""Finding hot spots: complaints go to one that is known, and where enough gather a new one is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Min

from amends.apps.cases.models import Case
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.recovery.models import HotSpot, HotSpotCase
from amends.apps.recovery.queries.network.hot_spots import Placed, complaints_with_place, spots_going_on
from amends.apps.recovery.rules.network.clusters import Cluster, clusters, joined

_ALL = "hot spots are looked for in every unit"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: new hot spots, and cases that went to one that was known."""

    new: int
    grown: int


def find_hot_spots(*, by: User | None, at: datetime) -> Found:
    """Look through the complaints of the last thirty days that belong to no hot spot yet. A case belongs to one only,
    so that a search that was killed, or runs twice, finds the rest and doubles nothing."""
    placed = {each.report.key: each for each in complaints_with_place(at=at)}
    known = joined(spots_going_on(), [each.report for each in placed.values()])
    by_spot: dict[int, list[Placed]] = {}
    for key, spot in known.items():
        by_spot.setdefault(spot, []).append(placed.pop(key))
    grown = sum(_grow(spot, rows, by=by, at=at) for spot, rows in sorted(by_spot.items()))
    new = [
        _keep(each, [placed[key] for key in each.keys], by=by, at=at)
        for each in clusters([each.report for each in placed.values()])
    ]
    return Found(sum(new), grown)


def _keep(found: Cluster, rows: Sequence[Placed], *, by: User | None, at: datetime) -> bool:
    """Keep a new hot spot with its cases; nothing where another search was quicker."""
    with transaction.atomic():
        cases = _free(rows)
        if len(cases) < len(rows):
            return False
        with writing(by=by, at=at) as log:
            spot = HotSpot.objects.create(
                unit=_common_unit(cases), place=_place(cases), lat=found.lat, lon=found.lon,
                radius_m=round(found.radius_m), first_at=found.first_at, last_at=found.last_at, found_at=at,
            )  # fmt: skip
            _join(spot, rows, at)
            log(EventKind.HOT_SPOT_FOUND, spot, unit=spot.unit, cases=len(rows), radius_m=spot.radius_m)
    return True


def _grow(key: int, rows: Sequence[Placed], *, by: User | None, at: datetime) -> int:
    """Take cases into a hot spot; returns how many."""
    with transaction.atomic():
        locked = HotSpot.objects.unscoped(_ALL).select_for_update(no_key=True).get(pk=key)
        free = {case.pk for case in _free(rows)}
        fresh = [each for each in rows if each.report.key in free]
        if not fresh:
            return 0
        with writing(by=by, at=at) as log:
            _join(locked, fresh, at)
            _remember(locked)
            log(EventKind.HOT_SPOT_GREW, locked, unit=locked.unit, cases=len(fresh))
    return len(fresh)


def _free(rows: Sequence[Placed]) -> list[Case]:
    """The cases of some reports, locked, that belong to no hot spot by now."""
    keys = [each.report.key for each in rows]
    cases = Case.objects.unscoped(_ALL).filter(pk__in=keys).select_related("unit").order_by("pk")
    found = list(cases.select_for_update(no_key=True, of=("self",)))
    taken = HotSpotCase.objects.unscoped(_ALL).filter(case__in=keys)
    there = set(taken.values_list("case_id", flat=True))
    return [each for each in found if each.pk not in there]


def _join(spot: HotSpot, rows: Sequence[Placed], at: datetime) -> None:
    HotSpotCase.objects.bulk_create(
        HotSpotCase(spot=spot, case_id=each.report.key, by_residence=each.by_residence, joined_at=at)
        for each in rows
    )


def _remember(spot: HotSpot) -> None:
    """From when to when its cases are, and the unit that holds all their customers."""
    cases = Case.objects.unscoped(_ALL).filter(hot_spot__spot=spot)
    told = cases.aggregate(first=Min("received_at"), last=Max("received_at"))
    spot.first_at, spot.last_at = told["first"], told["last"]
    spot.unit = _common_unit(list(cases.select_related("unit")))
    spot.save(update_fields=["first_at", "last_at", "unit"])


def _common_unit(cases: Sequence[Case]) -> Unit:
    """The lowest unit with all of them below it."""
    first, last = min(each.unit.number for each in cases), max(each.unit.number for each in cases)
    return Unit.objects.filter(number__lte=first, last__gte=last).order_by("-number")[0]


def _place(cases: Sequence[Case]) -> str:
    """What the place is called: the site that most of the cases are at, else what one of them said."""
    rows = Case.objects.unscoped(_ALL).filter(pk__in=[each.pk for each in cases])
    said = rows.values_list("place__site__name", "place__words", "customer__residence__site__name")
    for names in zip(*said, strict=True):
        given = sorted(str(name) for name in names if name)
        if given:
            return max(given, key=lambda name: (given.count(name), name))
    return ""
