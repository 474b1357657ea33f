# SPDX-License-Identifier: Apache-2.0
"""Questions about inspections: what is to do, what was found, how a team moves; each within somebody's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q
from django.db.models.functions import TruncMonth

from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.quality.models import Appeal, Drawn, Inspection, Transcript

MOST = 200
SMALL = 5  # fewer inspections of a month are told as their count only


def to_inspect(user: User) -> list[Drawn]:
    """Drawn conversations that nobody told the result of, without one's own and those another began. One query."""
    rows = Drawn.objects.within(user.scope).filter(transcript__forgotten_at__isnull=True)
    mine = Q(inspection__isnull=True) | Q(inspection__told_at__isnull=True, inspection__inspector=user)
    found = rows.filter(mine).exclude(transcript__agent=user)
    return list(
        found.select_related("transcript__agent", "plan", "inspection").order_by("transcript__held_at")[:MOST]
    )


def begun_by_others(user: User) -> list[Inspection]:
    """Inspections that colleagues began and did not tell, the oldest first, without those of oneself. One query."""
    rows = Inspection.objects.within(user.scope).filter(told_at__isnull=True)
    others = (
        rows.filter(drawn__transcript__forgotten_at__isnull=True).exclude(inspector=user).exclude(agent=user)
    )
    return list(others.select_related(*_PEOPLE, "drawn__transcript").order_by("begun_at")[:MOST])


def told(scope: Scope) -> list[Inspection]:
    """Results told, the newest first. One query."""
    rows = Inspection.objects.within(scope).filter(told_at__isnull=False)
    return list(rows.select_related(*_PEOPLE, "appeal", "drawn__transcript").order_by("-told_at")[:MOST])


_PEOPLE = ("agent", "inspector")


def drawn_within(pk: int, scope: Scope) -> Drawn | None:
    """A drawn conversation. One query."""
    rows = Drawn.objects.within(scope).select_related(
        "transcript__agent", "transcript__unit", "transcript__case"
    )
    return rows.filter(pk=pk).first()


def inspection_of(pk: int, user: User) -> Inspection | None:
    """An inspection that somebody may see: within their scope with the right to, or a told one of their own."""
    mine = Inspection.objects.unscoped("one's own result").filter(agent=user, told_at__isnull=False)
    rows = mine | Inspection.objects.unscoped("cut to the scope here").filter(
        unit__number__range=(user.scope.first, user.scope.last)
    )
    related = ("agent", "inspector", "unit", "drawn__transcript", "appeal", "appeal__decided_by")
    return rows.select_related(*related).filter(pk=pk).first()


def results_of(user: User) -> list[Inspection]:
    """One's own told results, the newest first. One query."""
    rows = Inspection.objects.unscoped("one's own").filter(agent=user, told_at__isnull=False)
    return list(rows.select_related("appeal", "drawn__transcript").order_by("-told_at")[:MOST])


def appeals_waiting(user: User) -> list[Appeal]:
    """Appeals that somebody may decide: not of their own inspections, nor their own. One query."""
    rows = Appeal.objects.within(user.scope).filter(decided_at__isnull=True)
    others = rows.exclude(inspector=user).exclude(by=user)
    return list(others.select_related("inspection__agent", "inspection__inspector").order_by("at")[:MOST])


def transcripts_with_words(scope: Scope) -> list[Transcript]:
    """Conversations whose words are kept, the newest first. One query."""
    rows = Transcript.objects.within(scope).filter(forgotten_at__isnull=True)
    return list(rows.select_related("agent").order_by("-held_at")[:MOST])


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a team: inspections told, mean and share passed (`None` where they are too few to say)."""

    month: datetime
    count: int
    mean: float | None
    passed: float | None


def months(scope: Scope, since: datetime) -> list[Month]:
    """How the results of a team move, by the month they were told in, as the inspectors gave them. One query."""
    rows = Inspection.objects.within(scope).filter(told_at__gte=since, total__isnull=False)
    grouped = rows.annotate(month=TruncMonth("told_at")).values("month")
    found = grouped.annotate(
        count=Count("pk"), mean=Avg("total"), good=Count("pk", filter=Q(passed=True))
    ).order_by("month")
    return [_month(each["month"], each["count"], each["mean"], each["good"]) for each in found]


def _month(month: datetime, count: int, mean: float, good: int) -> Month:
    if count < SMALL:
        return Month(month, count, None, None)
    return Month(month, count, round(mean, 1), good / count)


@dataclass(frozen=True, slots=True)
class Weak:
    """An item that fails often: of how many seen, how many failed."""

    code: str
    name: str
    seen: int
    failed: int


def weakest(rows: Sequence[Inspection], most: int = 5) -> list[Weak]:
    """The items that fail most often in some inspections, for training; never who failed them."""
    names: dict[str, str] = {}
    seen: dict[str, int] = {}
    failed: dict[str, int] = {}
    for row in rows:
        for item in row.scorecard.items:
            mark = row.marks.get(item.code, {}).get("mark")
            if mark in {"pass", "fail"}:
                names[item.code] = item.name
                seen[item.code] = seen.get(item.code, 0) + 1
                failed[item.code] = failed.get(item.code, 0) + (mark == "fail")
    found = [Weak(code, names[code], seen[code], failed[code]) for code in seen if failed[code]]
    return sorted(found, key=lambda each: (-each.failed / each.seen, each.code))[:most]
