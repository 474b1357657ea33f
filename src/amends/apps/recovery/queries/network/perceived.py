# SPDX-License-Identifier: Apache-2.0
"""What customers of a place felt before and after an action, and what machines measured beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from django.db.models import F, FloatField
from django.db.models.functions import Cast

from amends.apps.recovery.models import NetworkAction
from amends.apps.recovery.queries.network.content import Template, listening_months, templates
from amends.apps.recovery.queries.network.sites import customers_of
from amends.apps.recovery.rules.network.perceived import Compared, Perceived, compared, disagree, perceived
from amends.apps.satisfaction.models import TechnicalReading
from amends.apps.satisfaction.queries.elements import NO_SCORES
from amends.apps.satisfaction.queries.indicators import perceived_line, topics
from amends.apps.satisfaction.queries.kpis import readings
from amends.apps.satisfaction.rules.beside import Verdict, verdict
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.satisfaction.rules.kpi_rows import Kpi
from amends.apps.surveys.models import Answer
from amends.kernel.periods import Period

MONTH_DAYS = 30
# Answers on 0–100: (x − minimum) / (maximum − minimum) · 100.
POINTS = (
    100.0 * (F("number") - F("item__minimum")) / Cast(F("item__maximum") - F("item__minimum"), FloatField())
)


@dataclass(frozen=True, slots=True)
class Technical:
    """One indicator: its newest reading that speaks of the time before, and of the time after."""

    kpi: Kpi
    before: TechnicalReading | None
    after: TechnicalReading | None

    @property
    def better(self) -> bool | None:
        """Whether it became better; None where it stayed or one side is not known."""
        if not self.before or not self.after or self.before.value == self.after.value:
            return None
        fell = self.after.value < self.before.value
        return fell if self.kpi.direction == "lower" else not fell


@dataclass(frozen=True, slots=True)
class Effect:
    """An action as customers and machines tell of it. `disagrees`: they say opposite things of the change, or of how it
    is now. `customers`: how many the place has."""

    template: Template
    customers: int
    before: Period
    after: Period
    score: Compared
    technical: tuple[Technical, ...]
    verdict: Verdict
    disagrees: bool


def effect_of(action: NetworkAction, *, today: date) -> Effect:
    """What an action changed. Before: the months until it began; after: from the day behind its end, so far. A handful
    of queries; figures of fewer than thirty respondents are not there."""
    template = templates()[action.template]
    before, after = periods(action, today)
    score = compared(_felt(action, template, before), _felt(action, template, after))
    technical = _technical(action, template, before, after)
    now = [each.after.is_fine for each in technical if each.after]
    said = verdict(all(now) if now else None, score.after.interval, perceived_line())
    return Effect(
        template,
        customers_of(action).count(),
        before,
        after,
        score,
        technical,
        said,
        said.disagrees or disagree(score.change, [each.better for each in technical]),
    )


def periods(action: NetworkAction, today: date) -> tuple[Period, Period]:
    """The time before and the time after, half-open; the time after an action that is not done is empty."""
    length = timedelta(days=MONTH_DAYS * listening_months())
    before = Period(action.planned_date - length, action.planned_date)
    start = (action.done_date or today) + timedelta(days=1)
    return before, Period(start, start + length if action.done_date else start)


def _felt(action: NetworkAction, template: Template, period: Period) -> Perceived:
    """Each customer of the place once: the mean of what they gave to the elements of the template, on 0–100."""
    scores = _scores(action, template, period) if period.start < period.end else {}
    return perceived([fmean(given) for given in scores.values()], least=LEAST)


def _scores(action: NetworkAction, template: Template, period: Period) -> Mapping[int, list[float]]:
    rows = Answer.objects.within(action.unit.scope).filter(
        item__element__in=template.elements,
        number__isnull=False,
        item__maximum__gt=F("item__minimum"),
        response__complete=True,
        response__customer__in=customers_of(action),
        response__submitted_at__date__gte=period.start,
        response__submitted_at__date__lt=period.end,
    )
    told = rows.exclude(item__measure__in=NO_SCORES).order_by().annotate(points=POINTS)
    found: dict[int, list[float]] = defaultdict(list)
    for customer, points in told.values_list("response__customer", "points"):
        found[customer].append(points)
    return found


def _technical(
    action: NetworkAction, template: Template, before: Period, after: Period
) -> tuple[Technical, ...]:
    was = readings(action.unit, before)
    now = readings(action.unit, after) if after.start < after.end else {}
    known = [kpi for topic in topics() if topic.code in template.topics for kpi in topic.kpis]
    rows = [Technical(kpi, was.get(kpi.code), now.get(kpi.code)) for kpi in known]
    return tuple(each for each in rows if each.before or each.after)
