# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from amends.apps.core.worker import Run
from amends.apps.knowledge.actions.notices import remind_due


def remind_notices(run: Run) -> dict[str, int]:
    """Remind those who have not read what customers will ask about; once a day each, however often it runs."""
    return {"reminded": remind_due(at=run.at())}
