# SPDX-License-Identifier: Apache-2.0
"""Composes reports from what the areas below answer."""

from datetime import datetime

from amends.apps.core.models import Unit
from amends.apps.recovery.models import RecoveryWave
from amends.apps.reports.queries.documents.frame import Asked
from amends.apps.reports.queries.documents.unit import board_paper, monthly_report
from amends.apps.reports.queries.documents.wave import wave_report
from amends.apps.reports.rules.documents.composition import Composition, Kind
from amends.apps.reports.rules.documents.spells import Spell


def composed(
    kind: Kind, unit: Unit, *, spell: Spell, wave: RecoveryWave | None, language: str, at: datetime
) -> Composition:
    """A report of a unit and what is below it, in the language that is active. Raises `WaveUnread` for a wave of which
    nothing was measured; some sixty queries, for the queue."""
    asked = Asked(unit, spell, language, at)
    if kind is Kind.WAVE and wave is not None:
        return wave_report(asked, wave)
    return board_paper(asked) if kind is Kind.BOARD else monthly_report(asked)


__all__ = ["Asked", "composed"]
