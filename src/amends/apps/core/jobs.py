# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from amends.apps.core import worker
from amends.apps.core.actions import idempotency, outbox
from amends.apps.core.actions.webhooks import targets


def remove_old_messages(run: worker.Run) -> dict[str, int]:
    """Clear away what was read, or sent, long ago."""
    return {"removed": outbox.remove_old_messages(at=run.at())}


def remove_idempotency_rows(run: worker.Run) -> dict[str, int]:
    """Forget the answers to requests that nobody sends again."""
    return {"removed": idempotency.remove_old_keys(at=run.at())}


def remove_webhook_deliveries(run: worker.Run) -> dict[str, int]:
    """Forget what other systems were told long ago."""
    return {"removed": targets.remove_old_deliveries(at=run.at())}
