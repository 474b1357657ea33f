# SPDX-License-Identifier: Apache-2.0
"""Verbs on a hot spot: say how far it is, make it a mass incident."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions import CaseRefused
from amends.apps.cases.actions.joining import join_incident
from amends.apps.cases.models import Case, CaseQuerySet
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.recovery.models import HotSpot
from amends.apps.recovery.rules.network.words import MOVES, HotSpotState

_SEEN = "the person's scope holds the hot spot"


class SpotChanged(ValueError):
    """Somebody else moved the hot spot meanwhile, or it does not go that way."""

    def __str__(self) -> str:
        return str(_("这个热点刚刚有了变化，请看过现在的情况再操作"))


class NothingToGather(ValueError):
    """No open case of the hot spot can carry an incident."""

    def __str__(self) -> str:
        return str(_("热点里没有能归为批量事件的未结案件"))


class NoteMissing(ValueError):
    """A hot spot was to be handled or closed without a word on what was done."""

    def __str__(self) -> str:
        return str(_("请写一句做了什么、为什么"))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The case that carries the incident, how many were gathered under it now, and those that were not, with why."""

    incident: Case
    joined: int
    refused: tuple[tuple[str, str], ...]


def move_spot(*, spot: HotSpot, state: HotSpotState, note: str, by: User, at: datetime) -> HotSpot:
    """Say that a hot spot is handled, closed, or open again. Raises `NoteMissing`, `SpotChanged`."""
    if not note.strip():
        raise NoteMissing
    with writing(by=by, at=at) as log:
        row = _locked(spot, by)
        if row.state != spot.state or state not in MOVES[HotSpotState(row.state)]:
            raise SpotChanged
        row.state, row.note, row.moved_at = state, note.strip()[:200], at
        row.save(update_fields=["state", "note", "moved_at"])
        log(EventKind.HOT_SPOT_MOVED, row, unit=row.unit, state=str(state))
    return row


def gather(*, spot: HotSpot, by: User, at: datetime) -> Gathered:
    """Make a hot spot one mass incident: the open case that came first carries it, the other open ones are gathered
    under it and keep their owners and clocks. Pressed again it takes in what came since. Each case is a transaction of
    its own: what one refuses holds nothing up. Raises `NothingToGather`, `SpotChanged`."""
    incident = _incident(spot, by, at)
    others = _open_cases(spot, by).exclude(pk=incident.pk).exclude(parent=incident)
    joined, refused = 0, []
    for case in others:
        try:
            join_incident(case=case, version=case.version, incident=incident, by=by, at=at)
            joined += 1
        except CaseRefused as why:
            refused.append((case.number, str(why)))
    return Gathered(incident, joined, tuple(refused))


def _incident(spot: HotSpot, by: User, at: datetime) -> Case:
    """The case that carries the incident: the one that does already, else the open one that came first."""
    with writing(by=by, at=at) as log:
        row = _locked(spot, by)
        chosen = row.incident if row.incident and row.incident.is_open else None
        chosen = chosen or _open_cases(row, by).filter(parent=None).first()
        if chosen is None:
            raise NothingToGather
        row.incident = chosen
        row.save(update_fields=["incident"])
        log(EventKind.HOT_SPOT_GATHERED, row, unit=row.unit, incident=chosen.number)
    return chosen


def _open_cases(spot: HotSpot, by: User) -> CaseQuerySet:
    rows = Case.objects.within(by.scope).with_procedure("unit", "customer", "owner").open()
    return rows.filter(hot_spot__spot=spot).order_by("received_at", "pk")


def _locked(spot: HotSpot, by: User) -> HotSpot:
    rows = HotSpot.objects.within(by.scope).select_related("unit", "incident")
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=spot.pk).first()
    if row is None:
        raise SpotChanged
    return row
