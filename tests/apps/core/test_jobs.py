# SPDX-License-Identifier: Apache-2.0
"""The queue: a row with a claim; a worker killed in the middle loses and doubles nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.jobs import LeaseLost, beat, claim, enqueue, finish, report
from amends.apps.core.models import Event, EventKind, JobRun, JobState
from amends.apps.core.rules.queue import LEASE, MOST_ATTEMPTS, next_try
from amends.apps.core.worker import JobRefused, Running, queue_due, work_once
from amends.config.schedule import JOB_NAMES, JOBS
from tests.people import NOON, People

SECOND = timedelta(seconds=1)


def well_done(run: Running, *, n: int = 1) -> dict[str, Any]:
    run.progress(n, n, "算完了")
    return {"n": n}


def goes_wrong(run: Running) -> None:
    raise ZeroDivisionError("one by nought")


def quotes_a_customer(run: Running) -> None:
    raise DatabaseError("DETAIL: Failing row contains (13800138000, 王小明)")


def is_too_slow(run: Running) -> None:
    JobRun.objects.unscoped("a test").filter(pk=run.run.pk).update(worker="w2")
    raise ZeroDivisionError


def finds_nothing(run: Running) -> dict[str, Any]:
    return {"told": 0, "failed": 0}


def refuses(run: Running) -> None:
    raise JobRefused("文件里没有可用的行")


@pytest.fixture
def jobs(people: People, settings: DjangoSettings) -> People:
    names = ("well_done", "goes_wrong", "refuses", "quotes_a_customer", "is_too_slow", "finds_nothing")
    settings.AMENDS_JOBS = {name: f"tests.apps.core.test_jobs.{name}" for name in names}
    settings.AMENDS_SCHEDULE = (("30 2 * * *", "well_done"),)
    return people


def _work(at: datetime = NOON, worker: str = "w1") -> bool:
    return work_once(worker=worker, clock=lambda: at, keep_alive=False)


def test_run_is_done_with_its_progress_and_result(jobs: People) -> None:
    run = enqueue("well_done", by=jobs.dora, at=NOON, arguments={"n": 3})
    assert _work()
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.result, run.note) == (JobState.DONE, 3, 3, {"n": 3}, "算完了")
    assert not _work()


def test_same_key_queues_once(jobs: People) -> None:
    first = enqueue("well_done", by=jobs.dora, at=NOON, key="k")
    assert enqueue("well_done", by=jobs.dora, at=NOON, key="k") == first


def test_failure_is_tried_again_later_and_given_up_at_last(jobs: People) -> None:
    run = enqueue("goes_wrong", by=jobs.dora, at=NOON)
    at = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert _work(at)
        assert not _work(at), "a failed run must wait before it is tried again"
        at = next_try(attempt, at)
    run.refresh_from_db()
    assert (run.state, run.error) == (JobState.FAILED, "ZeroDivisionError: one by nought")


def test_refusal_is_not_tried_again_and_its_words_are_kept(jobs: People) -> None:
    run = enqueue("refuses", by=jobs.dora, at=NOON)
    _work()
    run.refresh_from_db()
    assert (run.state, run.error, run.attempts) == (JobState.FAILED, "文件里没有可用的行", 1)


def test_log_stream_tells_the_kind_and_the_run_and_no_words(
    jobs: People, caplog: pytest.LogCaptureFixture
) -> None:
    run = enqueue("quotes_a_customer", by=jobs.dora, at=NOON)
    _work()
    assert f"quotes_a_customer #{run.pk} failed: DatabaseError at {__file__}" in caplog.text
    assert "王小明" not in caplog.text


def _events(kind: EventKind) -> int:
    return Event.objects.unscoped("a test").filter(kind=kind).count()


def test_run_of_the_schedule_that_did_nothing_leaves_no_event(jobs: People, settings: DjangoSettings) -> None:
    settings.AMENDS_SCHEDULE = (("* * * * *", "finds_nothing"),)
    for minute in range(3):
        at = NOON + timedelta(minutes=minute)
        assert queue_due(at=at) == 1
        assert _work(at)
    assert JobRun.objects.unscoped("a test").filter(state=JobState.DONE).count() == 3
    assert (_events(EventKind.JOB_QUEUED), _events(EventKind.JOB_FINISHED)) == (0, 0)


def test_run_that_did_something_or_was_asked_for_leaves_one(jobs: People) -> None:
    queue_due(at=NOON)
    _work()
    assert _events(EventKind.JOB_FINISHED) == 1
    enqueue("finds_nothing", by=jobs.dora, at=NOON)
    _work()
    assert (_events(EventKind.JOB_QUEUED), _events(EventKind.JOB_FINISHED)) == (1, 2)


def _logged_error() -> str:
    return str(Event.objects.unscoped("a test").get(kind=EventKind.JOB_FAILED).payload["error"])


def test_log_keeps_only_the_kind_of_an_accident(jobs: People) -> None:
    run = enqueue("quotes_a_customer", by=jobs.dora, at=NOON)
    _work()
    run.refresh_from_db()
    assert "王小明" in run.error
    assert _logged_error() == "DatabaseError"


def test_log_keeps_the_words_of_a_refusal(jobs: People) -> None:
    enqueue("refuses", by=jobs.dora, at=NOON)
    _work()
    assert _logged_error() == "文件里没有可用的行"


def test_worker_goes_on_when_a_failed_run_is_no_longer_its_own(jobs: People) -> None:
    run = enqueue("is_too_slow", by=jobs.dora, at=NOON)
    assert _work()
    run.refresh_from_db()
    assert (run.state, run.worker) == (JobState.RUNNING, "w2")


def test_worker_goes_on_when_the_database_is_gone(jobs: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: object) -> None:
        raise DatabaseError("the connection is closed")

    monkeypatch.setattr("amends.apps.core.worker.fail", gone)
    enqueue("goes_wrong", by=jobs.dora, at=NOON)
    assert _work()


def test_run_of_a_dead_worker_is_taken_over_when_its_lease_has_run_out(jobs: People) -> None:
    run = enqueue("well_done", by=jobs.dora, at=NOON)
    assert claim(worker="dead", at=NOON) == run
    assert claim(worker="w2", at=NOON + LEASE - SECOND) is None
    taken = claim(worker="w2", at=NOON + LEASE + SECOND)
    assert taken is not None
    assert (taken.worker, taken.attempts) == ("w2", 2)


def test_worker_that_lost_its_lease_cannot_record_anything(jobs: People) -> None:
    run = enqueue("well_done", by=jobs.dora, at=NOON)
    claim(worker="slow", at=NOON)
    claim(worker="w2", at=NOON + LEASE + SECOND)
    later = NOON + LEASE + 2 * SECOND
    with pytest.raises(LeaseLost):
        beat(run=run, worker="slow", at=later)
    with pytest.raises(LeaseLost):
        report(run=run, worker="slow", at=later, done=1, total=2, note="")
    with pytest.raises(LeaseLost):
        finish(run=run, worker="slow", at=later, result={})
    run.refresh_from_db()
    assert (run.state, run.worker) == (JobState.RUNNING, "w2")


def test_heartbeat_keeps_the_lease(jobs: People) -> None:
    run = enqueue("well_done", by=jobs.dora, at=NOON)
    claim(worker="w1", at=NOON)
    beat(run=run, worker="w1", at=NOON + LEASE - SECOND)
    assert claim(worker="w2", at=NOON + LEASE + SECOND) is None


def test_run_that_kills_every_worker_is_given_up(jobs: People) -> None:
    run = enqueue("well_done", by=jobs.dora, at=NOON)
    at = NOON
    for _ in range(MOST_ATTEMPTS):
        assert claim(worker="dies", at=at)
        at += LEASE + SECOND
    assert claim(worker="dies", at=at) is None
    run.refresh_from_db()
    assert (run.state, "died" in run.error) == (JobState.FAILED, True)


def test_schedule_fires_once_a_tick_and_catches_up_after_an_outage(jobs: People) -> None:
    assert [queue_due(at=NOON), queue_due(at=NOON + SECOND)] == [1, 0]
    assert queue_due(at=NOON + timedelta(days=3)) == 1
    assert JobRun.objects.unscoped("a test").count() == 2


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "running without a lease": {"state": "running"},
    "done without an end": {"state": "done"},
    "queued with an end": {"state": "queued", "finished_at": NOON},
}


@pytest.mark.parametrize("which", IMPOSSIBLE)
def test_database_refuses_an_impossible_run(people: People, which: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        JobRun.objects.create(job="x", queued_at=NOON, not_before=NOON, **IMPOSSIBLE[which])


def test_every_job_has_a_name_for_people(people: People, client: Client) -> None:
    assert set(JOB_NAMES) == set(JOBS)
    JobRun.objects.create(job="nightly_run", by=people.ed, queued_at=NOON, not_before=NOON)
    client.force_login(people.ed)
    page = client.get("/system/panel/").content.decode()
    assert "夜间识别" in page
    assert "nightly_run" not in page
