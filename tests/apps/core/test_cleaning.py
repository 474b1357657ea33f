# SPDX-License-Identifier: Apache-2.0
"""What is cleaned away by itself is on the schedule, under a name that the worker can call."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.idempotency import Claim, claim_key, keep_answer
from amends.apps.core.jobs import remove_job_runs
from amends.apps.core.models import IdempotentRequest, JobRun
from amends.apps.core.worker import queue_due, work_once
from tests.people import NOON

NIGHT = (NOON + timedelta(days=8)).replace(hour=21)  # 05:00 in Shanghai


@pytest.mark.parametrize("job", ["remove_idempotency_rows", "remove_webhook_deliveries", "remove_job_runs"])
def test_cleaning_is_scheduled_once_a_night(job: str) -> None:
    assert [line for line, name in settings.AMENDS_SCHEDULE if name == job]
    assert job in settings.AMENDS_JOBS


def test_worker_forgets_runs_that_ended_long_ago(db: None, settings: DjangoSettings) -> None:
    settings.AMENDS_KEEP_JOB_RUNS = 30
    for days, state in ((31, "done"), (31, "failed"), (31, "queued"), (29, "done")):
        at = NIGHT - timedelta(days=days)
        ended = None if state == "queued" else at
        JobRun.objects.create(
            job=f"{state} {days}", state=state, queued_at=at, not_before=at, finished_at=ended
        )
    assert remove_job_runs(_Night()) == {"removed": 2}
    assert {each.job for each in JobRun.objects.unscoped("a test")} == {"queued 31", "done 29"}


class _Night:
    """A run whose time is the night."""

    def at(self) -> datetime:
        return NIGHT

    def progress(self, done: int, total: int, note: str = "") -> None:
        pass


def test_worker_cleans_away_old_keys(db: None) -> None:
    claim = Claim("user:1", "k", "POST /x", "d" * 64)
    claim_key(claim=claim, at=NOON)
    keep_answer(claim=claim, status=201, headers={}, body="{}")
    queue_due(at=NIGHT)
    JobRun.objects.unscoped("a test").exclude(
        job__in=["remove_idempotency_rows", "remove_webhook_deliveries"]
    ).delete()
    while work_once(worker="w", clock=lambda: NIGHT, keep_alive=False):
        pass
    assert not IdempotentRequest.objects.exists()
    assert {each.state for each in JobRun.objects.unscoped("a test")} == {"done"}
