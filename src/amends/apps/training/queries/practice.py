# SPDX-License-Identifier: Apache-2.0
"""A person's practice plan from what inspections found, and how practice goes in each mode of contact (S1-024)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from django.db.models import Count, Q

from amends.apps.core.models import User
from amends.apps.training.models.learning import MODES, Practice
from amends.apps.training.queries.findings import found_of
from amends.apps.training.queries.skills import model
from amends.apps.training.rules.skills import Source, Standing
from amends.packs import load

OF_PERSON = "of one person"


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one mode: how many sessions were held, how many came off, and what to do next."""

    mode: str
    done: int
    passed: int
    next_step: str

    @property
    def share(self) -> float | None:
        """None before the first session."""
        return self.passed / self.done if self.done else None


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to practise: a skill, why, and how often it was practised since it was found."""

    skill: str
    found: int
    practised: int
    level: int

    @property
    def target(self) -> int:
        """How many sessions are suggested: one for each finding, three at most."""
        return max(1, min(3, self.found))

    @property
    def is_done(self) -> bool:
        """Whether the suggested sessions were held."""
        return self.practised >= self.target


def progress(person: User, since: datetime) -> list[Progress]:
    """Sessions done and how many came off, in each mode, none left out. One query."""
    rows = Practice.objects.unscoped(OF_PERSON).filter(person=person, done_date__gte=since.date())
    counts = rows.values("mode").annotate(done=Count("pk"), passed=Count("pk", filter=Q(passed=True)))
    by = {each["mode"]: (each["done"], each["passed"]) for each in counts}
    return [_progress(mode, *by.get(mode, (0, 0))) for mode in MODES]


def practice_plan(person: User, standings: Mapping[str, Standing], at: datetime) -> list[Task]:
    """What to practise: first what inspections found most, then skills below «on one's own» that evidence speaks of."""
    since = at - model().within
    found = found_of(person, since)
    done = _practised(person, since)
    low = [
        code for code in model().skills
        if code not in found and standings[code].source not in (None, Source.PRACTICE) and standings[code].level < 3
    ]  # fmt: skip
    codes = [*sorted(found, key=lambda each: (-found[each], each)), *low]
    return [Task(each, found.get(each, 0), done.get(each, 0), standings[each].level) for each in codes]


def recent_practice(person: User, *, most: int = 20) -> list[Practice]:
    """The newest sessions. One query."""
    rows = Practice.objects.unscoped(OF_PERSON).filter(person=person).select_related("watched_by")
    return list(rows.order_by("-done_date", "-pk")[:most])


def look_back(at: datetime) -> datetime:
    """From when practice is counted."""
    return at - timedelta(days=int(cast(Any, load("skills"))["evidence"]["days"]))


def _practised(person: User, since: datetime) -> dict[str, int]:
    rows = Practice.objects.unscoped(OF_PERSON).filter(person=person, done_date__gte=since.date())
    return dict(rows.values_list("skill").annotate(n=Count("pk")))


def _progress(mode: str, done: int, passed: int) -> Progress:
    return Progress(mode, done, passed, _next()[mode])


@cache
def _next() -> dict[str, str]:
    return {str(each["code"]): str(each["next_zh"]) for each in cast(Any, load("skills"))["modes"]}
