# SPDX-License-Identifier: Apache-2.0
"""Jobs of the area: load, then one action."""

from collections import Counter

from django.utils.translation import gettext

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.surveys.actions.after_events import ask_after, open_triggered
from amends.apps.surveys.actions.exporting import (
    Form,
    NothingToExport,
    answers_place,
    remove_old_answers,
)
from amends.apps.surveys.actions.exporting import export_answers as write_answers
from amends.apps.surveys.models import SurveyWave


def ask_after_events(run: Run) -> dict[str, int]:
    """Invite those about whom something has just happened: a case was closed, a promise kept."""
    tally = Counter[str]()
    for wave in open_triggered(at=run.at()):
        tally += ask_after(wave=wave, at=run.at())
    return dict(tally)


def export_answers(run: AskedRun, *, wave: int, form: str, token: str) -> dict[str, int]:
    """Write the answers of a wave to a file for whoever asked for it; a run that was killed writes it anew."""
    if run.by is None:
        raise JobRefused(gettext("导出要由人提出"))
    try:
        rows = write_answers(
            wave=SurveyWave.objects.unscoped("its answers are cut to the asker's units").get(pk=wave),
            form=Form(form),
            place=answers_place(token, Form(form)),
            by=run.by,
            at=run.at(),
            progress=run.progress,
        )
    except NothingToExport as nothing:
        raise JobRefused(str(nothing)) from nothing
    return {"rows": rows}


def remove_answer_exports(run: Run) -> dict[str, int]:
    """Clear old files away."""
    return {"removed": remove_old_answers(at=run.at())}
