# SPDX-License-Identifier: Apache-2.0
"""What speaks against the answers of a wave, by unit: marked, counted, never left out silently."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count

from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Response, SurveyWave


@dataclass(slots=True)
class Doubts:
    """How many complete answers a unit has, how many are marked, and by which flag."""

    unit: str
    answers: int = 0
    marked: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, flags: list[str], count: int) -> None:
        """Count answers that are all marked alike."""
        self.answers += count
        self.marked += count if flags else 0
        self.flags.update(dict.fromkeys(flags, count))

    @property
    def share(self) -> float:
        """The share of marked answers."""
        return self.marked / self.answers if self.answers else 0.0


def doubts(wave: SurveyWave, scope: Scope) -> tuple[Doubts, list[Doubts]]:
    """Of all units in scope together, and of each, the most doubtful first. One query: the database counts the
    answers of a unit that are marked alike, so that a large wave is as quick as a small one."""
    whole, units = Doubts(""), dict[str, Doubts]()
    rows = Response.objects.within(scope).filter(wave=wave, complete=True).order_by()
    for unit, flags, count in rows.values_list("unit__name", "flags").annotate(Count("pk")):
        whole.add(flags, count)
        units.setdefault(unit, Doubts(unit)).add(flags, count)
    return whole, sorted(units.values(), key=lambda each: (-each.share, -each.answers, each.unit))
