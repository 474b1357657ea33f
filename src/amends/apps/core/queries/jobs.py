# SPDX-License-Identifier: Apache-2.0
"""Questions about runs of jobs and about messages."""

from django.conf import settings
from django.db.models import Q, QuerySet

from amends.apps.core.models import JobRun, JobState, Message, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right


def job_run(pk: int, *, reader: User) -> JobRun | None:
    """A run that a person may follow: their own; and for those who see runs, one asked for within their units, or
    one that works for every unit. `None` for any other."""
    own = JobRun.objects.unscoped("a person's own runs").filter(pk=pk, by=reader).first()
    if own or not (reader.may(Right.SEE_RUNS) or reader.may(Right.MANAGE_USERS)):
        return own
    for_all = JobRun.objects.unscoped("runs that work for every unit").filter(
        job__in=settings.AMENDS_JOBS_FOR_ALL
    )
    return JobRun.objects.within(reader.scope).filter(pk=pk).first() or for_all.filter(pk=pk).first()


def failed_runs(scope: Scope, *, most: int = 10) -> QuerySet[JobRun]:
    """The last runs within a scope that were given up, the newest first."""
    return JobRun.objects.within(scope).filter(state=JobState.FAILED).order_by("-finished_at")[:most]


def active_runs(scope: Scope) -> QuerySet[JobRun]:
    """Runs within a scope that wait or are under way."""
    rows = JobRun.objects.within(scope).filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    return rows.order_by("pk")


def latest_run(job: str) -> JobRun | None:
    """The newest run of a job that works for every unit."""
    return JobRun.objects.unscoped("it works for every unit").filter(job=job).order_by("-pk").first()


def unread_notices(user: User, *, most: int = 20) -> QuerySet[Message]:
    """A person's unread notices, the newest first."""
    return Message.objects.filter(to=user, read_at__isnull=True, channel="notice").order_by("-pk")[:most]


def stuck_messages() -> int:
    """How many e-mails and texts nobody would take, or wait because they could not be handed over; what was called off
    (its reader asked for no more, or has answered) is not stuck."""
    waits = Q(sent_at__isnull=True, given_up_at__isnull=True) & ~Q(error="")
    return Message.objects.filter(Q(given_up_at__isnull=False, attempts__gt=0) | waits).count()
