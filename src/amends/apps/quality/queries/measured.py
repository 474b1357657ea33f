# SPDX-License-Identifier: Apache-2.0
"""What the platform itself measures of a standard: from cases, promises, checks and visits; the rest is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Count, Q

from amends.apps.cases.models import Breach
from amends.apps.cases.queries.measures.month import MEASURES, Span, span_of
from amends.apps.cases.rules.metrics import Ratio, spread
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import CheckRound, MysteryVisit
from amends.apps.quality.queries.checks import checklists
from amends.apps.quality.queries.standards import InForce, base_standards
from amends.apps.quality.queries.visits import pairs, visit_form
from amends.apps.quality.rules.checks import AnswerKind, CheckKind, VisitItem
from amends.kernel.periods import Period
from amends.packs import load

DAYS = 30
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and how much it rests on; None where there is no base. `is_share`: per cent of visits that found
    it in order, whatever the unit of the standard is."""

    value: float | None
    n: int
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredStandard:
    """A standard with what was measured; None where the platform cannot measure it and somebody has to look."""

    standard: InForce
    figure: Figure | None


def month_before(today: date) -> Period:
    """The thirty days before today."""
    return Period(today - timedelta(days=DAYS), today)


def measured_standards(
    standards: Sequence[InForce], scope: Scope, period: Period, *, at: datetime
) -> list[MeasuredStandard]:
    """Each standard with its figure. A few queries a measure that the platform has."""
    span, known = span_of(scope, period, at=at), measures()
    figures = {each.measure: known[each.measure](span) for each in standards if each.measure in known}
    return [MeasuredStandard(each, figures.get(each.measure)) for each in standards]


@cache
def measures() -> Mapping[str, Callable[[Span], Figure]]:
    """Every measure that the platform has, by code."""
    named: dict[str, Callable[[Span], Figure]] = {
        code: _share(code) for code in (*_SHARES, "on_time_rate", "reopen_rate", "resolved_rate")
    }
    named |= {
        "first_contact_hours": lambda span: _hours("first_response_seconds", span),
        "reply_hours_p90": lambda span: _hours("resolution_seconds", span),
        "statutory_breach": _statutory,
        "self_check_done": _self_checks,
        "equal_treatment_pass": _equal,
    }
    base = {each.code: each.measure for each in base_standards()}
    for item in visit_form():
        named.setdefault(base.get(item.standard, item.code), _of_visits(item))
    return named


_SHARES = ("fcr_rate", "repeat_rate", "promise_kept_rate", "handling_csat_rate", "escalation_rate")


@cache
def metric_names() -> Mapping[str, str]:
    """What the platform measures, in words, by code: for who writes a standard."""
    rows = load("metrics")["metrics"]
    assert isinstance(rows, tuple)
    words = {str(row["identifier"]): str(row["name_zh"]) for row in rows if isinstance(row, Mapping)}
    said = {each.measure: each.words for each in base_standards()} | {
        each.code: each.name for each in visit_form()
    }
    return {code: words.get(code) or said.get(code, code) for code in measures()}


def _share(code: str) -> Callable[[Span], Figure]:
    def found(span: Span) -> Figure:
        ratio = MEASURES[code](span)
        assert isinstance(ratio, Ratio)
        return Figure(None if ratio.value is None else ratio.value * 100, ratio.denominator)

    return found


def _hours(code: str, span: Span) -> Figure:
    found = MEASURES[code](span)
    assert not isinstance(found, Ratio)
    return Figure(None if found.p90 is None else found.p90 / HOUR, found.count)


def _statutory(span: Span) -> Figure:
    rows = Breach.objects.within(span.scope).filter(
        kind="statutory", due_at__gte=span.start, due_at__lt=span.end
    )
    return Figure(float(rows.count()), span.closed().count())


def _of_visits(item: VisitItem) -> Callable[[Span], Figure]:
    """Per cent of visits with a yes; of a number what nine of ten visits stayed below."""

    def found(span: Span) -> Figure:
        rows = MysteryVisit.objects.within(span.scope).filter(
            visited_at__gte=span.start, visited_at__lt=span.end
        )
        answers = [each[item.code] for each in rows.values_list("answers", flat=True) if item.code in each]
        if not answers:
            return Figure(None, 0)
        if item.kind is AnswerKind.YES_NO:
            return Figure(100 * sum(answers) / len(answers), len(answers), is_share=True)
        return Figure(spread(map(float, answers)).p90, len(answers))

    return found


def _self_checks(span: Span) -> Figure:
    """Lists gone through before opening ÷ lists that everybody on the books of a place would go through, on days on
    which at least one colleague there did."""
    rows = CheckRound.objects.within(span.scope).filter(
        kind=CheckKind.SELF.value, day__gte=span.period.start, day__lt=span.period.end
    )
    days = rows.order_by().values("unit", "day").annotate(done=Count("pk", filter=Q(in_time=True)))
    roles = {role for each in checklists().lists.values() if each.before_opening for role in each.roles}
    people = people_within(span.scope).filter(is_active=True, role__in=sorted(roles))
    expected: dict[int, int] = {}
    for role, unit in people.values_list("role", "unit"):
        expected[unit] = expected.get(unit, 0) + len(checklists().daily(role))
    found = [(row["done"], expected.get(row["unit"], 0)) for row in days]
    n = sum(most for _done, most in found)
    return Figure(100 * sum(min(done, most) for done, most in found) / n if n else None, n)


def _equal(span: Span) -> Figure:
    found = pairs(span.scope, since=span.start, most=1000)
    alike = sum(1 for each in found if not each.differs)
    return Figure(100 * alike / len(found) if found else None, len(found))
