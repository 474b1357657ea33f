# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule."""

from datetime import timedelta

from django.conf import settings

from amends.apps.core import worker
from amends.apps.core.actions import idempotency, jobs, outbox
from amends.apps.core.actions.messengers import counting
from amends.apps.core.actions.webhooks import targets


def remove_job_runs(run: worker.Run) -> dict[str, int]:
    """Forget runs that ended more than `AMENDS_KEEP_JOB_RUNS` days ago."""
    kept = timedelta(days=settings.AMENDS_KEEP_JOB_RUNS)
    return {"removed": jobs.remove_old_runs(at=run.at(), older_than=kept)}


def remove_old_messages(run: worker.Run) -> dict[str, int]:
    """Clear away what was read, or sent, long ago."""
    return {"removed": outbox.remove_old_messages(at=run.at())}


def remove_idempotency_rows(run: worker.Run) -> dict[str, int]:
    """Forget the answers to requests that nobody sends again."""
    return {"removed": idempotency.remove_old_keys(at=run.at())}


def remove_webhook_deliveries(run: worker.Run) -> dict[str, int]:
    """Forget what other systems were told long ago."""
    return {"removed": targets.remove_old_deliveries(at=run.at())}


def count_for_groups(run: worker.Run) -> dict[str, int]:
    """Tell group chats for whom reminders wait."""
    return {"groups": counting.count_for_groups(at=run.at())}
