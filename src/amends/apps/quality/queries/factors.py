# SPDX-License-Identifier: Apache-2.0
"""The seven factors of good service, each measured from what happened: cases, promises, callbacks, exceptions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from amends.apps.cases.models import Breach, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.measures.month import MEASURES, Span, span_of
from amends.apps.cases.rules.clocks.clock import FINAL
from amends.apps.cases.rules.metrics import Ratio
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import MysteryVisit
from amends.apps.quality.queries.visits import visit_form
from amends.apps.quality.rules.factors import unevenness
from amends.apps.quality.rules.standards import Factor
from amends.kernel.periods import Period
from amends.packs import Document, load

PER_CENT, POINTS = "%", "pp"


@dataclass(frozen=True, slots=True)
class FactorMetric:
    """One number of a factor: what it is, where it comes from, how much it rests on; value None where nothing is
    known. `better` says which way is good."""

    name: str
    definition: str
    source: str
    value: float | None
    n: int
    unit: str = PER_CENT
    better: str = "higher"


@dataclass(frozen=True, slots=True)
class FactorRow:
    """A factor with its numbers, the main one first."""

    factor: Factor
    metrics: Sequence[FactorMetric]


def factor_rows(unit: Unit | None, scope: Scope, period: Period, *, at: datetime) -> list[FactorRow]:
    """All seven, in their order. About fifteen queries."""
    span = span_of(scope, period, at=at)
    found: dict[Factor, list[FactorMetric]] = {
        Factor.TIMELY: [_ratio("on_time_rate", span)],
        Factor.ACCURATE: [_ratio("reopen_rate", span), _ratio("repeat_rate", span)],
        Factor.CONSISTENT: _consistent(span),
        Factor.RESPONSIBLE: [_ratio("promise_kept_rate", span, source=_("承诺台账"))],
        Factor.EMPATHY: [_ratio("handling_csat_rate", span, source=_("回访打分")), _visited(span)],
        Factor.CAPABLE: [_ratio("fcr_rate", span), *_knowledge_test(unit, at)],
        Factor.FLEXIBLE: [_exceptions(span)],
    }
    return [FactorRow(each, found[each]) for each in Factor]


def _ratio(code: str, span: Span, *, source: str = "") -> FactorMetric:
    """A metric of the pack, in per cent, with the words that the pack has for it."""
    found, said = MEASURES[code](span), _said()[code]
    assert isinstance(found, Ratio)
    value = None if found.value is None else 100 * found.value
    name, definition = _(str(said["name_zh"])), _(str(said["definition_zh"]))
    better = str(said["direction"])
    return FactorMetric(name, definition, source or _("案件记录"), value, found.denominator, better=better)


@cache
def _said() -> Mapping[str, Document]:
    return {str(row["identifier"]): row for row in cast(Sequence[Document], load("metrics")["metrics"])}


def _consistent(span: Span) -> list[FactorMetric]:
    """How far the share closed in time differs between channels, and between those who handle cases: a number for the
    whole, with no name in it."""
    late = Breach.objects.within(span.scope).filter(case=OuterRef("pk"), kind__in=sorted(map(str, FINAL)))
    closed = span.closed().order_by()
    words = _("各组及时率的标准差，扣除偶然的波动；只比三十件以上的组，共 %(k)s 组")
    metrics = []
    for name, field in ((_("渠道之间的差异"), "channel"), (_("人员之间的差异"), "owner")):
        rows = closed.values(field).annotate(n=Count("pk"), good=Count("pk", filter=Q(~Exists(late))))
        found = unevenness((row["good"], row["n"]) for row in rows)
        said = words % {"k": found.groups}
        metrics.append(FactorMetric(name, said, _("案件记录"), found.points, found.n, POINTS, "lower"))
    return metrics


def _visited(span: Span) -> FactorMetric:
    """What mystery visitors felt: the items that have to come out alike for everybody, in order."""
    codes = {each.code for each in visit_form() if each.alike}
    rows = MysteryVisit.objects.within(span.scope).filter(visited_at__gte=span.start, visited_at__lt=span.end)
    asked = good = 0
    for answers, failed in rows.values_list("answers", "failed"):
        known = codes & set(answers)
        asked, good = asked + len(known), good + len(known - set(failed))
    value = 100 * good / asked if asked else None
    return FactorMetric(_("神秘走访达标"), _("待人接物各项达标的 ÷ 答了的项"), _("神秘走访"), value, asked)


def _knowledge_test(unit: Unit | None, at: datetime) -> list[FactorMetric]:
    """The share who passed their knowledge tests, where training is there to say so."""
    place = settings.AMENDS_KNOWLEDGE_TESTS
    if not place or unit is None:
        return []
    found: Callable[..., tuple[int, int]] = import_string(place)
    passed, asked = found(unit, at)
    value = 100 * passed / asked if asked else None
    return [FactorMetric(_("知识测验通过率"), _("通过的人次 ÷ 应当测验的人次"), _("培训测验"), value, asked)]


def _exceptions(span: Span) -> FactorMetric:
    """Exceptions to a rule that were granted ÷ those decided, each by somebody who may and with its checks."""
    rows: Any = Task.objects.within(span.scope).filter(kind=TaskKind.EXCEPTION)
    decided = rows.filter(done_at__gte=span.start, done_at__lt=span.end, cancelled=False)
    found = decided.aggregate(n=Count("pk"), granted=Count("pk", filter=Q(facts__granted=True)))
    value = 100 * found["granted"] / found["n"] if found["n"] else None
    words = _("在政策以内批准的例外 ÷ 有了结论的例外申请；每一件都由有权的人按检查项决定")
    return FactorMetric(_("例外申请批准率"), words, _("例外申请记录"), value, found["n"], better="")
