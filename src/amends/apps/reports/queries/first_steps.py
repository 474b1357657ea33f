# SPDX-License-Identifier: Apache-2.0
"""How far an installation is on its way from nothing to its first recovery wave, read off what is there."""

from enum import StrEnum

from amends.apps.core.models import Unit
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.queries.runs import current_run
from amends.apps.satisfaction.queries.waves import waves_seen
from amends.apps.surveys.rules.words import WaveState


class FirstStep(StrEnum):
    """What has to be there once, in this order."""

    PEOPLE = "people"
    CUSTOMERS = "customers"
    NIGHT = "night"
    SURVEY = "survey"
    WAVE = "wave"


_ASKED = (WaveState.OPEN, WaveState.PAUSED, WaveState.CLOSED)


def first_steps(scope: Scope) -> dict[FirstStep, bool]:
    """Each step and whether it is done, for the units of a scope; a survey of a unit above asks its customers too. Six
    queries."""
    others = people_within(scope).filter(is_active=True).exclude(role=Role.ADMINISTRATOR)
    return {
        FirstStep.PEOPLE: Unit.objects.within(scope).count() > 1 and others.exists(),
        FirstStep.CUSTOMERS: Customer.objects.within(scope).exists(),
        FirstStep.NIGHT: bool((run := current_run()) and run.listed),
        FirstStep.SURVEY: waves_seen(scope).filter(state__in=_ASKED).exists(),
        FirstStep.WAVE: RecoveryWave.objects.within(scope).filter(started_at__isnull=False).exists(),
    }
