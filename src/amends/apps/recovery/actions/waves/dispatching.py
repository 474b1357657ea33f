# SPDX-License-Identifier: Apache-2.0
"""Give a day's customers of a wave into people's hands: each once, and only who may still be approached."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.timezone import localdate
from django.utils.translation import gettext

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.models import Case
from amends.apps.cases.queries.intake import receiver_for
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.days import is_contact_day
from amends.apps.recovery.queries.waves.dispatching import due_members, is_observed_out, room_of
from amends.apps.recovery.queries.waves.facts import facts_of
from amends.apps.recovery.queries.waves.simulation import capacity_of
from amends.apps.recovery.queries.waves.sources import Asked, asked_of
from amends.apps.recovery.rules.waves.calendar import DayRoom
from amends.apps.recovery.rules.waves.eligibility import first_reason
from amends.apps.recovery.rules.waves.words import Purpose, WaveState
from amends.kernel.recovery_class import RecoveryClass

MOST = 500  # customers of a wave in one go; the schedule comes back


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What became of the customers whose turn it was; `nobody`: there is no one to take a case of their unit."""

    opened: int = 0
    skipped: int = 0
    nobody: int = 0
    full: int = 0


class _Meanwhile(Exception):
    """Another worker took the member, or the wave was halted."""


class _Nobody(Exception):
    """Nobody of the unit or above it could take a case: the customer waits."""


def dispatch_day(*, wave: RecoveryWave, at: datetime) -> Dispatched:
    """Open a case for each customer whose day has come, as far as today's capacity goes; who may no longer be
    approached is passed over with the reason. Each customer is a transaction of their own, so that whoever is killed
    and starts again doubles nothing. Nothing goes out of a wave that does not run, or on a day that the policy skips.

    An offer (a commercial wave) opens no case: the campaign's own people call, from the list of those given out.
    """
    day = localdate(at)
    if not is_contact_day(day, Purpose(wave.purpose)) or is_observed_out(wave, at):
        return Dispatched()
    asked = asked_of(wave)
    room, tally = room_of(day, capacity_of(asked.design)), Counter[str]()
    due = due_members(wave, day)
    keys = iter(due.values_list("pk", flat=True))
    while tally["opened"] < MOST and (
        portion := list(islice(keys, MOST))
    ):  # a unit without room hides no other
        some = list(due.filter(pk__in=portion))
        free = [each for each in some if room.has_room(each.unit.code, each.channel)]
        tally["full"] += len(some) - len(free)
        tally.update(_give_out(free, asked, room, at))
    return Dispatched(**{name: tally[name] for name in ("opened", "skipped", "nobody", "full")})


def _give_out(due: Sequence[WaveMember], asked: Asked, room: DayRoom, at: datetime) -> Counter[str]:
    facts, tally = facts_of(asked, at, among=[each.customer_id for each in due]), Counter[str]()
    for each in due:
        if not room.has_room(each.unit.code, each.channel):
            tally["full"] += 1
            continue
        standing = facts.standing(
            each.customer_id,
            do_not_contact=each.customer.do_not_contact,
            line_state=each.customer.line_state,
            cause=each.recovery_class,
        )
        done = _given(each, asked, first_reason(standing, asked.purpose), at)
        tally[done] += 1
        if done == "opened":
            room.use(each.unit.code, each.channel)
    return tally


def _given(member: WaveMember, asked: Asked, reason: str, at: datetime) -> str:
    try:
        with writing(by=None, at=at) as log:
            row = _locked(member)
            if why := reason or _since(row):
                _skip(log, row, why)
                return "skipped"
            _approach(log, row, asked, at)
    except _Meanwhile:
        return "meanwhile"
    except (_Nobody, CaseRefused):
        return "nobody"
    return "opened"


def _locked(member: WaveMember) -> WaveMember:
    """The member under lock, of a wave that still runs, not taken yet. Raises `_Meanwhile`."""
    running = RecoveryWave.objects.unscoped("of a member in hand").select_for_update(no_key=True)
    if not running.filter(pk=member.wave_id, state=str(WaveState.RUNNING)).first():
        raise _Meanwhile
    rows = WaveMember.objects.unscoped("a member in hand").select_related("unit")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=member.pk)
    if row.approached_at is not None or row.skipped_reason:
        raise _Meanwhile
    return row


def _since(row: WaveMember) -> str:
    """What speaks against it at this very moment: a refusal, or a complaint that came in a minute ago."""
    locked = Customer.objects.unscoped("the customer of a member in hand").select_for_update(no_key=True)
    customer = locked.get(pk=row.customer_id)
    row.customer = customer
    if customer.do_not_contact:
        return "do_not_contact"
    if Case.objects.unscoped("whoever is on it").open().filter(customer=customer).exists():
        return "in_hand"
    return "" if customer.line_state == "active" else f"line_{customer.line_state}"


def _skip(log: Log, row: WaveMember, reason: str) -> None:
    row.skipped_reason = reason
    row.save(update_fields=["skipped_reason"])
    log(EventKind.MEMBER_SKIPPED, row, about=row.customer.code, unit=row.unit, reason=reason)


def _approach(log: Log, row: WaveMember, asked: Asked, at: datetime) -> None:
    case = _opened(row, at) if asked.purpose is Purpose.RECOVERY else None
    row.approached_at, row.case = at, case
    row.save(update_fields=["approached_at", "case"])
    log(
        EventKind.MEMBER_APPROACHED,
        row,
        about=row.customer.code,
        unit=row.unit,
        wave=row.wave_id,
        case=case.number if case else "",
    )


def _opened(row: WaveMember, at: datetime) -> Case:
    owner = receiver_for(row.customer.unit)
    if owner is None:
        raise _Nobody
    case = open_case(
        customer=row.customer,
        origin=Origin.RECOVERY,
        recovery_class=RecoveryClass(row.recovery_class),
        owner=owner,
        by=None,
        at=at,
        key=f"wave:{row.wave_id}:{row.customer_id}",
        reasons=list(row.reasons),
        probability=row.probability,
    )
    tell(owner, gettext("波次分派给您：案件 %(number)s"), case, at=at, key="wave")
    return case
