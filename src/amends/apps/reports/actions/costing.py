# SPDX-License-Identifier: Apache-2.0
"""Note what a complaint cost: somebody's time and expenses."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.measuring import FigureRefused, NotYours
from amends.apps.reports.models import WorkEntry
from amends.apps.reports.queries.figures import own_figures
from amends.apps.reports.rules.costs import WorkKind
from amends.apps.reports.rules.figures import Entered

MOST_MINUTES = 6_000
FEN = 100


class NothingSaid(FigureRefused):
    """Neither time nor money."""

    sentence = _("请填用时或费用；一次登记的用时不超过 6000 分钟")


@dataclass(frozen=True, slots=True)
class Spent:
    """What went into a case: minutes, and expenses in fen."""

    kind: WorkKind
    minutes: int
    expenses: int


def note_work(*, case: Case, spent: Spent, by: User, at: datetime, key: str = "") -> WorkEntry:
    """Note time and expenses of a case at the hour cost of today, where finance gave one for its unit. What was noted
    with the same `key` is given back, and nothing noted. Raises `NotYours`, `NothingSaid`."""
    if not by.may(Right.WORK_CASES) or not by.scope.covers(case.unit.number):
        raise NotYours
    if (
        min(spent.minutes, spent.expenses) < 0
        or spent.minutes > MOST_MINUTES
        or not any((spent.minutes, spent.expenses))
    ):
        raise NothingSaid
    try:
        return _noted(case, spent, by=by, at=at, key=key or None)
    except IntegrityError:
        if found := WorkEntry.objects.within(by.scope).filter(key=key, case=case).first():
            return found
        raise


def _noted(case: Case, spent: Spent, *, by: User, at: datetime, key: str | None) -> WorkEntry:
    hour = own_figures(case.unit).get(Entered.HOUR_COST)
    fen = None if hour is None or hour.span is None else round((hour.span.value or 0.0) * FEN)
    with writing(by=by, at=at) as log, transaction.atomic():
        made = WorkEntry.objects.create(
            key=key,
            case=case,
            kind=str(spent.kind),
            minutes=spent.minutes,
            expenses=spent.expenses,
            hour_cost=fen,
            by=by,
            at=at,
        )
        log(
            EventKind.WORK_NOTED,
            case,
            unit=case.unit,
            about=case.customer.code,
            kind=str(spent.kind),
            minutes=spent.minutes,
            expenses=spent.expenses,
        )
    return made
