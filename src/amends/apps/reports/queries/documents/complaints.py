# SPDX-License-Identifier: Apache-2.0
"""Complaints of a unit in a period, beside the period before: the metrics of the desk, causes, units, days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.apps.cases.queries.board import Flow as DayFlow
from amends.apps.cases.queries.board import by_cause, flow
from amends.apps.cases.queries.intake import causes, taxonomy
from amends.apps.cases.queries.measures.month import Metric, Span, metrics, span_of
from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.cases.rules.taxonomy import Leaf
from amends.apps.core.models import Unit
from amends.apps.reports.queries.documents.frame import DAY_SECONDS, Asked
from amends.apps.reports.rules.documents.changing import Flow, beyond_chance, flows_differ, shares_differ

# Of these the base is not what is counted, so that their counts are compared by days.
COUNTED = frozenset({"complaints_per_10k", "appeals_per_million"})
UNTESTED = frozenset({"complaint_cost"})
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric now and before, and whether the difference is beyond chance (None where nobody can tell). `days` are
    those of both periods: what is counted against all customers is told by the day, for one may not be over."""

    metric: Metric
    before: Ratio | Spread
    beyond: bool | None
    days: tuple[float, float]

    @property
    def by_day(self) -> bool:
        """Whether it is compared by days."""
        return self.metric.identifier in COUNTED

    @property
    def fell(self) -> bool:
        """Whether it is lower than before."""
        now, before = self.metric.found, self.before
        if isinstance(now, Spread) or isinstance(before, Spread):
            return False
        if self.by_day:
            return Flow(now.numerator, self.days[0]).daily < Flow(before.numerator, self.days[1]).daily
        return (now.value or 0.0) < (before.value or 0.0)


@dataclass(frozen=True, slots=True)
class Complaints:
    """All that a report says of complaints; counts of causes, topics and units by name. `unnamed` have no
    cause noted."""

    received: Flow
    before: Flow
    p: float
    compared: Sequence[Compared]
    causes: Mapping[str, int]
    causes_before: Mapping[str, int]
    unnamed: int
    topics: Mapping[str, int]
    topics_before: Mapping[str, int]
    units: Mapping[str, int]
    units_before: Mapping[str, int]
    days: Sequence[DayFlow]


def complaints(asked: Asked) -> Complaints:
    """Some fifty queries, each over the unit's own cases."""
    scope, at = asked.unit.scope, asked.at
    spans = [span_of(scope, each, at=at) for each in (asked.spell.period, asked.spell.before)]
    now, before = (_flow(each) for each in spans)
    named, named_before = (_by_cause(asked, each) for each in spans)
    topics, topics_before = (_by_topic(each) for each in spans)
    units, units_before = (_by_unit(asked.unit, each) for each in spans)
    return Complaints(
        received=now,
        before=before,
        p=flows_differ(now, before),
        compared=_compared(asked, spans),
        causes=named,
        causes_before=named_before,
        unnamed=named.get(_("没有登记原因"), 0),
        topics=topics,
        topics_before=topics_before,
        units=units,
        units_before=units_before,
        days=_days(asked),
    )


def _flow(span: Span) -> Flow:
    days = max((span.end - span.start).total_seconds() / DAY_SECONDS, 0.0)
    return Flow(span.received().complaints().count(), days)


def _compared(asked: Asked, spans: Sequence[Span]) -> list[Compared]:
    now, before = (metrics(asked.unit.scope, each.period, at=asked.at) for each in spans)
    days = [(each.end - each.start).total_seconds() / DAY_SECONDS for each in spans]
    tests = [_p(one, other.found, days) for one, other in zip(now, before, strict=True)]
    found = beyond_chance(tests)
    return [
        Compared(one, other.found, None if p != p else differs, (days[0], days[1]))  # noqa: PLR0124 (nan is not itself)
        for one, other, p, differs in zip(now, before, tests, found, strict=True)
    ]


def _p(metric: Metric, before: Ratio | Spread, days: Sequence[float]) -> float:
    now = metric.found
    if isinstance(now, Spread) or isinstance(before, Spread) or metric.identifier in UNTESTED:
        return float("nan")
    if metric.identifier in COUNTED:
        return flows_differ(Flow(now.numerator, days[0]), Flow(before.numerator, days[1]))
    return shares_differ((now.numerator, now.denominator), (before.numerator, before.denominator))


def _by_cause(asked: Asked, span: Span) -> dict[str, int]:
    names = causes().causes
    found: Counter[str] = Counter()
    for code, n in by_cause(asked.unit.scope, span.period, at=asked.at):
        found[_(names[code].name) if code in names else _("没有登记原因")] += n
    return dict(found.most_common())


def _by_topic(span: Span) -> dict[str, int]:
    """Complaints by the second level of the taxonomy, which every one of them has; the many first. One query."""
    rows = span.received().complaints().order_by().values_list("taxonomy").annotate(n=Count("pk"))
    found: Counter[str] = Counter()
    for code, n in rows:
        leaf = taxonomy().leaves.get(code)
        found[
            _("%(one)s：%(two)s") % {"one": leaf.level1, "two": leaf.level2} if leaf else _("没有分类")
        ] += n
    return dict(found.most_common())


def _topic(leaf: Leaf | None) -> str:
    if leaf is None:
        return _("没有分类")
    english = (get_language() or "").startswith("en")
    one, two = (leaf.level1_en, leaf.level2_en) if english else (leaf.level1, leaf.level2)
    return _("%(one)s：%(two)s") % {"one": one, "two": two}


def _by_unit(unit: Unit, span: Span) -> dict[str, int]:
    """Complaints of the units right below one, the many first; what hangs on itself under its own name."""
    rows = span.received().complaints().order_by().values("unit__number").annotate(n=Count("pk"))
    counted = {row["unit__number"]: row["n"] for row in rows}
    found = {
        each.name: sum(n for number, n in counted.items() if each.number <= number <= each.last)
        for each in Unit.objects.filter(parent=unit).order_by("number")
    }
    own = counted.get(unit.number, 0)
    return {name: n for name, n in {**found, unit.name: own}.items() if n}


def _days(asked: Asked) -> list[DayFlow]:
    """Day by day, up to the last one that has begun."""
    period, now = asked.spell.period, localtime(asked.at)
    last = min(period.end - timedelta(days=1), now.date())
    count = (last - period.start).days + 1
    if not 0 < count <= MOST_DAYS:
        return []
    end = now if last == now.date() else datetime.combine(last, time.max, now.tzinfo)
    return [each for each in flow(asked.unit.scope, at=end, days=count) if each.day in period]
