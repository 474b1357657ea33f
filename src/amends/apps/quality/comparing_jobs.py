# SPDX-License-Identifier: Apache-2.0
"""Entry points of the schedule: comparing how groups are treated, judging improvements."""

from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.worker import AskedRun, JobRefused, Run
from amends.apps.quality.actions.comparing import PeriodWrong, compare_treatment
from amends.apps.quality.actions.preventing import judge
from amends.apps.quality.models import TreatmentRun
from amends.apps.quality.queries.comparing import last_quarter
from amends.apps.quality.queries.preventing import to_judge


def compare_groups(run: AskedRun, *, unit: int, first: str, last: str) -> dict[str, int]:
    """The comparison that somebody asked for."""
    found = Unit.objects.filter(pk=unit).first()
    if run.by is None or found is None or not run.by.scope.covers(found.number):
        raise JobRefused(gettext("没有这个机构"))
    period = {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
    try:
        made = compare_treatment(unit=found, **period, by=run.by, at=run.at())
    except PeriodWrong as wrong:
        raise JobRefused(gettext("请选已经过完的日期，最多一年")) from wrong
    return {"run": made.pk}


def compare_last_quarter(run: Run) -> dict[str, int]:
    """The quarter that is over, for the whole organisation and for each province and city: once each."""
    first, last = last_quarter(localtime(run.at()).date())
    known = TreatmentRun.objects.unscoped("the schedule serves everybody").filter(
        first_date=first, last_date=last, made_by=None
    )
    done = set(known.values_list("unit", flat=True))
    units = Unit.objects.filter(kind__in=[UnitKind.GROUP, UnitKind.PROVINCE, UnitKind.CITY]).exclude(
        pk__in=done
    )
    for place, unit in enumerate(units, start=1):
        compare_treatment(unit=unit, first=first, last=last, by=None, at=run.at())
        run.progress(place, len(units))
    return {"compared": len(units)}


def judge_preventions(run: Run) -> dict[str, int]:
    """Look at each improvement that is still watched."""
    plans = to_judge(at=run.at())
    for place, plan in enumerate(plans, start=1):
        judge(plan=plan, by=None, at=run.at())
        run.progress(place, len(plans))
    return {"judged": len(plans)}
