# SPDX-License-Identifier: Apache-2.0
"""The cases that equal treatment is judged by, by column; and the comparisons that were made."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case, Contact, Remedy, Reply
from amends.apps.cases.models.desk_words import RemedyState
from amends.apps.cases.queries.governance_content import number
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.states import CaseState
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.queries.wording import checked
from amends.apps.quality.models import Inspection, TreatmentReview, TreatmentRun
from amends.apps.quality.queries.coaching import marks_in_force
from amends.apps.quality.rules.comparing import Cases, Numbers
from amends.apps.quality.rules.scorecards import Mark

ATTRIBUTES: Mapping[str, Promise] = {
    "region": _("地区"),
    "settlement": _("城乡"),
    "plan": _("套餐"),
    "tier": _("价值等级"),
    "kind": _("客户类别"),
    "channel": _("受理渠道"),
    "special": _("特殊人物"),
}
SPECIAL, ORDINARY = "special", "ordinary"
MANNER = "empathy"  # the skill whose items say how a customer was spoken to
_COLUMNS = (
    "pk", "customer_id", "customer__region", "customer__settlement", "customer__plan_name", "customer__value_tier",
    "customer__customer_kind", "channel", "special", "taxonomy", "received_at", "first_reached", "closed_at", "state",
)  # fmt: skip
_NO_ENDING = {CaseState.MERGED, CaseState.INELIGIBLE, CaseState.WITHDRAWN}
_HOUR = timedelta(hours=1)
_WHY = "of cases within the unit"


def fewest_shown() -> int:
    """The smallest group that is shown."""
    return number("fairness", "min_cases")


def cases_of_period(unit: Unit, first: date, last: date) -> Cases:
    """The cases that a unit and those below it received from `first` to `last`, by column. Four queries, without
    those of the wording."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1))
    )
    rows = Case.objects.within(unit.scope).filter(received_at__gte=start, received_at__lt=end)
    reached = Contact.objects.unscoped(_WHY).filter(case=OuterRef("pk"), at__gte=OuterRef("received_at"))
    first_reached = (
        reached.filter(result=ResultCode.REACHED).order_by().values("case").annotate(first=Min("at"))
    )
    told = list(
        rows.annotate(first_reached=Subquery(first_reached.values("first")))
        .order_by("pk")
        .values_list(*_COLUMNS)
    )
    keys = rows.order_by().values("pk")
    given = dict(
        Remedy.objects.unscoped(_WHY)
        .filter(case__in=keys, state=RemedyState.GIVEN)
        .order_by()
        .values_list("case")
        .annotate(total=Sum("amount"))
    )
    tone = _tone(keys, unit)
    return _columns(told, given, tone, _manner(keys))


def _tone(keys: QuerySet[Case, Any], unit: Unit) -> dict[int, float]:
    """What the wording check marks in the written replies of a case, a reply."""
    found: dict[int, list[int]] = defaultdict(list)
    replies = Reply.objects.unscoped(_WHY).filter(case__in=keys).order_by("pk").values_list("case", "text")
    for case, text in replies.iterator(chunk_size=2_000):
        found[case].append(len(checked(text, unit=unit)))
    return {case: sum(counts) / len(counts) for case, counts in found.items()}


def _manner(keys: QuerySet[Case, Any]) -> dict[int, float]:
    """How much of what an inspector looked at of respect and feeling passed, per cent, in the conversations of a case;
    by the marks in force."""
    found: dict[int, list[bool]] = defaultdict(list)
    rows = Inspection.objects.unscoped(_WHY).filter(told_at__isnull=False, drawn__transcript__case__in=keys)
    for row in rows.select_related("drawn__transcript", "appeal").order_by("pk"):
        case, marks = row.drawn.transcript.case_id, marks_in_force(row)
        given = [marks.get(each.code, {}).get("mark") for each in row.scorecard.items if each.skill == MANNER]
        if case is not None:
            found[case] += [mark == Mark.PASS for mark in given if mark in (Mark.PASS, Mark.FAIL)]
    return {case: 100 * sum(passed) / len(passed) for case, passed in found.items() if passed}


def _columns(
    told: list[tuple[Any, ...]],
    given: Mapping[int, int],
    tone: Mapping[int, float],
    manner: Mapping[int, float],
) -> Cases:
    rows = [dict(zip(_COLUMNS, each, strict=True)) for each in told]
    channels = {code: each.name for code, each in registry().channels.items()}
    groups = {
        "region": [str(row["customer__region"]) for row in rows],
        "settlement": [str(row["customer__settlement"]) for row in rows],
        "plan": [str(row["customer__plan_name"]) for row in rows],
        "tier": [str(row["customer__value_tier"]) for row in rows],
        "kind": [str(row["customer__customer_kind"]) for row in rows],
        "channel": [channels.get(str(row["channel"]), str(row["channel"])) for row in rows],
        "special": [SPECIAL if row["special"] else ORDINARY for row in rows],
    }
    return Cases(
        values={
            "waiting": _numbers([_hours(row["received_at"], row["first_reached"]) for row in rows]),
            "handling": _numbers([_hours(row["received_at"], _end(row)) for row in rows]),
            "resolution": _numbers([_resolved(row) for row in rows]),
            "remedy": _numbers([None if _end(row) is None else float(row["pk"] in given) for row in rows]),
            "amount": _numbers([given[row["pk"]] / 100 if row["pk"] in given else None for row in rows]),
            "tone": _numbers([tone.get(row["pk"]) for row in rows]),
            "manner": _numbers([manner.get(row["pk"]) for row in rows]),
        },
        groups=groups,
        kinds=[str(row["taxonomy"])[:2] for row in rows],
        customers=[row["customer_id"] for row in rows],
    )


def _end(row: Mapping[str, object]) -> object:
    """When a case ended, well or not; those that lived on elsewhere or were none do not count."""
    return None if row["state"] in _NO_ENDING else row["closed_at"]


def _resolved(row: Mapping[str, object]) -> float | None:
    return None if _end(row) is None else float(row["state"] == CaseState.RECOVERED)


def _hours(start: object, end: object) -> float | None:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return (end - start) / _HOUR
    return None


def _numbers(values: list[float | None]) -> Numbers:
    return np.array([np.nan if each is None else each for each in values], dtype=np.float64)


def treatment_runs(scope: Scope, *, most: int = 20) -> list[TreatmentRun]:
    """The comparisons of the units that a person looks after, the newest first, without their content."""
    rows = TreatmentRun.objects.within(scope).select_related("unit").defer("content")
    return list(rows.order_by("-made_at", "-pk")[:most])


def treatment_run(pk: int, scope: Scope) -> TreatmentRun | None:
    """One comparison."""
    return TreatmentRun.objects.within(scope).select_related("unit").filter(pk=pk).first()


def reviews_of(run: TreatmentRun) -> dict[tuple[str, str, str], int]:
    """The improvements that look into its differences, by measure, attribute and group."""
    rows = TreatmentReview.objects.unscoped("of a run in hand").filter(run=run)
    return {(each.measure, each.attribute, each.group): each.improvement_id for each in rows}


def last_quarter(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter that ended before a day."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, 3 * ((last.month - 1) // 3) + 1, 1), last


def sizes(cases: Cases) -> Counter[str]:
    """How many cases say something of each measure."""
    return Counter({code: int(np.isfinite(values).sum()) for code, values in cases.values.items()})
