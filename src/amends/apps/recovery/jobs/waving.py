# SPDX-License-Identifier: Apache-2.0
"""Waves: freeze a list that somebody decided on; give out what is due, halt what does harm, end what is done."""

import logging
from collections import Counter
from dataclasses import asdict

from django.db import DatabaseError
from django.utils.translation import gettext

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.recovery.actions.waves.dispatching import dispatch_day
from amends.apps.recovery.actions.waves.freezing import freeze_wave as freeze
from amends.apps.recovery.actions.waves.refusals import WaveRefused
from amends.apps.recovery.actions.waves.running import finish_waves, halt_by_rule
from amends.apps.recovery.queries.waves.board import wave_by_key
from amends.apps.recovery.queries.waves.dispatching import running_waves
from amends.apps.recovery.rules.waves.design import DesignWrong
from amends.apps.recovery.rules.waves.words import WaveState

logger = logging.getLogger(__name__)


def freeze_wave(run: AskedRun, *, wave: int) -> dict[str, int]:
    """Freeze a wave for whoever asked; a run that was killed and is done again finds nothing done, or all of it."""
    row = wave_by_key(wave, run.by.scope) if run.by else None
    if run.by is None or row is None:
        raise JobRefused(gettext("找不到这个波次"))
    if row.state != WaveState.DRAFT and row.frozen_at is not None:
        return {"people": int(row.frame.get("people", 0))}
    try:
        frozen = freeze(wave=row, by=run.by, at=run.at(), told=run.progress)
    except (WaveRefused, DesignWrong) as refusal:
        raise JobRefused(str(refusal)) from refusal
    return {"people": int(frozen.frame["people"])}


def dispatch_waves(run: Run) -> dict[str, int]:
    """For each running wave: halt it where it is over its stop rule, else give out who is due; end what is done. A wave
    that cannot be read keeps none of the others waiting, and what was given out is not given out again."""
    tally, waves = Counter[str](), running_waves()
    for done, wave in enumerate(waves, start=1):
        try:
            if halt_by_rule(wave=wave, at=run.at()):
                tally["halted"] += 1
            else:
                tally.update(asdict(dispatch_day(wave=wave, at=run.at())))
        except (ValueError, LookupError, DatabaseError) as error:
            logger.error("wave %s waits for the next run: %s", wave.pk, type(error).__name__)
            tally["failed"] += 1
        run.progress(done, len(waves))
    tally["finished"] = finish_waves(run.at())
    return dict(tally)
