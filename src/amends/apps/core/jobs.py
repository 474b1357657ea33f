# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from amends.apps.core import worker
from amends.apps.core.actions import outbox


def remove_old_messages(run: worker.Run) -> dict[str, int]:
    """Clear away what was read, or sent, long ago."""
    return {"removed": outbox.remove_old_messages(at=run.at())}
