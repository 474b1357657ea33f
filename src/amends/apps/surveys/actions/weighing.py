# SPDX-License-Identifier: Apache-2.0
"""Weights of the answers of a sample: what the draw says, raised by those of the same stratum who did not answer."""

from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.surveys.models import Response, SurveyWave
from amends.apps.surveys.queries.weights import weights_of

_WHY = "weights of a whole wave"


def store_weights(*, wave: SurveyWave, by: User | None, at: datetime) -> int:
    """Compute the weights of a wave's complete answers as of now and keep them; returns how many were changed."""
    found = weights_of(wave)
    with writing(by=by, at=at) as log:
        changed = sum(_store(wave, label, weight) for label, weight in found.by_stratum.items())
        log(
            EventKind.WAVE_WEIGHED,
            wave,
            unit=wave.unit,
            answers=found.answers,
            effective=round(found.effective, 1),
            joined=dict(found.joined),
        )
    return changed


def _store(wave: SurveyWave, stratum: int, weight: float) -> int:
    rows = Response.objects.unscoped(_WHY).filter(wave=wave, complete=True, invitation__stratum=stratum)
    return rows.exclude(weight=weight).update(weight=weight)
