# SPDX-License-Identifier: Apache-2.0
"""How well a wave was done: who answered of those asked, what the weights cost, which answers are in doubt; by unit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, Q

from amends.analytics.sampling.outcomes import Outcome, ResponseRates, response_rates
from amends.analytics.sampling.weighting import Effective, effective
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.surveys.models import Invitation, Response, SurveyWave
from amends.apps.surveys.rules.steps import outcome_of


@dataclass(frozen=True)
class Part:
    """A unit, or (`unit` None) all together: how many were asked and what became of them, the response rates (None
    where nobody was invited by name), complete answers, their effective number (None without any), those in doubt."""

    unit: Unit | None
    asked: int
    outcomes: Mapping[Outcome, int]
    rates: ResponseRates | None
    complete: int
    effective: Effective | None
    smallest: float
    largest: float
    flagged: int
    flags: Mapping[str, int]

    @property
    def flagged_share(self) -> float | None:
        """The part of the complete answers that is in doubt; None where there are none."""
        return self.flagged / self.complete if self.complete else None


@dataclass(frozen=True)
class Fieldwork:
    """A wave within a scope: everything together, and each unit with anybody asked or answering, the most doubtful
    first."""

    whole: Part
    units: tuple[Part, ...]


def fieldwork(wave: SurveyWave, scope: Scope) -> Fieldwork:
    """The quality of a wave's answers. Three queries."""
    outcomes = _outcomes(wave, scope)
    answers = _answers(wave, scope)
    units = {each.pk: each for each in Unit.objects.filter(pk__in={*outcomes, *answers})}
    parts = [_part(units[key], outcomes.get(key, {}), answers.get(key, [])) for key in units]
    everybody: Counter[Outcome] = Counter()
    for each in outcomes.values():
        everybody.update(each)
    whole = _part(None, everybody, [row for rows in answers.values() for row in rows])
    return Fieldwork(whole, tuple(sorted(parts, key=_doubtful_first)))


def _doubtful_first(part: Part) -> tuple[float, int]:
    return -(part.flagged_share or 0), part.unit.number if part.unit else 0


def _outcomes(wave: SurveyWave, scope: Scope) -> dict[int, Counter[Outcome]]:
    rows = Invitation.objects.within(scope).filter(wave=wave).order_by()
    began = Count("pk", filter=Q(response__isnull=False))
    found: dict[int, Counter[Outcome]] = {}
    for unit, state, count, some in rows.values_list("unit", "state").annotate(
        people=Count("pk"), began=began
    ):
        cell = found.setdefault(unit, Counter())
        for begun, people in ((True, some), (False, count - some)):
            outcome = outcome_of(state, began=begun)
            if outcome is not None and people:
                cell[outcome] += people
    return found


def _answers(wave: SurveyWave, scope: Scope) -> dict[int, list[tuple[float, list[str]]]]:
    rows = Response.objects.within(scope).filter(wave=wave, complete=True).order_by()
    found: dict[int, list[tuple[float, list[str]]]] = {}
    for unit, weight, flags in rows.values_list("unit", "weight", "flags").iterator():
        found.setdefault(unit, []).append((weight, flags))
    return found


def _part(
    unit: Unit | None, outcomes: Mapping[Outcome, int], answers: Iterable[tuple[float, list[str]]]
) -> Part:
    rows = list(answers)
    weights = np.array([weight for weight, _flags in rows])
    used: Any = weights[weights > 0]
    return Part(
        unit=unit,
        asked=sum(outcomes.values()),
        outcomes=dict(outcomes),
        rates=response_rates(outcomes) if outcomes else None,
        complete=len(rows),
        effective=effective(weights) if len(used) else None,
        smallest=float(used.min()) if len(used) else 0.0,
        largest=float(used.max()) if len(used) else 0.0,
        flagged=sum(bool(flags) for _weight, flags in rows),
        flags=dict(Counter(flag for _weight, flags in rows for flag in flags)),
    )
