# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: conversations that were kept long enough."""

from amends.apps.core.worker import Run
from amends.apps.quality.actions.transcripts import MOST_FORGOTTEN, forget_transcripts


def forget_conversations(run: Run) -> dict[str, int]:
    """Empty the words of conversations whose time is over, in batches."""
    count = 0
    while done := forget_transcripts(by=None, at=run.at()):
        count += done
        if done < MOST_FORGOTTEN:
            break
    return {"forgotten": count}
