# SPDX-License-Identifier: Apache-2.0
"""Questions about reports that were made and those that go out by themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from amends.apps.core.models import JobRun, JobState, Message, Unit, User
from amends.apps.core.queries.jobs import job_run
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.reports.models import Report, ReportDelivery, ReportFile, ReportSchedule
from amends.apps.reports.rules.documents.composition import Composition, Form, Kind, unpacked

PAGE = 30
MOST_READERS, MOST_WAVES, MOST_DELIVERIES = 300, 50, 60
_RUN = "the run of a schedule that the person may see"


def reports_seen(person: User, *, before: int | None = None) -> list[Report]:
    """A page of the reports that a person may read, the newest first. One query."""
    rows = _readable(person).select_related("unit", "made_by").defer("content")
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[:PAGE])


def report_seen(person: User, pk: int) -> Report | None:
    """One of them."""
    return _readable(person).select_related("unit", "made_by").filter(pk=pk).first()


def composition_of(report: Report) -> Composition:
    """What it is made of."""
    return unpacked(report.content)


def files_of(report: Report) -> list[ReportFile]:
    """Its files in their order."""
    rows = ReportFile.objects.unscoped("the person may see the report").filter(report=report)
    return sorted(rows.order_by("pk"), key=lambda each: [*map(str, Form)].index(each.form))


def file_seen(person: User, pk: int, form: Form) -> ReportFile | None:
    """One file of a report that the person may read."""
    if report_seen(person, pk) is None:
        return None
    rows = ReportFile.objects.within(person.scope).select_related("report__unit")
    return rows.filter(report=pk, form=str(form)).first()


def own_making(person: User, pk: int) -> JobRun | None:
    """The run of a report that the person asked for."""
    run = job_run(pk, reader=person)
    return run if run and run.job == "make_report" and run.by == person else None


def measured_waves(scope: Scope) -> QuerySet[RecoveryWave]:
    """Waves of which something was measured, the newest first."""
    measured = WaveEffect.objects.within(scope).values("wave")
    return RecoveryWave.objects.within(scope).filter(pk__in=measured).select_related("unit").order_by("-pk")


def readers_of(unit: Unit) -> QuerySet[User]:
    """Who may be sent reports of a unit: those whose units include it and who may see satisfaction."""
    rows = User.objects.filter(is_active=True, unit__number__lte=unit.number, unit__last__gte=unit.number)
    holding = [each.pk for each in rows.only("pk", "role", "is_active") if each.may(Right.SEE_SATISFACTION)]
    return rows.filter(pk__in=holding[:MOST_READERS]).select_related("unit").order_by("unit__number", "pk")


def schedules_seen(scope: Scope) -> list[ReportSchedule]:
    """Schedules that hold, the newest first. Two queries."""
    rows = ReportSchedule.objects.within(scope).filter(ended_at__isnull=True)
    return list(rows.select_related("unit", "made_by").prefetch_related("readers")[:MOST_READERS])


@dataclass(frozen=True, slots=True)
class Sent:
    """One delivery, and its mail: None where the reader has no address."""

    delivery: ReportDelivery
    mail: Message | None


def with_mails(rows: Sequence[ReportDelivery], keys: Mapping[int, str]) -> list[Sent]:
    """Deliveries, each with its mail; `keys` names the mails. One query."""
    mails = {each.key: each for each in Message.objects.filter(key__in=list(keys.values()))}
    return [Sent(each, mails.get(keys[each.pk])) for each in rows]


def last_deliveries(schedules: Sequence[ReportSchedule]) -> list[ReportDelivery]:
    """The last deliveries of some schedules, the newest first. One query."""
    rows = ReportDelivery.objects.unscoped("of schedules that the person may see").filter(
        schedule__in=schedules
    )
    return list(rows.select_related("to", "report", "schedule__unit").order_by("-pk")[:MOST_DELIVERIES])


def failed_sendings(keys: Mapping[int, str]) -> dict[int, JobRun]:
    """By schedule, the run of its last due day where that was given up; `keys` names the runs. One query."""
    rows = JobRun.objects.unscoped(_RUN).filter(key__in=list(keys.values()), state=JobState.FAILED)
    runs = {each.key: each for each in rows}
    return {pk: runs[key] for pk, key in keys.items() if key in runs}


def _readable(person: User) -> QuerySet[Report]:
    rows = Report.objects.within(person.scope)
    return rows if person.may(Right.SEE_RECOVERY) else rows.exclude(kind=str(Kind.WAVE))
