# SPDX-License-Identifier: Apache-2.0
"""The indices of the demo's yearly waves: estimated by the queue and published, as people do."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.timezone import localtime

from amends.apps.core.models import User
from amends.apps.core.worker import work_once
from amends.apps.satisfaction.actions.runs import ask_run, publish_run
from amends.apps.satisfaction.models import IndexRun
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.preparing import figures_of
from amends.apps.satisfaction.rules.estimating import Choices
from amends.apps.satisfaction.rules.modelling import filled_template
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.rules.words import Trigger

TEMPLATE = "TCSI-style"
RESAMPLES = 1_000


def estimate_and_publish(
    waves: Sequence[SurveyWave], *, by: User, clock: Callable[[], datetime]
) -> list[IndexRun]:
    """The index of each sampled wave for the unit of `by`; one that could not be estimated is left unpublished."""
    found = []
    for wave in waves:
        items = asked_items(wave)
        rated = any(each.construct == "satisfaction" for each in items)
        if wave.trigger != Trigger.SAMPLE or by.unit is None or not rated:
            continue
        model = filled_template(TEMPLATE, items)
        asked = Choices(resamples=RESAMPLES)
        run = ask_run(wave=wave, unit=by.unit, model=model, choices=asked, by=by, at=clock())
        while work_once(worker="demo", clock=clock):
            pass
        run.refresh_from_db()
        if run.result:
            publish_run(run=run, by=by, at=clock())
        for make in figures_of(wave.pk, by.unit.scope, localtime(clock()).date()):
            make()  # so that nobody waits on the first look
        found.append(run)
    return found
