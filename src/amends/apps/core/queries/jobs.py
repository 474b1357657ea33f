# SPDX-License-Identifier: Apache-2.0
"""Questions about runs of jobs and about messages."""

from django.db.models import QuerySet

from amends.apps.core.models import JobRun, JobState, Message, User


def job_run(pk: int) -> JobRun | None:
    """One run, or `None`."""
    return JobRun.objects.select_related("by").filter(pk=pk).first()


def failed_runs(*, most: int = 10) -> QuerySet[JobRun]:
    """The last runs that were given up, the newest first."""
    return JobRun.objects.filter(state=JobState.FAILED).order_by("-finished_at")[:most]


def active_runs() -> QuerySet[JobRun]:
    """Runs that wait or are under way."""
    return JobRun.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).order_by("pk")


def latest_run(job: str) -> JobRun | None:
    """The newest run of a job."""
    return JobRun.objects.filter(job=job).order_by("-pk").first()


def unread_notices(user: User, *, most: int = 20) -> QuerySet[Message]:
    """A person's unread notices, the newest first."""
    return Message.objects.filter(to=user, read_at__isnull=True, channel="notice").order_by("-pk")[:most]


def stuck_messages() -> int:
    """How many e-mails were given up."""
    return Message.objects.filter(given_up_at__isnull=False).count()
