# SPDX-License-Identifier: Apache-2.0
"""Jobs of waves: draw a sample, invite, remind, end what is over, weigh."""

from datetime import datetime

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.surveys.actions.drawing import draw_wave
from amends.apps.surveys.actions.ending import expire, settle_lost
from amends.apps.surveys.actions.replacing import fill_up
from amends.apps.surveys.actions.sending import remind_due, send_due
from amends.apps.surveys.actions.waves import WaveChanged, take_step
from amends.apps.surveys.actions.weighing import store_weights
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.rules.steps import Step
from amends.apps.surveys.rules.words import Trigger, WaveState
from amends.apps.surveys.words_of_waves import CANNOT_DRAW, drawing_refused

_WHY = "the job sees every wave"


def draw_sample(run: AskedRun, *, wave: int, seed: int) -> dict[str, int]:
    """Draw the sample of a wave; who asked for it and the seed came with the button."""
    row = SurveyWave.objects.unscoped(_WHY).select_related("unit", "version").get(pk=wave)
    if row.drawn_at is not None:  # a worker died behind its commit
        return {"asked": row.frame.get("asked", 0)}
    try:
        drawn = draw_wave(wave=row, seed=seed, by=run.by, at=run.at(), told=run.progress)
    except (*CANNOT_DRAW, WaveChanged) as refused:
        raise JobRefused(drawing_refused(refused)) from refused
    return {"asked": drawn.frame["asked"], "reserves": drawn.frame["reserves"]}


def send_invitations(run: Run) -> dict[str, int]:
    """Invite who waits, and let reserves move up for those who could not be reached."""
    lost, moved = settle_lost(at=run.at()), fill_up(at=run.at())
    return {"unreachable": lost, "moved_up": moved, "invited": send_due(at=run.at())}


def remind_invited(run: Run) -> dict[str, int]:
    """Remind who has not answered."""
    return {"reminded": remind_due(at=run.at())}


def expire_invitations(run: Run) -> dict[str, int]:
    """End invitations whose time is over, and waves whose time is over."""
    at, ended = run.at(), expire(at=run.at())
    over = SurveyWave.objects.unscoped(_WHY).filter(
        state__in=[WaveState.OPEN, WaveState.PAUSED], ends_at__lte=at
    )
    return {"expired": ended, "closed": sum(_closed(wave, at) for wave in over)}


def _closed(wave: SurveyWave, at: datetime) -> bool:
    """Close a wave whose time is over, unless somebody did a moment ago: that keeps no other from closing."""
    try:
        take_step(wave=wave, step=Step.CLOSE, by=None, at=at)
    except WaveChanged:
        return False
    return True


def weigh_waves(run: Run) -> dict[str, int]:
    """Weigh the answers of samples under way."""
    waves = SurveyWave.objects.unscoped(_WHY).filter(trigger=Trigger.SAMPLE)
    live = waves.filter(state__in=[WaveState.OPEN, WaveState.PAUSED], responses__complete=True).distinct()
    return {"changed": sum(store_weights(wave=wave, by=None, at=run.at()) for wave in live)}
