# SPDX-License-Identifier: Apache-2.0
"""What is hot for a morning brief: urgent open cases, and topics that more customers came with than usual."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.apps.cases.models import Case, Step
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.core.rules.organisation import Scope

MOST = 8
DAY, BEFORE = timedelta(days=1), timedelta(days=7)
LEAST, TIMES = (
    3,
    2,
)  # a topic is hot from three complaints a day on that are twice what a day of last week had


@dataclass(frozen=True, slots=True)
class HotTopic:
    """A topic with its complaints of the last 24 hours, and of a usual day of the seven before."""

    name: str
    code: str
    now: int
    usual: float


@dataclass(frozen=True, slots=True)
class Hot:
    """What is hot in somebody's units."""

    urgent: Sequence[Case]
    overdue: int
    topics: Sequence[HotTopic]


def hot(scope: Scope, at: datetime) -> Hot:
    """The urgent open cases, the earliest limit first; how many are past theirs; the hot topics. Three queries."""
    rows = Case.objects.within(scope).open()
    urgent = rows.filter(priority="p1").select_related("owner", "unit").order_by("soonest_at", "pk")[:MOST]
    return Hot(list(urgent), rows.filter(soonest_at__lt=at).count(), _topics(scope, at))


def _topics(scope: Scope, at: datetime) -> list[HotTopic]:
    came = (
        Case.objects.within(scope)
        .filter(opened_at__gt=at - DAY - BEFORE, opened_at__lte=at)
        .exclude(taxonomy="")
    )
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for leaf, opened in came.order_by().values_list("taxonomy", "opened_at").iterator():
        (now if opened > at - DAY else before)[leaf] += 1
    leaves = taxonomy().leaves
    found = [
        HotTopic(leaves[leaf].name if leaf in leaves else leaf, leaf, count, before[leaf] / BEFORE.days)
        for leaf, count in now.items()
        if count >= LEAST and count >= TIMES * before[leaf] / BEFORE.days
    ]
    return sorted(found, key=lambda each: -each.now)[:MOST]


def lesson_in(case: Case, scope: Scope) -> str:
    """What the last review of a case says about avoiding it from now on; nothing before it. One query."""
    rows = Step.objects.within(scope).filter(case=case, result="done", record__has_key="lesson_zh")
    record = rows.order_by("-round", "-order").values_list("record", flat=True).first()
    return str(record["lesson_zh"]) if record else ""
