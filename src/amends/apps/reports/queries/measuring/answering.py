# SPDX-License-Identifier: Apache-2.0
"""Who answered a sampled survey, how satisfied they were, whether they complained, and how many they told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.timezone import localtime

from amends.apps.cases.models import Case
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.reports.queries.measuring.complaining import ALIKE, Alike, life_of, line_ends, start_of
from amends.apps.reports.rules.figures import WINDOW, Figure, Found, average
from amends.apps.reports.rules.lives import Life
from amends.apps.satisfaction.queries.answers import wave_answers
from amends.apps.satisfaction.queries.elements import overall
from amends.apps.satisfaction.queries.waves import waves_answered
from amends.apps.satisfaction.rules.elements import LOW
from amends.apps.surveys.models import Answer
from amends.apps.surveys.rules.words import Trigger

TOLD_ITEM, TOLD_IN = "G2", "SV-TCSI"
VOICED_ITEM, SILENT = "G1", "silent"
MOST_TOLD = 100.0  # people: one number typed wrong must not be the mean
PORTION = 5_000
_THEIRS = "complaints and lines of respondents within the scope, counted and never shown one by one"


@dataclass(frozen=True, slots=True)
class Respondent:
    """One customer who answered: their survey weight and stratum, whether they are dissatisfied, the days on which they
    complained."""

    day: date
    low: bool
    weighted: float
    stratum: str
    life: Life
    complaints: tuple[date, ...]

    def complained(self, before: int, after: int) -> bool:
        """Whether a complaint lies from `before` days before the answer to `after` days after it."""
        first, last = self.day - timedelta(days=before), self.day + timedelta(days=after)
        return any(first <= each <= last for each in self.complaints)


def respondents(scope: Scope, since: date, until: date) -> list[Respondent]:
    """The first answer of each customer to a sampled wave that began since; dissatisfied are those whose overall
    satisfaction is 6 of 10 or less. Three queries a wave, two for each 5,000 respondents."""
    scores = _scores(scope, since)
    known, voiced, ends = _customers(list(scores)), _complaints(list(scores), since), line_ends(scope)
    found = []
    for customer, (day, low, weighted, stratum) in scores.items():
        if customer in known and day < until:
            life = life_of(day, known[customer], ends.get(customer), until)
            found.append(Respondent(day, low, weighted, stratum, life, tuple(voiced.get(customer, ()))))
    return found


def told(scope: Scope, since: date, until: date) -> Found:
    """How many people each of the dissatisfied told, by the yearly survey: the mean of item G2, and nobody for who said
    in G1 that they told nobody. A number beyond `MOST_TOLD` counts as that. Two queries."""
    rows = (
        Answer.objects.within(scope)
        .filter(
            item__version__questionnaire__code=TOLD_IN,
            response__complete=True,
            response__submitted_at__gte=start_of(since),
            response__submitted_at__lt=start_of(until),
        )
        .order_by()
    )
    given = rows.filter(item__code=TOLD_ITEM, number__isnull=False).values_list("number", flat=True)
    numbers = [min(max(each, 0.0), MOST_TOLD) for each in given if each is not None]
    n = len(numbers) + rows.filter(item__code=VOICED_ITEM, chosen=[SILENT]).count()
    span = average(n, sum(numbers), sum(each * each for each in numbers))
    return Found(Figure.NEGATIVE_WOM, span, n, since, until)


def _scores(scope: Scope, since: date) -> dict[int, tuple[date, bool, float, str]]:
    """By customer: day, whether dissatisfied, weight, stratum; of the first wave that they answered."""
    found: dict[int, tuple[date, bool, float, str]] = {}
    waves = waves_answered(scope).filter(trigger=Trigger.SAMPLE.value, starts_at__gte=start_of(since))
    for wave in waves.order_by("starts_at", "pk"):
        answers = wave_answers(wave, scope)
        target = overall(answers)
        if target is None:
            continue
        there = np.flatnonzero((answers.customers > 0) & np.isfinite(target) & (answers.weights > 0))
        for at in there.tolist():
            row = (
                answers.days[at].item(),
                bool(target[at] <= LOW + 1e-9),
                float(answers.weights[at]),
                f"{wave.pk}/{answers.strata[at]}",
            )
            found.setdefault(int(answers.customers[at]), row)
    return found


def _customers(keys: Sequence[int]) -> dict[int, Alike]:
    found: dict[int, Alike] = {}
    for start in range(0, len(keys), PORTION):
        rows = Customer.objects.unscoped(_THEIRS).filter(pk__in=keys[start : start + PORTION])
        found |= {pk: Alike(*rest) for pk, *rest in rows.values_list("pk", *ALIKE)}
    return found


def _complaints(keys: Sequence[int], since: date) -> Mapping[int, Sequence[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    first = start_of(since - timedelta(days=WINDOW))
    for start in range(0, len(keys), PORTION):
        rows = Case.objects.unscoped(_THEIRS).complaints().filter(received_at__gte=first)
        rows = rows.filter(customer__in=keys[start : start + PORTION])
        for customer, received in rows.values_list("customer_id", "received_at"):
            found[customer].append(localtime(received).date())
    return found
