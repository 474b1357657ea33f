# SPDX-License-Identifier: Apache-2.0
"""Take old runs away: what they listed is of no use to anybody any more."""

from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.recovery.models import PublishedRun
from amends.apps.recovery.queries.runs import superseded_runs


def remove_superseded_runs(*, newest: int, at: datetime) -> list[str]:
    """Remove every run behind the `newest`, with the customers that it listed; returns their ids.

    The run that stands stays, and one from which a case is still in hand. Each goes in a transaction of its own:
    killed in the middle, some are whole and the others gone.
    """
    return [_removed(run, at) for run in superseded_runs(newest=newest)]


def _removed(run: PublishedRun, at: datetime) -> str:
    with writing(by=None, at=at) as log:
        log(EventKind.RUN_REMOVED, run, run_id=run.run_id, as_of=run.as_of.isoformat(), listed=run.listed)
        run.delete()
    return run.run_id
