# SPDX-License-Identifier: Apache-2.0
"""What is cleaned away by itself is on the schedule, under a name that the worker can call."""

from datetime import timedelta

import pytest
from django.conf import settings

from amends.apps.core.actions.idempotency import Claim, claim_key, keep_answer
from amends.apps.core.models import IdempotentRequest, JobRun
from amends.apps.core.worker import queue_due, work_once
from tests.people import NOON

NIGHT = (NOON + timedelta(days=8)).replace(hour=21)  # 05:00 in Shanghai


@pytest.mark.parametrize("job", ["remove_idempotency_rows", "remove_webhook_deliveries"])
def test_cleaning_is_scheduled_once_a_night(job: str) -> None:
    assert [line for line, name in settings.AMENDS_SCHEDULE if name == job]
    assert job in settings.AMENDS_JOBS


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
