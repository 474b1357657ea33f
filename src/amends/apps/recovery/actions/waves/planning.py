# SPDX-License-Identifier: Apache-2.0
"""Plan a wave, change the plan, give it up. Nobody is chosen yet, and nobody is approached."""

import secrets
from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.recovery.actions.waves.refusals import (
    CommercialUnnamed,
    NameMissing,
    PlanFixed,
    ReasonMissing,
    SourceOfOffers,
    WaveMoved,
    campaign_of,
    locked,
    move,
    refuse_order,
    refuse_stranger,
)
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.queries.waves.ordering import Evidence, gain_evidence
from amends.apps.recovery.rules.waves.design import Design, Order, written
from amends.apps.recovery.rules.waves.words import Purpose, Source, WaveState


def plan_wave(
    *,
    unit: Unit,
    name: str,
    purpose: Purpose,
    source: Source,
    design: Design,
    campaign: str = "",
    by: User,
    at: datetime,
) -> RecoveryWave:
    """Note a wave that is to be. Its salt is made now, before anybody knows who will be in it.

    Raises `NotAllowed`, `NameMissing`, `CommercialUnnamed`,
    `CampaignUnknown`, `SourceOfOffers`, `GainUnproven`, `GainOfOffers`.
    """
    refuse_stranger(by, unit)
    columns = _columns(name, purpose, source, design, campaign)
    _refuse_order(design, purpose, by)
    if purpose is Purpose.COMMERCIAL:
        campaign_of(str(columns["campaign"]), unit)
    with writing(by=by, at=at) as log:
        wave = RecoveryWave.objects.create(
            unit=unit,
            state=WaveState.DRAFT,
            salt=secrets.token_hex(32),
            made_by=by,
            made_at=at,
            **columns,
        )
        log(EventKind.RECOVERY_WAVE_PLANNED, wave, unit=unit, **_told(purpose, source, design))
    return wave


def change_wave(
    *,
    wave: RecoveryWave,
    name: str,
    purpose: Purpose,
    source: Source,
    design: Design,
    campaign: str = "",
    changes: int,
    by: User,
    at: datetime,
) -> RecoveryWave:
    """Change the plan while it is one; `changes` is the count that the person saw.

    Raises `PlanFixed` (the list is frozen), `WaveMoved`, `NotAllowed`, `NameMissing`, `CommercialUnnamed`,
    `CampaignUnknown`, `SourceOfOffers`, `GainUnproven`, `GainOfOffers`.
    """
    columns = _columns(name, purpose, source, design, campaign)
    _refuse_order(design, purpose, by)
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        if row.state != WaveState.DRAFT:
            raise PlanFixed
        if row.changes != changes:
            raise WaveMoved
        if purpose is Purpose.COMMERCIAL:
            campaign_of(str(columns["campaign"]), row.unit)
        for column, value in columns.items():
            setattr(row, column, value)
        row.changes += 1
        row.save()
        log(EventKind.RECOVERY_WAVE_CHANGED, row, unit=row.unit, **_told(purpose, source, design))
    return row


def cancel_wave(*, wave: RecoveryWave, reason: str, by: User, at: datetime) -> RecoveryWave:
    """Give up a wave before anybody was approached: nobody is held out for it any more.

    Raises `ReasonMissing`, `NotAllowed`, `StepImpossible` (it has begun: stop it instead).
    """
    reason = checked_reason(reason)
    with writing(by=by, at=at) as log:
        row = locked(wave)
        refuse_stranger(by, row.unit)
        move(row, WaveState.CANCELLED)
        row.ended_at, row.end_reason = at, reason
        row.save()
        log(EventKind.RECOVERY_WAVE_CANCELLED, row, unit=row.unit)
    return row


def checked_reason(reason: str) -> str:
    """The reason as it is kept. Raises `ReasonMissing`."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:200]


def _refuse_order(design: Design, purpose: Purpose, by: User) -> None:
    evidence = gain_evidence(by.scope) if design.order is Order.GAIN else Evidence()
    refuse_order(design, purpose, evidence)


def _told(purpose: Purpose, source: Source, design: Design) -> dict[str, str]:
    return {"purpose": str(purpose), "source": str(source), "order": str(design.order)}


def _columns(name: str, purpose: Purpose, source: Source, design: Design, campaign: str) -> dict[str, object]:
    if not name.strip():
        raise NameMissing
    if purpose is Purpose.COMMERCIAL and not campaign.strip():
        raise CommercialUnnamed
    if source is Source.CAMPAIGN and purpose is not Purpose.COMMERCIAL:
        raise SourceOfOffers
    return {
        "name": name.strip()[:80],
        "purpose": purpose,
        "source": source,
        "campaign": campaign.strip()[:40],
        "design": written(design),
    }
