# SPDX-License-Identifier: Apache-2.0
"""What was found of a person, for the plan of what they practise; and the coaching that is under way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amends.apps.core.models import User
from amends.apps.quality.models import Appeal, Coaching, Inspection
from amends.apps.quality.queries.scorecards import next_of_modes
from amends.apps.quality.rules.scorecards import Mark

MOST = 200


@dataclass(frozen=True, slots=True)
class Findings:
    """How many results were told, and how often items and skills failed in them, appeals that were upheld counted as
    decided."""

    inspections: int
    by_item: Mapping[str, int]
    by_skill: Mapping[str, int]


def findings_of(person: User, since: datetime) -> Findings:
    """What failed in the results that were told to a person since a moment. One query."""
    rows = Inspection.objects.unscoped("asked of one person by who may").filter(
        agent=person, told_at__gte=since
    )
    items: Counter[str] = Counter()
    skills: Counter[str] = Counter()
    told = list(rows.select_related("appeal"))
    for row in told:
        known = row.scorecard.by_code
        failed = [code for code, each in marks_in_force(row).items() if each.get("mark") == Mark.FAIL]
        items.update(failed)
        skills.update(known[code].skill for code in failed if code in known and known[code].skill)
    return Findings(len(told), dict(items.most_common()), dict(skills.most_common()))


def marks_in_force(row: Inspection) -> Mapping[str, Mapping[str, object]]:
    """The marks of a result: those of the appeal where it was upheld."""
    appeal: Appeal | None = getattr(row, "appeal", None)
    marks: Mapping[str, Mapping[str, object]] = (
        row.marks if appeal is None or not appeal.upheld else appeal.marks
    )
    return marks


def total_in_force(row: Inspection) -> tuple[float | None, bool | None]:
    """Points and whether they pass: those of the appeal where it was upheld."""
    appeal: Appeal | None = getattr(row, "appeal", None)
    return (appeal.total, appeal.passed) if appeal is not None and appeal.upheld else (row.total, row.passed)


def coaching_of(person: User) -> list[Coaching]:
    """What a person practises, the open first. One query."""
    rows = Coaching.objects.unscoped("one's own").filter(person=person).select_related("by", "person")
    return list(rows.order_by("closed_at", "due_date")[:MOST])


def coaching_led(user: User) -> list[Coaching]:
    """Coaching of others within one's scope, the open first. One query."""
    rows = Coaching.objects.within(user.scope).exclude(person=user).select_related("by", "person")
    return list(rows.order_by("closed_at", "due_date")[:MOST])


def next_step(person: User) -> str:
    """What to practise after the mode of the last contact that was inspected; empty where none was. One query."""
    rows = Inspection.objects.unscoped("asked of one person by who may").filter(
        agent=person, told_at__isnull=False
    )
    mode = rows.order_by("-told_at").values_list("mode", flat=True).first()
    return next_of_modes().get(mode or "", "")
