# SPDX-License-Identifier: Apache-2.0
"""The page of what one wave did, and that of all waves together."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import RecoveryWave
from amends.apps.recovery.queries.effects import (
    PooledOutcome,
    WaveReading,
    effects_of,
    pooled_effects,
    readings_pending,
    settled_date,
    wave_to_read,
)
from amends.apps.recovery.rules.effects.words import RANKING, SCORE
from amends.apps.recovery.views.effects.charts import difference_chart, forest_chart, gain_chart
from amends.apps.recovery.views.effects.checks import check_facts, fault_words
from amends.apps.recovery.views.effects.segments import segment_panels
from amends.apps.recovery.views.effects.sentences import together, told
from amends.apps.recovery.views.effects.tables import outcome_table
from amends.apps.recovery.views.effects.words import OUTCOMES, PROBLEMS


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """One wave: the answer first, then every outcome, for whom, and how it was counted."""
    wave = wave_to_read(pk, person(request).scope)
    if wave is None:
        raise Http404
    reading = effects_of(wave, person(request).scope)
    context: dict[str, Any] = {
        "wave": wave,
        "reading": reading,
        "may_see_runs": person(request).may(Right.SEE_RUNS),
    }
    if reading is not None:
        context |= _shown(wave, reading)
    return render(request, "recovery/effects/wave.html", context)


def _shown(wave: RecoveryWave, reading: WaveReading) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "facts": check_facts(reading.check.figures),
        "fault": "" if reading.holds else fault_words(reading.check.figures),
        "days": days_of(wave),
    }
    effects = [each for each in reading.whole if each.outcome in OUTCOMES]
    if not reading.holds:
        return shown
    shown |= {"outcomes": outcome_table(effects), "base": _base(reading)}
    return shown | (_concluded(wave, reading) | _provisional(wave, reading) if reading.final else {})


def _provisional(wave: RecoveryWave, reading: WaveReading) -> dict[str, Any]:
    """When the figures are computed for the last time, where that is still to come."""
    settled = settled_date(wave)
    return {"settled": settled} if reading.check.as_of < settled else {}


def _concluded(wave: RecoveryWave, reading: WaveReading) -> dict[str, Any]:
    effects = [each for each in reading.whole if each.outcome in OUTCOMES]
    looked_at = sum("value" in each.figures for each in effects)
    sentences = [told(each, days=days_of(wave), looked_at=looked_at) for each in effects]
    ranking, score = reading.of(RANKING), reading.of(SCORE)
    return {
        "answer": sentences[0] if sentences else "",
        "others": sentences[1:],
        "chart": difference_chart(effects),
        "segments": segment_panels(reading),
        "ranking": ranking.figures if ranking else {},
        "ranking_problem": PROBLEMS.get((ranking.figures if ranking else {}).get("problem", "")),
        "gains": gain_chart(ranking.figures) if ranking else None,
        "score": score.figures if score else {},
        "score_problem": PROBLEMS.get((score.figures if score else {}).get("problem", "")),
    }


def days_of(wave: RecoveryWave) -> int:
    """For how many days outcomes count."""
    assert wave.horizon_at is not None
    assert wave.frozen_at is not None
    return (wave.horizon_at - wave.frozen_at).days


def _base(reading: WaveReading) -> str:
    treated, control = reading.check.figures["members"]
    return _("联系组 %(treated)s 人，对照组 %(control)s 人") % {
        "treated": f"{treated:,}",
        "control": f"{control:,}",
    }


@require_GET
@needs(Right.SEE_RECOVERY)
def wave_effects(request: HttpRequest) -> HttpResponse:
    """All finished waves of the person's units, outcome by outcome."""
    scope = person(request).scope
    found = [_pooled(each) for each in pooled_effects(scope) if each.rows]
    context = {"found": found, "pending": readings_pending(scope)}
    return render(request, "recovery/effects/pooled.html", context)


def _pooled(found: PooledOutcome) -> dict[str, Any]:
    one = found.together
    words = together(found.outcome, one.value, one.low, one.high, one.waves) if one else ""
    return {
        "key": f"forest-{found.outcome}",
        "named": OUTCOMES[found.outcome],
        "words": words,
        "chart": forest_chart(found),
        "together": one,
        "share": f"{one.share:.0%}" if one else "",
        "waves": found.rows,
        "base": _("%(n)s 个波次") % {"n": len(found.rows)},
    }
