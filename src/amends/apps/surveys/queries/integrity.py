# SPDX-License-Identifier: Apache-2.0
"""What speaks against the answers of a wave, by unit: marked, counted, never left out silently."""

from collections import Counter
from dataclasses import dataclass, field

from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Response, SurveyWave

CHUNK = 5_000


@dataclass(slots=True)
class Doubts:
    """How many complete answers a unit has, how many are marked, and by which flag."""

    unit: str
    answers: int = 0
    marked: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    def add(self, flags: list[str]) -> None:
        """Count one answer."""
        self.answers += 1
        self.marked += bool(flags)
        self.flags.update(flags)

    @property
    def share(self) -> float:
        """The share of marked answers."""
        return self.marked / self.answers if self.answers else 0.0


def doubts(wave: SurveyWave, scope: Scope) -> tuple[Doubts, list[Doubts]]:
    """Of all units in scope together, and of each, the most doubtful first. One query, read in portions."""
    whole, units = Doubts(""), dict[str, Doubts]()
    rows = Response.objects.within(scope).filter(wave=wave, complete=True).order_by()
    for unit, flags in rows.values_list("unit__name", "flags").iterator(chunk_size=CHUNK):
        whole.add(flags)
        units.setdefault(unit, Doubts(unit)).add(flags)
    return whole, sorted(units.values(), key=lambda each: (-each.share, -each.answers, each.unit))
