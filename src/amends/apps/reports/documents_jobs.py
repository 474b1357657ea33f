# SPDX-License-Identifier: Apache-2.0
"""Jobs of reports: make one, queue what falls due, send it."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.reports.actions.documents.making import ReportRefused, make_report, refuse, wanted_of
from amends.apps.reports.actions.documents.sending import queue_due_reports, send_due
from amends.apps.reports.models import ReportSchedule
from amends.apps.reports.queries.documents.wave import WaveUnread
from amends.apps.reports.rules.documents.paper import NoFont


def make_asked_report(run: AskedRun, *, token: str, **asked: str | int | None) -> dict[str, int]:
    """Make the report that somebody asked for; a run that was killed finds what it has made."""
    wanted = wanted_of(asked)
    if run.by is None or wanted is None:
        raise JobRefused(gettext("报告要由人提出，机构和波次都要在"))
    try:
        refuse(wanted, run.by, localtime(run.at()).date())
        return {"report": make_report(wanted=wanted, by=run.by, at=run.at(), key=f"asked:{token}").pk}
    except (ReportRefused, WaveUnread) as refusal:
        raise JobRefused(str(refusal)) from refusal
    except NoFont as missing:
        raise JobRefused(
            gettext("服务器上没有中文字体，写不成 PDF；请安装 fonts-noto-cjk 以后重试")
        ) from missing


def send_reports(run: Run) -> dict[str, int]:
    """Queue every report that fell due."""
    return {"queued": queue_due_reports(at=run.at())}


def send_report(run: Run, *, schedule: int, due: str) -> dict[str, int]:
    """Make the report of one due day and tell who gets it."""
    rows = ReportSchedule.objects.unscoped("the schedule serves every unit").select_related("unit")
    found = rows.filter(pk=schedule, ended_at__isnull=True).first()
    if found is None:
        return {"sent": 0, "refused": 0}
    try:
        return send_due(schedule=found, due=date.fromisoformat(due), at=run.at())
    except NoFont as missing:
        raise JobRefused(
            gettext("服务器上没有中文字体，写不成 PDF；请安装 fonts-noto-cjk 以后重试")
        ) from missing
