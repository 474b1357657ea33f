# SPDX-License-Identifier: Apache-2.0
"""Waves and their members, for tests that need them in the database."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.rules.waves.design import Design, written
from amends.apps.recovery.rules.waves.words import ENDED, Arm, Purpose, Source, WaveState
from tests.people import NOON

SALT = "5a17" * 16
_UNFROZEN = {WaveState.DRAFT, WaveState.CANCELLED}


def customer(code: str, unit: Unit, **fields: Any) -> Customer:
    """One customer of a unit."""
    usual = {"name_shown": "王*明", "number_shown": "138****1215", "updated_at": NOON}
    return Customer.objects.create(code=code, unit=unit, **{**usual, **fields})


def wave(
    unit: Unit,
    by: User,
    *,
    state: WaveState = WaveState.DRAFT,
    design: Design | None = None,
    at: datetime = NOON,
    **fields: Any,
) -> RecoveryWave:
    """A wave in a state, with the moments that the state needs."""
    frozen = state not in _UNFROZEN
    usual: dict[str, Any] = {
        "name": "十一月资费修复",
        "purpose": Purpose.RECOVERY,
        "source": Source.DETECTED,
        "unit": unit,
        "state": state,
        "design": written(design or Design()),
        "salt": SALT,
        "made_by": by,
        "made_at": at,
        "frozen_at": at if frozen else None,
        "horizon_at": at + timedelta(days=60) if frozen else None,
        "started_at": at if frozen and state is not WaveState.FROZEN else None,
        "ended_at": at if state in ENDED else None,
    }
    return RecoveryWave.objects.create(**{**usual, **fields})


def member(of: RecoveryWave, who: Customer, *, arm: str = Arm.TREATED, **fields: Any) -> WaveMember:
    """One member of a wave; without an arm give a `blocked_reason`."""
    usual: dict[str, Any] = {
        "wave": of,
        "customer": who,
        "unit": who.unit,
        "account": who.code,
        "stratum": "tariff · G-P-E-T · gold",
        "recovery_class": "tariff",
        "reasons": ["近三个月两次超出套餐"],
        "probability": 0.7,
        "arm": arm,
    }
    return WaveMember.objects.create(**{**usual, **fields})


def frozen_wave(
    unit: Unit,
    by: User,
    *,
    treated: Iterable[Customer] = (),
    control: Iterable[Customer] = (),
    universal: Iterable[Customer] = (),
    state: WaveState = WaveState.FROZEN,
    at: datetime = NOON,
    **fields: Any,
) -> RecoveryWave:
    """A frozen (or further) wave with members in each arm; the treated are planned for the day itself."""
    made = wave(unit, by, state=state, at=at, **fields)
    for position, each in enumerate(treated, start=1):
        member(made, each, position=position, planned_date=at.date(), channel="phone")
    for arm, people in ((Arm.CONTROL, control), (Arm.UNIVERSAL, universal)):
        for each in people:
            member(made, each, arm=arm)
    return made
