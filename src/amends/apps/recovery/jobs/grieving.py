# SPDX-License-Identifier: Apache-2.0
"""Each night behind the run: grievances move with their signs, and what shows itself is put in somebody's hands."""

from amends.apps.core.worker import Run
from amends.apps.recovery.actions.grievances.moving import move_grievances as moving
from amends.apps.recovery.actions.grievances.raising import raise_tasks


def move_grievances(run: Run) -> dict[str, int]:
    """Move every grievance, then raise the tasks."""
    moved = moving(at=run.at())
    return moved | raise_tasks(at=run.at())
