# SPDX-License-Identifier: Apache-2.0
"""Does queued runs: claims one, keeps its lease alive in a second thread, calls the job, records how it ended."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string

from amends.apps.core.actions.jobs import LeaseLost, beat, claim, enqueue_tick, fail, finish, report
from amends.apps.core.actions.webhooks.sending import Courier
from amends.apps.core.models import JobRun, User
from amends.apps.core.rules.queue import HEARTBEAT

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class JobRefused(Exception):
    """A job cannot do what was asked, and trying again would not help; the message is for the person who asked."""


class Run(Protocol):
    """What a scheduled job asks of its run: the time, and a way to say how far it is."""

    def at(self) -> datetime:
        """The time now."""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is."""


class AskedRun(Run, Protocol):
    """A run that somebody may have asked for."""

    @property
    def by(self) -> User | None:
        """Who asked for it."""


@dataclass(slots=True)
class Running:
    """What a job is given: the time, who asked for it, and a way to say how far it is."""

    run: JobRun
    worker: str
    clock: Clock
    reported_at: datetime | None = None

    @property
    def by(self) -> User | None:
        """Who asked for the run; nobody, when the schedule did."""
        return self.run.by

    def at(self) -> datetime:
        """The time now."""
        return self.clock()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the run is; at most two rows a second are written, so call it as often as you like."""
        at = self.clock()
        if self.reported_at and done < total and at - self.reported_at < timedelta(seconds=0.5):
            return
        self.reported_at = at
        report(run=self.run, worker=self.worker, at=at, done=done, total=total, note=note)


def work_once(*, worker: str, clock: Clock, keep_alive: bool = True) -> bool:
    """Do one run, if one waits; returns whether there was one. Never raises for what the job did."""
    run = claim(worker=worker, at=clock())
    if run is None:
        return False
    with _heartbeat(run, worker, clock) if keep_alive else _silence():
        _do(run, worker, clock)
    return True


def _do(run: JobRun, worker: str, clock: Clock) -> None:
    try:
        job = import_string(settings.AMENDS_JOBS[run.job])
        result = job(Running(run, worker, clock), **run.arguments)
        finish(run=run, worker=worker, at=clock(), result=result or {})
    except LeaseLost:
        logger.warning("%s was taken over by another worker", run)
    except JobRefused as refusal:
        words = str(refusal)
        _record_failure(run, worker, clock(), error=words, told=words, permanent=True)
    except Exception as error:  # noqa: BLE001 (the worker outlives whatever a job does)
        kind = type(error).__name__
        logger.error("%s failed: %s at %s", run, kind, _place(error))
        _record_failure(run, worker, clock(), error=f"{kind}: {error}", told=kind, permanent=False)


def _record_failure(
    run: JobRun, worker: str, at: datetime, *, error: str, told: str, permanent: bool
) -> None:
    try:
        fail(run=run, worker=worker, at=at, error=error, told=told, permanent=permanent)
    except LeaseLost:
        logger.warning("%s was taken over by another worker", run)
    except DatabaseError as lost:  # the lease runs out, and the run is taken over
        logger.error("%s: the failure could not be recorded: %s", run, type(lost).__name__)


def _place(error: Exception) -> str:
    """Where it happened. What an exception says stays with the run: a database quotes the row that it refuses, and logs
    go to places that nobody can clean."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"


@contextmanager
def _silence() -> Iterator[None]:
    yield


@contextmanager
def _heartbeat(run: JobRun, worker: str, clock: Clock) -> Iterator[None]:
    """Renew the lease from a thread of its own, since a job may be busy in one long call."""
    stopped = threading.Event()

    def keep_beating() -> None:
        while not stopped.wait(HEARTBEAT.total_seconds()):
            try:
                beat(run=run, worker=worker, at=clock())
            except LeaseLost:
                return
            except DatabaseError:  # a long write of the job itself may hold the lock; the next beat will do
                logger.warning("%s: a heartbeat was late", run)
        connection.close()

    thread = threading.Thread(target=keep_beating, name=f"heartbeat-{run.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


SHORT_PAUSE = 0.05  # seconds between two looks at requests that are under way


def keep_sending(*, stopped: threading.Event, clock: Clock, every: float) -> None:
    """Send webhooks until told to stop, in a thread of its own: a job that takes minutes delays no event. What is
    under way at the end is waited for and recorded."""
    courier = Courier(clock=clock)
    while not stopped.is_set():
        close_old_connections()
        stopped.wait(SHORT_PAUSE if _turned(courier) else every)
    courier.close()
    connection.close()


def send_waiting(*, clock: Clock) -> None:
    """Send the webhooks that are due now, and come back when nothing is under way."""
    courier = Courier(clock=clock)
    while courier.turn():
        time.sleep(SHORT_PAUSE)
    courier.close()


def _turned(courier: Courier) -> bool:
    try:
        return courier.turn()
    except DatabaseError as away:  # busy or away; what was claimed is sent again after its lease
        logger.error("webhooks wait for the database: %s", type(away).__name__)
        return False


def queue_due(*, at: datetime) -> int:
    """Queue what the schedule asks for: the last tick of each line, once, also after an outage of up to a day."""
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    queued = 0
    for line, job in settings.AMENDS_SCHEDULE:
        tick = next(CronSim(line, local + timedelta(seconds=1), reverse=True))
        key = f"{job}@{tick.isoformat()}"
        if local - tick < timedelta(days=1):
            queued += enqueue_tick(job, at=at, key=key)
    return queued
