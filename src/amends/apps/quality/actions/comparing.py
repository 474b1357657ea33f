# SPDX-License-Identifier: Apache-2.0
"""Comparing how groups are treated, and looking into a difference."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext

from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.models import Improvement
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.quality.models import TreatmentReview, TreatmentRun
from amends.apps.quality.queries.comparing import cases_of_period, fewest_shown, sizes
from amends.apps.quality.rules.comparing import compared, is_worse

REVIEWED_WITHIN = timedelta(days=30)
LONGEST = 366  # days


class PeriodWrong(ValueError):
    """A period that is empty, too long, or not over yet."""


def compare_treatment(*, unit: Unit, first: date, last: date, by: User | None, at: datetime) -> TreatmentRun:
    """Compare all groups of the cases that a unit received from `first` to `last`, and keep what was found. Raises
    `PeriodWrong`."""
    if not first <= last < localtime(at).date() or (last - first).days > LONGEST:
        raise PeriodWrong(f"{first} {last}")
    cases, fewest = cases_of_period(unit, first, last), fewest_shown()
    rows, hidden = compared(cases, fewest=fewest)
    content = {
        "fewest": fewest,
        "rows": [asdict(each) | {"different": each.is_different, "worse": is_worse(each)} for each in rows],
        "hidden": [asdict(each) for each in hidden],
        "sizes": dict(sizes(cases)),
    }
    flagged = sum(each.is_different for each in rows)
    with writing(by=by, at=at) as log:
        run = TreatmentRun.objects.create(
            unit=unit,
            first_date=first,
            last_date=last,
            made_at=at,
            made_by=by,
            cases=len(cases.kinds),
            tests=len(rows),
            flagged=flagged,
            content=content,
        )
        log(EventKind.TREATMENT_COMPARED, run, unit=unit, tests=len(rows), flagged=flagged)
    return run


def open_review(
    *, run: TreatmentRun, measure: str, attribute: str, group: str, title: str, by: User, at: datetime
) -> Improvement:
    """Have a difference looked into: an improvement, once for each; pressed twice it is the same one.

    Raises `RightMissing`, `LookupError` where the run holds no such row.
    """
    which = {"measure": measure, "attribute": attribute, "group": group}
    if not any(all(row[name] == value for name, value in which.items()) for row in run.content["rows"]):
        raise LookupError(group)
    found = TreatmentReview.objects.unscoped("of a run in hand").filter(run=run, **which)
    if existing := found.select_related("improvement").first():
        return existing.improvement
    with writing(by=by, at=at) as log:
        plan = Plan(
            title=gettext("查原因：%(title)s") % {"title": title},
            departments=["operations"],
            owner=by,
            due_date=localtime(at + REVIEWED_WITHIN).date(),
        )
        made = open_improvement(plan=plan, unit=run.unit, by=by, at=at)
        TreatmentReview.objects.create(run=run, improvement=made, **which)
        log(EventKind.TREATMENT_REVIEW_OPENED, run, unit=run.unit, improvement=made.pk, **which)
    return made
