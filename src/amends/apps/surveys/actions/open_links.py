# SPDX-License-Identifier: Apache-2.0
"""Open links and their QR codes: one for each place, so that answers say where they came from."""

import secrets
from datetime import datetime

from django.db import transaction

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.surveys.actions.waves import WaveChanged, locked
from amends.apps.surveys.models import OpenLink, SurveyWave
from amends.apps.surveys.rules.words import Trigger, WaveState

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_ENDED = {WaveState.CLOSED, WaveState.CANCELLED}


def add_link(
    *, wave: SurveyWave, unit: Unit, place: str, touchpoint: str = "", by: User, at: datetime
) -> OpenLink:
    """Set up a link for a place of a unit, or return the one that is open there (a button pressed twice). Answers by it
    are answers about its `touchpoint`. Raises `WaveChanged` where the wave is over, or asks in another way."""
    with transaction.atomic():
        row = locked(wave, by)
        if row.state in _ENDED or row.trigger != Trigger.OPEN_LINK or not row.unit.scope.covers(unit.number):
            raise WaveChanged
        here = {"wave": row, "unit": unit, "place": place.strip()[:80], "touchpoint": touchpoint}
        if there := OpenLink.objects.within(by.scope).filter(closed_at=None, **here).first():
            return there
        with writing(by=by, at=at) as log:
            code = "".join(secrets.choice(_LETTERS) for _turn in range(10))
            link = OpenLink.objects.create(code=code, **here)
            log(EventKind.OPEN_LINK_MADE, link, unit=unit, wave=row.pk, touchpoint=touchpoint)
    return link


def close_link(*, link: OpenLink, by: User, at: datetime) -> None:
    """Let nobody answer through a link any more; pressing twice closes it once."""
    with transaction.atomic():
        if OpenLink.objects.within(by.scope).filter(pk=link.pk, closed_at=None).update(closed_at=at):
            with writing(by=by, at=at) as log:
                log(EventKind.OPEN_LINK_CLOSED, link, unit=link.unit)
