# SPDX-License-Identifier: Apache-2.0
"""Verbs on runs of jobs: queue, claim, keep alive, finish. Ownership is checked at every step."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, JobState, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.queue import LEASE, MOST_ATTEMPTS, next_try


class LeaseLost(RuntimeError):
    """The worker was away for so long that another one has taken the run; what it did last is not recorded."""


def enqueue(
    job: str,
    *,
    by: User | None,
    at: datetime,
    key: str | None = None,
    arguments: Mapping[str, Json] | None = None,
) -> JobRun:
    """Queue a run of a job in the caller's transaction. With a `key` that was used before, that run is returned:
    a schedule that fires twice, or a button pressed twice, queues once."""
    if key and (existing := JobRun.objects.filter(key=key).first()):
        return existing
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            run = JobRun.objects.create(
                job=job, key=key, arguments=dict(arguments or {}), by=by, queued_at=at, not_before=at
            )
            log(EventKind.JOB_QUEUED, run, unit=by.unit if by else None, job=job)
    except IntegrityError:
        return JobRun.objects.get(key=key)
    return run


def claim(*, worker: str, at: datetime) -> JobRun | None:
    """Take the oldest run that waits, or whose worker stopped renewing its lease; `None` when there is none."""
    ready = Q(state=JobState.QUEUED, not_before__lte=at) | Q(state=JobState.RUNNING, lease_until__lt=at)
    with transaction.atomic():
        waiting = JobRun.objects.filter(ready).order_by("not_before", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        run = waiting.first()
        if run is None:
            return None
        run.state, run.worker, run.attempts = JobState.RUNNING, worker, run.attempts + 1
        run.started_at = run.heartbeat_at = at
        run.lease_until = at + LEASE
        run.save()
    return run


def beat(*, run: JobRun, worker: str, at: datetime) -> None:
    """Renew the lease. Raises `LeaseLost` where the run is no longer this worker's."""
    _own(run, worker).update(heartbeat_at=at, lease_until=at + LEASE) or _lost(run)


def report(*, run: JobRun, worker: str, at: datetime, done: int, total: int, note: str) -> None:
    """Tell the people who watch how far the run is. Raises `LeaseLost` where it is no longer this worker's."""
    changed = _own(run, worker).update(
        done=done, total=total, note=note[:200], heartbeat_at=at, lease_until=at + LEASE
    )
    changed or _lost(run)


def finish(*, run: JobRun, worker: str, at: datetime, result: Mapping[str, Json]) -> None:
    """Record that the run is done. Raises `LeaseLost` where it is no longer this worker's."""
    with writing(by=run.by, at=at) as log:
        changed = _own(run, worker).update(
            state=JobState.DONE, finished_at=at, result=dict(result), done=F("total"), error=""
        )
        changed or _lost(run)
        log(EventKind.JOB_FINISHED, run, unit=run.by.unit if run.by else None, job=run.job)


def fail(*, run: JobRun, worker: str, at: datetime, error: str, permanent: bool = False) -> None:
    """Record a failure: the run is tried again later, unless it is `permanent` or was tried often enough."""
    with writing(by=run.by, at=at) as log:
        if permanent or run.attempts >= MOST_ATTEMPTS:
            changed = _own(run, worker).update(state=JobState.FAILED, finished_at=at, error=error)
        else:
            changed = _own(run, worker).update(
                state=JobState.QUEUED, not_before=next_try(run.attempts, at), error=error, lease_until=None
            )
        changed or _lost(run)
        log(EventKind.JOB_FAILED, run, unit=run.by.unit if run.by else None, job=run.job, error=error[:500])


def _own(run: JobRun, worker: str):  # type: ignore[no-untyped-def]
    return JobRun.objects.filter(pk=run.pk, state=JobState.RUNNING, worker=worker)


def _lost(run: JobRun) -> None:
    raise LeaseLost(f"{run} is no longer ours")
