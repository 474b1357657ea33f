# SPDX-License-Identifier: Apache-2.0
"""Old runs go from the pages and from the disk."""

from typing import Any

from django.conf import settings

from amends.apps.core.worker import Run
from amends.apps.recovery.actions.retire import remove_superseded_runs
from amends.apps.recovery.queries.runs import published_ids
from amends.pipeline.store import AnotherRunIsWorking, remove_runs


def remove_old_runs(run: Run) -> dict[str, Any]:
    """Keep the newest `AMENDS_KEEP_RUNS` runs, first in the tables, then on disk.

    A folder goes when no table names its run: what a killed job left behind is found the next time.
    """
    newest = settings.AMENDS_KEEP_RUNS
    removed = remove_superseded_runs(newest=newest, at=run.at())
    try:
        folders = remove_runs(settings.AMENDS_DATA, keep=published_ids(), newest=newest)
    except AnotherRunIsWorking:
        return {"removed": removed, "folders": [], "another_run_is_working": True}
    return {"removed": removed, "folders": list(folders)}
