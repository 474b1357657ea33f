# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: the nightly run from what the desk did today to tomorrow's list."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from amends.apps.core.worker import AskedRun, JobRefused
from amends.apps.recovery.jobs.effects import measure_waves
from amends.apps.recovery.jobs.handing import hand_over
from amends.apps.recovery.jobs.publishing import publish_outcome
from amends.pipeline.catalogue import FeedUnknown, TableUnfit
from amends.pipeline.checks import NothingToRun, RepeatedKeys
from amends.pipeline.engines import NoCatalogue, UnknownEngine
from amends.pipeline.feeds import BrokenManifest
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.parameters_file import WrongParameters, read_parameters
from amends.pipeline.run import run_pipeline

REFUSALS = (
    NothingToRun, RepeatedKeys, UnknownEngine, NoCatalogue, FeedUnknown, TableUnfit, BrokenManifest, WrongParameters
)  # fmt: skip


def nightly_run(run: AskedRun, *, as_of: str = "", force: bool = False) -> dict[str, Any]:
    """Hand over the desk's work, run the pipeline as of today (or of a given day), publish the list.

    Killed anywhere and started again it ends the same: exports replace by key, a run is published whole or not.
    """
    home = settings.AMENDS_DATA
    day = date.fromisoformat(as_of) if as_of else run.at().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    hand_over(home, at=run.at())
    try:
        outcome = run_pipeline(
            home,
            as_of=day,
            engine=settings.AMENDS_ENGINE,
            memory=settings.AMENDS_MEMORY,
            parameters=list_settings(),
            force=force,
            tables=settings.AMENDS_FEED_TABLES,
            progress=run.progress,
        )
    except REFUSALS as refusal:
        raise JobRefused(str(refusal)) from refusal
    report = publish_outcome(home, outcome, as_of=day, by=run.by, at=run.at())
    waves = measure_waves(home, outcome.run_id, as_of=day, by=run.by, at=run.at())
    return report | {"waves_measured": waves}


def list_settings() -> Parameters:
    """What the operator set for the list. Raises `WrongParameters`."""
    return (
        read_parameters(Path(settings.AMENDS_LIST_SETTINGS))
        if settings.AMENDS_LIST_SETTINGS
        else Parameters()
    )
