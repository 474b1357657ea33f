# SPDX-License-Identifier: Apache-2.0
"""Freeze a wave: who belongs to it, who is held out, and in which order, stored once and before any contact."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, JobState, Unit, User
from amends.apps.customers.models import Customer
from amends.apps.promises.queries.campaigns.launching import unanswered
from amends.apps.promises.rules.campaigns.checklist import NEXT_WAVE
from amends.apps.promises.rules.campaigns.words import CampaignState
from amends.apps.recovery.actions.waves.refusals import (
    CampaignNotReady,
    CampaignUnchecked,
    GainUnlearnt,
    HoldoutMissing,
    NobodyToApproach,
    WaveMoved,
    campaign_of,
    locked,
    move,
    refuse_move,
    refuse_order,
    refuse_stranger,
)
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries.waves.audience import Audience, Person, audience
from amends.apps.recovery.queries.waves.board import freezing_run
from amends.apps.recovery.queries.waves.facts import observed_customers
from amends.apps.recovery.queries.waves.ordering import Evidence, gain_evidence
from amends.apps.recovery.queries.waves.simulation import drawn, first_day, lacks_holdout, planned
from amends.apps.recovery.queries.waves.sources import Asked, asked_of
from amends.apps.recovery.rules.effects.gains import NothingToLearnFrom
from amends.apps.recovery.rules.waves.design import Order, written
from amends.apps.recovery.rules.waves.drawing import Drawn
from amends.apps.recovery.rules.waves.words import Arm, Purpose, WaveState

PORTION = 2_000
JOB = "freeze_wave"
Told = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


def ask_to_freeze(*, wave: RecoveryWave, by: User, at: datetime) -> JobRun:
    """Queue the freezing of a wave as it is now; asked twice it is one run. One that was refused, as when nobody could
    be approached, may be asked for again. Raises `NotAllowed`."""
    refuse_stranger(by, wave.unit)
    standing = freezing_run(wave)
    if standing and standing.state in {JobState.QUEUED, JobState.RUNNING}:
        return standing
    key = f"{JOB}:{wave.pk}:{wave.changes}:{at:%Y%m%d%H%M}"
    return enqueue(JOB, by=by, at=at, key=key, arguments={"wave": wave.pk})


def freeze_wave(*, wave: RecoveryWave, by: User, at: datetime, told: Told = _silent) -> RecoveryWave:
    """Decide who belongs to a wave and to which arm, and write it in one transaction with its event.

    Killed in the middle nothing has happened; done again it is refused. The plan must be the one that was read.
    Raises `NotAllowed`, `StepImpossible` (it is frozen already), `NobodyToApproach`, `HoldoutMissing`, `WaveMoved`; for
    an offer `CampaignUnknown`, `CampaignNotReady`, `CampaignUnchecked`; where people are to stand by expected gain
    `GainUnproven`, `GainUnlearnt`, `GainOfOffers`.
    """
    refuse_stranger(by, wave.unit)
    refuse_move(wave, WaveState.FROZEN)  # before the work, and again under the lock
    asked = asked_of(wave)
    _refuse_campaign(asked)
    evidence = _evidence(asked, by)
    asked = replace(asked, learnt_from=evidence.waves)
    found = _audience(asked, at)
    told(0, len(found.people) + len(found.left_alone), "")  # later it would be part of the transaction
    _refuse(asked, found)
    arms = drawn(asked, found)
    days = planned(asked, _treated(found, arms), first=first_day(asked.design, at))
    with writing(by=by, at=at) as log:
        row = locked(wave)
        if row.changes != wave.changes:
            raise WaveMoved
        _refuse_overlap(found, at)
        move(row, WaveState.FROZEN)
        row.frozen_at, row.horizon_at = at, at + timedelta(days=asked.design.horizon_days)
        row.frame = _frame(asked, found, arms, days) | {"order": _order(found, evidence)}
        row.design = written(replace(asked.design, uploaded=()))
        row.save()
        _write(row, found, arms, days)
        told_of = ("people", "treated", "control", "universal", "digest", "order")
        counted = {name: row.frame[name] for name in told_of}
        log(EventKind.RECOVERY_WAVE_FROZEN, row, unit=row.unit, **counted)
    return row


def _refuse_campaign(asked: Asked) -> None:
    """An offer goes out while its campaign runs; every wave after the first, when the ones before were looked at."""
    if asked.purpose is not Purpose.COMMERCIAL:
        return
    campaign = campaign_of(asked.campaign, asked.unit)
    if campaign.state is not CampaignState.RUNNING:
        raise CampaignNotReady(code=campaign.code)
    earlier = RecoveryWave.objects.unscoped("waves of one campaign, in whatever unit").filter(
        campaign=campaign.code, purpose=str(Purpose.COMMERCIAL), frozen_at__isnull=False
    )
    if earlier.exclude(state=WaveState.CANCELLED).exists() and (left := unanswered(campaign, NEXT_WAVE)):
        raise CampaignUnchecked(code=campaign.code, items=gettext("、").join(each.words for each in left))


def _evidence(asked: Asked, by: User) -> Evidence:
    """What an order by expected gain rests on now: it may have been overtaken since it was planned. Nothing for one by
    risk, which needs none."""
    evidence = gain_evidence(by.scope) if asked.design.order is Order.GAIN else Evidence()
    refuse_order(asked.design, asked.purpose, evidence)
    return evidence


def _audience(asked: Asked, at: datetime) -> Audience:
    try:
        return audience(asked, at)
    except NothingToLearnFrom as missing:
        raise GainUnlearnt from missing


def _order(found: Audience, evidence: Evidence) -> dict[str, Any]:
    """By what people stand, and on what that rests, as the frame and the log keep it."""
    if found.ordered is None:
        return {"by": str(Order.RISK)}
    return {
        "by": str(Order.GAIN),
        "evidence": [asdict(each) for each in evidence.proofs],
        **asdict(found.ordered),
    }


def _refuse(asked: Asked, found: Audience) -> None:
    if not found.people:
        raise NobodyToApproach
    if lacks_holdout(asked, len(found.people)):
        raise HoldoutMissing(people=len(found.people))


def _refuse_overlap(found: Audience, at: datetime) -> None:
    """One list is frozen at a time: two that are frozen together could each take the same customer. Raises `WaveMoved`
    where another wave took one since they were read."""
    Unit.objects.select_for_update(no_key=True).filter(parent=None).first()
    if not observed_customers(at).isdisjoint(each.customer for each in found.people):
        raise WaveMoved


def _treated(found: Audience, arms: Mapping[str, Drawn]) -> list[Person]:
    return [each for each in found.people if arms[each.code].arm is Arm.TREATED]


def _frame(
    asked: Asked, found: Audience, arms: Mapping[str, Drawn], days: Mapping[int, date]
) -> dict[str, object]:
    """What the wave keeps of its freezing. The digest is over account, stratum and arm: with the salt anybody can draw
    again and compare."""
    by_arm = Counter(each.arm for each in arms.values())
    by_stratum = Counter((each.stratum, each.arm) for each in arms.values())
    strata = sorted({each.stratum for each in arms.values()})
    return {
        "total": found.total,
        "people": len(found.people),
        "excluded": found.excluded,
        "behind": found.behind,
        "uploaded": len(asked.design.uploaded),
        **{str(arm): by_arm[arm] for arm in Arm},
        "strata": [[each, by_stratum[each, Arm.TREATED], by_stratum[each, Arm.CONTROL]] for each in strata],
        "last_date": max(days.values()).isoformat() if days else None,
        "digest": _digest(found.people, arms),
    }


def _digest(people: Sequence[Person], arms: Mapping[str, Drawn]) -> str:
    lines = sorted({f"{each.account}\t{arms[each.code].stratum}\t{arms[each.code].arm}" for each in people})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _write(wave: RecoveryWave, found: Audience, arms: Mapping[str, Drawn], days: Mapping[int, date]) -> None:
    """The members in portions; who was removed since they were read is left out."""
    for portion in _portions(_members(wave, found, arms, days)):
        known = Customer.objects.unscoped("members of a wave of the unit").filter(
            pk__in=[each.customer_id for each in portion]
        )
        there = set(known.values_list("pk", flat=True))
        WaveMember.objects.bulk_create(each for each in portion if each.customer_id in there)


def _portions(rows: Iterable[WaveMember]) -> Iterator[list[WaveMember]]:
    source = iter(rows)
    while portion := list(islice(source, PORTION)):
        yield portion


def _members(
    wave: RecoveryWave, found: Audience, arms: Mapping[str, Drawn], days: Mapping[int, date]
) -> Iterator[WaveMember]:
    places: Counter[int] = Counter()  # within the unit
    for each in found.people:
        chance = arms[each.code]
        row = _member(wave, each, arm=str(chance.arm), stratum=chance.stratum)
        if chance.arm is Arm.TREATED:
            places[each.unit] += 1
            row.position, row.planned_date = places[each.unit], days.get(each.customer)
        yield row
    for each in found.left_alone:
        yield _member(wave, each, blocked_reason=each.reason)


def _member(wave: RecoveryWave, each: Person, **fields: object) -> WaveMember:
    return WaveMember(
        wave=wave,
        customer_id=each.customer,
        unit_id=each.unit,
        account=each.account,
        recovery_class=each.recovery_class,
        reasons=list(each.reasons),
        probability=each.probability,
        channel=each.channel,
        **fields,
    )
