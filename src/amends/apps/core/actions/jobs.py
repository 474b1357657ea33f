# SPDX-License-Identifier: Apache-2.0
"""Verbs on runs of jobs: queue, claim, keep alive, finish. Ownership is checked at every step."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, JobRun, JobState, User
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.queue import LEASE, MOST_ATTEMPTS, next_try

QUEUE = "the queue serves everybody"


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
    a button pressed twice queues once."""
    if key and (existing := JobRun.objects.unscoped(QUEUE).filter(key=key).first()):
        return existing
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            run = JobRun.objects.create(
                job=job, key=key, arguments=dict(arguments or {}), by=by, queued_at=at, not_before=at
            )
            log(EventKind.JOB_QUEUED, run, unit=by.unit if by else None, job=job)
    except IntegrityError:
        return JobRun.objects.unscoped(QUEUE).get(key=key)
    return run


def enqueue_tick(job: str, *, at: datetime, key: str) -> bool:
    """Queue a run that the schedule asks for, unless its `key` was used before; returns whether it was queued. The log
    holds no word of it: it would be a thousand rows a day; the end of the run has one where anything was done."""
    rows = JobRun.objects.unscoped(QUEUE)
    _run, queued = rows.get_or_create(key=key, defaults={"job": job, "queued_at": at, "not_before": at})
    return queued


def claim(*, worker: str, at: datetime) -> JobRun | None:
    """Take the oldest run that waits, or whose worker stopped renewing its lease; `None` when there is none."""
    ready = Q(state=JobState.QUEUED, not_before__lte=at) | Q(state=JobState.RUNNING, lease_until__lt=at)
    with transaction.atomic():
        waiting = JobRun.objects.unscoped(QUEUE).filter(ready).order_by("not_before", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, no_key=True)
        run = waiting.first()
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            _give_up(run, at)
            return None
        run.state, run.worker, run.attempts = JobState.RUNNING, worker, run.attempts + 1
        run.started_at = run.heartbeat_at = at
        run.lease_until = at + LEASE
        run.save()
    return run


def _give_up(run: JobRun, at: datetime) -> None:
    """A run whose worker died every time must not be taken again and again."""
    with writing(by=run.by, at=at) as log:
        run.state, run.finished_at = JobState.FAILED, at
        run.error = f"the worker died {run.attempts} times while doing it"
        run.save(update_fields=["state", "finished_at", "error"])
        log(EventKind.JOB_FAILED, run, job=run.job, error=run.error)


def beat(*, run: JobRun, worker: str, at: datetime) -> None:
    """Renew the lease. Raises `LeaseLost` where the run is no longer this worker's."""
    _change(run, worker, heartbeat_at=at, lease_until=at + LEASE)


def report(*, run: JobRun, worker: str, at: datetime, done: int, total: int, note: str) -> None:
    """Tell the people who watch how far the run is. Raises `LeaseLost` where it is no longer this worker's."""
    lease = {"heartbeat_at": at, "lease_until": at + LEASE}
    _change(run, worker, done=done, total=total, note=note[:200], **lease)


def finish(*, run: JobRun, worker: str, at: datetime, result: Mapping[str, Json]) -> None:
    """Record that the run is done; in the log too, but for a run of the schedule that found nothing to do.

    Raises `LeaseLost` where it is no longer this worker's.
    """
    ended = {
        "state": JobState.DONE,
        "finished_at": at,
        "result": dict(result),
        "done": F("total"),
        "error": "",
    }
    if run.by is None and not any(result.values()):
        _change(run, worker, **ended)
        return
    with writing(by=run.by, at=at) as log:
        _change(run, worker, **ended)
        log(EventKind.JOB_FINISHED, run, unit=run.by.unit if run.by else None, job=run.job)


def fail(*, run: JobRun, worker: str, at: datetime, error: str, told: str, permanent: bool = False) -> None:
    """Record a failure: the run is tried again later, unless it is `permanent` or was tried often enough.

    `error` stays with the run. `told` goes into the log, which nobody can clean afterwards: it must hold no
    personal data, and an exception's own words may (a database quotes the row that it refuses).
    Raises `LeaseLost` where the run is no longer this worker's.
    """
    with writing(by=run.by, at=at) as log:
        if permanent or run.attempts >= MOST_ATTEMPTS:
            _change(run, worker, state=JobState.FAILED, finished_at=at, error=error)
        else:
            again = next_try(run.attempts, at)
            _change(run, worker, state=JobState.QUEUED, not_before=again, error=error, lease_until=None)
        log(EventKind.JOB_FAILED, run, unit=run.by.unit if run.by else None, job=run.job, error=told[:500])


def remove_old_runs(*, at: datetime, older_than: timedelta, portion: int = 1_000) -> int:
    """Forget runs that ended longer ago than that; what they did stays in the log. Returns how many."""
    ended = JobRun.objects.unscoped(QUEUE).filter(state__in=[JobState.DONE, JobState.FAILED])
    old = ended.filter(not_before__lt=at - older_than, finished_at__lt=at - older_than).order_by()
    removed = 0
    while keys := list(old.values_list("pk", flat=True)[:portion]):
        JobRun.objects.unscoped(QUEUE).filter(pk__in=keys).delete()
        removed += len(keys)
    return removed


def _change(run: JobRun, worker: str, **values: object) -> None:
    """Change the run while it is still ours; the condition and the change are one statement."""
    ours = JobRun.objects.unscoped(QUEUE).filter(pk=run.pk, state=JobState.RUNNING, worker=worker)
    if not ours.update(**values):
        raise LeaseLost(f"{run} is no longer ours")
