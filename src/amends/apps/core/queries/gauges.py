# SPDX-License-Identifier: Apache-2.0
"""What a monitor is told of queues and messages; other areas add theirs by name (`AMENDS_GAUGES`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils.module_loading import import_string

from amends.apps.core.models import JobRun, JobState, Message, WebhookDelivery
from amends.apps.core.rules.gauges import Gauge

EVERY_UNIT = "a monitor counts all runs and reads none"
A_DAY = timedelta(days=1)


def all_gauges(at: datetime) -> list[Gauge]:
    """Everything that a monitor is told at a moment. A handful of queries, each of counts over an index."""
    told = [*_jobs(at), *_messages(at), *_deliveries(at)]
    for dotted in settings.AMENDS_GAUGES:
        told += import_string(dotted)(at)
    return told


def _jobs(at: datetime) -> Iterator[Gauge]:
    runs = JobRun.objects.unscoped(EVERY_UNIT)
    due = runs.filter(state=JobState.QUEUED, not_before__lte=at).aggregate(
        n=Count("pk"), since=Min("not_before")
    )
    running = runs.filter(state=JobState.RUNNING)
    seen = runs.aggregate(at=Max("heartbeat_at"))["at"]
    failed = runs.filter(state=JobState.FAILED, finished_at__gt=at - A_DAY).count()
    yield Gauge("amends_jobs_due", "Runs that a worker should have begun.", due["n"])
    yield Gauge(
        "amends_jobs_due_age_seconds", "For how long the oldest of them waits.", _age(due["since"], at)
    )
    yield Gauge("amends_jobs_running", "Runs under way.", running.count())
    yield Gauge("amends_jobs_failed_day", "Runs given up within 24 hours.", failed)
    yield Gauge("amends_worker_seen_age_seconds", "Since any worker was last heard of.", _age(seen, at))


def _messages(at: datetime) -> Iterator[Gauge]:
    waiting = Message.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=at)
    for row in waiting.order_by().values("channel").annotate(n=Count("pk")):
        labels = {"channel": row["channel"]}
        yield Gauge("amends_messages_due", "Messages that should have been handed over.", row["n"], labels)
    given_up = Message.objects.filter(given_up_at__gt=at - A_DAY).count()
    yield Gauge("amends_messages_given_up_day", "Messages given up within 24 hours.", given_up)


def _deliveries(at: datetime) -> Iterator[Gauge]:
    waiting = WebhookDelivery.objects.filter(
        sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=at
    )
    yield Gauge("amends_deliveries_due", "Events that other systems should have been told.", waiting.count())


def _age(since: datetime | None, at: datetime) -> float:
    return max((at - since).total_seconds(), 0.0) if since else 0.0
