# SPDX-License-Identifier: Apache-2.0
"""Benefits by rule: which rules there are, who is entitled on a day, how far what was granted is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer, CustomerQuerySet
from amends.apps.customers.queries.segments import members
from amends.apps.promises.models import (
    BenefitGrant,
    BenefitRule,
    BenefitRuleQuerySet,
    DailyReading,
    Promise,
    PromiseQuerySet,
)
from amends.apps.promises.rules.benefits import Basis, Comparison, UnitReading, holds, joined_by, spans

WATCHED_DAYS = 180
_WHY = "the daily job works for every unit"


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule with what came of it: grants, and how many of them are kept, overdue, or kept by the bill alone."""

    rule: BenefitRule
    granted: int
    kept: int
    late: int
    shown: int


def rules_within(scope: Scope) -> list[BenefitRule]:
    """The rules of the units in scope, those in force first. One query."""
    rows = BenefitRule.objects.within(scope).select_related("unit", "keeper", "segment")
    return list(rows.order_by(F("stopped_at").asc(nulls_first=True), "-end_date", "code")[:200])


def rule_by_code(code: str, scope: Scope) -> BenefitRule | None:
    """The rule of that code within `scope`, or `None`."""
    rows = BenefitRule.objects.within(scope).select_related("unit", "keeper", "segment", "defined_by")
    return rows.filter(code=code).first()


def active_rules(since: date, until: date) -> BenefitRuleQuerySet:
    """The rules in force on any of these days, of every unit."""
    rows = BenefitRule.objects.unscoped(_WHY).filter(stopped_at__isnull=True)
    return rows.filter(start_date__lte=until, end_date__gte=since).select_related("unit", "keeper")


def rules_to_watch(since: date) -> list[BenefitRule]:
    """The rules, also stopped ones, whose grants may still be due: all that ended half a year ago or later."""
    rows = BenefitRule.objects.unscoped(_WHY).filter(end_date__gte=since - timedelta(days=WATCHED_DAYS))
    return list(rows.select_related("unit", "keeper"))


def standing(rule: BenefitRule, *, at: datetime) -> Standing:
    """How far a rule is kept. Two queries."""
    open_ones = Q(is_open=True)
    found = _promises(rule).aggregate(
        granted=Count("pk"),
        kept=Count("pk", filter=Q(kept_at__isnull=False)),
        late=Count("pk", filter=open_ones & Q(due_at__lt=at)),
        shown=Count("pk", filter=open_ones & Q(fact_seen_at__isnull=False)),
    )
    return Standing(rule, **found)


def readings(scope: Scope, *, most: int = 60) -> list[DailyReading]:
    """The newest readings of the units in scope. One query."""
    rows = DailyReading.objects.within(scope).select_related("unit", "by")
    return list(rows.order_by("-day", "name", "unit__number")[:most])


def entitled(rule: BenefitRule, day: date) -> CustomerQuerySet:
    """The customers who are due a rule's benefit of a day and do not have it: of its unit and segment, with a line that
    works, long enough with us, where the reading of the day holds, below the most that one customer gets."""
    rows = Customer.objects.unscoped(_WHY)
    if not rule.start_date <= day <= rule.end_date:
        return rows.none()
    if rule.segment:
        rows = members(rule.segment, rule.unit.scope, day)
    rows = rows.filter(line_state="active", unit__number__range=(rule.unit.number, rule.unit.last))
    if rule.tenure_years is not None:
        rows = rows.filter(joined_date__lte=joined_by(day, rule.tenure_years))
    if rule.basis == Basis.READING:
        rows = rows.filter(_where_it_holds(rule, day))
    granted = BenefitGrant.objects.unscoped(_WHY).filter(rule=rule, customer=OuterRef("pk"))
    rows = rows.exclude(Exists(granted.filter(day=day)))
    if rule.most is None:
        return rows
    times = granted.order_by().values("customer").annotate(n=Count("pk")).values("n")
    return rows.annotate(times=Subquery(times)).filter(Q(times__isnull=True) | Q(times__lt=rule.most))


def _where_it_holds(rule: BenefitRule, day: date) -> Q:
    """Of units: those whose nearest reading of the day fulfils the condition; none where nothing was read."""
    rows = DailyReading.objects.unscoped(_WHY).filter(name=rule.reading, day=day).select_related("unit")
    assert rule.threshold is not None
    condition, bound = Comparison(rule.comparison), rule.threshold
    told = [UnitReading(row.unit.number, row.unit.last, holds(row.value, condition, bound)) for row in rows]
    return any_span(spans(told))


def any_span(found: Iterable[tuple[int, int]]) -> Q:
    """Units in any of the spans; of none, nothing."""
    where = Q(pk__in=[])
    for first, last in found:
        where |= Q(unit__number__range=(first, last))
    return where


def condition_words(rule: BenefitRule) -> str:
    """«气温高于 30.00，在网满 2 年»: what a rule gives its benefit for."""
    parts = []
    if rule.basis == Basis.READING:
        bound = f"{float(rule.threshold or 0):g}"
        values = {"what": rule.reading, "how": rule.get_comparison_display(), "bound": bound}
        parts.append(_("%(what)s%(how)s %(bound)s") % values)
    if rule.tenure_years is not None:
        parts.append(_("在网满 %(years)s 年") % {"years": rule.tenure_years})
    if rule.segment:
        parts.append(_("属于“%(segment)s”") % {"segment": rule.segment.name})
    return _("，").join(parts)


def shown_of(rule: BenefitRule) -> PromiseQuerySet:
    """A rule's open promises that the data show to be kept, the oldest first."""
    rows = _promises(rule).filter(is_open=True, fact_seen_at__isnull=False)
    return rows.select_related("customer", "unit").order_by("due_at", "pk")


def late_of(rule: BenefitRule, *, at: datetime) -> PromiseQuerySet:
    """A rule's promises that are overdue."""
    return _promises(rule).filter(is_open=True, due_at__lt=at)


def _promises(rule: BenefitRule) -> PromiseQuerySet:
    rows = Promise.objects.unscoped("the caller found the rule within the person's scope")
    return rows.filter(origin="rule", reference=rule.code)
