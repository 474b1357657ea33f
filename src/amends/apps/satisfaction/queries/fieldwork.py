# SPDX-License-Identifier: Apache-2.0
"""How well a wave was done: who answered of those asked, what the weights cost, which answers are in doubt; by unit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Count, F, Max, Min, Q, Sum

from amends.analytics.sampling.outcomes import Outcome, ResponseRates, response_rates
from amends.analytics.sampling.weighting import Effective, effective_of
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
    parts = [_part(units[key], outcomes.get(key, {}), answers.get(key, _Answered())) for key in units]
    everybody: Counter[Outcome] = Counter()
    for each in outcomes.values():
        everybody.update(each)
    whole = _part(None, everybody, reduce(_Answered.with_more, answers.values(), _Answered()))
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


@dataclass(frozen=True, slots=True)
class _Answered:
    """The complete answers of a unit, as the database adds them up: how many, with which weights (those above 0, their
    sum and sum of squares), and how many there are of each list of doubts."""

    count: int = 0
    weighted: int = 0
    total: float = 0.0
    squares: float = 0.0
    smallest: float = float("inf")
    largest: float = 0.0
    doubts: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def with_more(self, other: "_Answered") -> "_Answered":
        return _Answered(
            self.count + other.count, self.weighted + other.weighted, self.total + other.total,
            self.squares + other.squares, min(self.smallest, other.smallest), max(self.largest, other.largest),
            self.doubts + other.doubts,
        )  # fmt: skip


def _answers(wave: SurveyWave, scope: Scope) -> dict[int, _Answered]:
    """By unit. The database groups by unit and doubts, so that a row is a kind of answer and never a person."""
    rows = (
        Response.objects.within(scope)
        .filter(wave=wave, complete=True)
        .order_by()
        .values_list("unit", "flags")
    )
    some = Q(weight__gt=0)
    square = F("weight") * F("weight")
    summed = rows.annotate(
        count=Count("pk"), weighted=Count("pk", filter=some), total=Sum("weight", filter=some),
        squares=Sum(square, filter=some), least=Min("weight", filter=some), most=Max("weight", filter=some),
    )  # fmt: skip
    found: dict[int, _Answered] = {}
    for unit, flags, count, weighted, total, squares, least, most in summed.iterator():
        some_of = (total or 0.0, squares or 0.0, float("inf") if least is None else least, most or 0.0)
        part = _Answered(count, weighted, *some_of, Counter({tuple(flags): count}))
        found[unit] = found.get(unit, _Answered()).with_more(part)
    return found


def _part(unit: Unit | None, outcomes: Mapping[Outcome, int], answers: _Answered) -> Part:
    flags = Counter[str]()
    for doubts, count in answers.doubts.items():
        flags.update(dict.fromkeys(doubts, count))
    there = answers.weighted > 0
    return Part(
        unit=unit,
        asked=sum(outcomes.values()),
        outcomes=dict(outcomes),
        rates=response_rates(outcomes) if outcomes else None,
        complete=answers.count,
        effective=effective_of(answers.weighted, answers.total, answers.squares) if there else None,
        smallest=answers.smallest if there else 0.0,
        largest=answers.largest,
        flagged=sum(count for doubts, count in answers.doubts.items() if doubts),
        flags=dict(flags),
    )
