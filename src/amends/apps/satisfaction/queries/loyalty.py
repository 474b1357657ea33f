# SPDX-License-Identifier: Apache-2.0
"""Four signs of loyalty, each with where it comes from, and openly missing where there is nothing to go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.analytics.sampling.intervals import Figure, weighted_share_interval
from amends.analytics.sampling.weighting import effective
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.queries.answers import WaveAnswers, answers_mark, asked_items, wave_answers
from amends.apps.satisfaction.queries.keeping import kept
from amends.apps.satisfaction.queries.measures import Measure, Measured, measures
from amends.apps.satisfaction.rules.cells import LEAST
from amends.apps.surveys.models import SurveyWave

SECOND_PRODUCT = "EL-HOME"  # who judges home broadband has it beside the mobile line
CLOSED = "closed"
TELLING = tuple(each.value for each in Measure)
_WHY = "counts of a unit's customers; nobody is named"


class Sign(StrEnum):
    """The four signs."""

    RETENTION = "retention"
    CROSS_HOLDING = "cross_holding"
    RECOMMENDATION = "recommendation"
    TENURE = "tenure"


class Missing(StrEnum):
    """Why a sign has no figure."""

    NO_CUSTOMERS = "no customers"
    NO_DATES = "no dates"
    NO_WAVE = "no wave"
    NOT_ASKED = "not asked"
    TOO_FEW = "too few"


class From(StrEnum):
    """Where a sign comes from."""

    PROFILES = "profiles"
    SURVEY = "survey"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign: per cent (retention, cross-holding), points (recommendation) or years (tenure).

    `low` and `high` are None for counts of all customers, which have no sampling error; `n` the people it rests on, and
    `unknown` those left out because nothing is known of them. `value` None goes with `missing`.
    """

    sign: Sign
    source: From
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    unknown: int = 0
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class WaveSigns:
    """The two signs that a wave tells, and its usual measures."""

    cross_holding: Indicator
    recommendation: Indicator
    measures: tuple[Measured, ...]


NO_WAVE = WaveSigns(
    Indicator(Sign.CROSS_HOLDING, From.SURVEY, missing=Missing.NO_WAVE),
    Indicator(Sign.RECOMMENDATION, From.SURVEY, missing=Missing.NO_WAVE),
    (),
)


def wave_signs(wave: SurveyWave, scope: Scope) -> WaveSigns:
    """What a wave tells of loyalty within a scope. Kept until answers change; only the items that tell are read."""
    marks = [answers_mark(wave, scope)]
    return kept(f"satisfaction:loyalty:{wave.pk}", marks, lambda: _signs_of(wave, scope))


def _signs_of(wave: SurveyWave, scope: Scope) -> WaveSigns:
    telling = [
        each.code for each in asked_items(wave) if each.measure in TELLING or each.element == SECOND_PRODUCT
    ]
    answers = wave_answers(wave, scope, codes=telling)
    found = measures(answers)
    return WaveSigns(_cross_holding(answers), _recommendation(found), found)


def loyalty(unit: Unit, told: WaveSigns | None, day: date) -> tuple[Indicator, ...]:
    """The four signs of a unit's customers on a day; `told` is what a wave of the unit tells. One query.

    Retention: of the lines opened a year ago or earlier, the share not closed. Cross-holding: of the respondents, the
    share who judged home broadband, weighted. Recommendation: NPS. Tenure: median years of the lines not closed.
    """
    opened = _opened(unit)
    said = told or NO_WAVE
    return (_retention(opened, day), said.cross_holding, said.recommendation, _tenure(opened, day))


Opened = Mapping[tuple[int | None, int | None, bool], int]  # (year, month, closed) → lines; None: not known


def _opened(unit: Unit) -> Opened:
    rows = Customer.objects.unscoped(_WHY).filter(unit__number__range=(unit.number, unit.last))
    months = rows.annotate(year=ExtractYear("joined_date"), month=ExtractMonth("joined_date"))
    found: dict[tuple[int | None, int | None, bool], int] = {}
    for year, month, state, count in months.values_list("year", "month", "line_state").annotate(Count("pk")):
        key = (year, month, state == CLOSED)
        found[key] = found.get(key, 0) + count
    return found


def _retention(opened: Opened, day: date) -> Indicator:
    old = {key: count for key, count in opened.items() if key[0] is not None and _months(key, day) >= 12}
    n, unknown = sum(old.values()), _unknown(opened)
    if not n:
        missing = Missing.NO_DATES if unknown else Missing.NO_CUSTOMERS
        return Indicator(Sign.RETENTION, From.PROFILES, unknown=unknown, missing=missing)
    if n < LEAST:
        return Indicator(Sign.RETENTION, From.PROFILES, n=n, unknown=unknown, missing=Missing.TOO_FEW)
    kept = sum(count for (_year, _month, closed), count in old.items() if not closed)
    return Indicator(Sign.RETENTION, From.PROFILES, 100 * kept / n, n=n, unknown=unknown)


def _tenure(opened: Opened, day: date) -> Indicator:
    there = {key: count for key, count in opened.items() if key[0] is not None and not key[2]}
    n, unknown = sum(there.values()), _unknown(opened)
    if not n:
        missing = Missing.NO_DATES if unknown else Missing.NO_CUSTOMERS
        return Indicator(Sign.TENURE, From.PROFILES, unknown=unknown, missing=missing)
    if n < LEAST:
        return Indicator(Sign.TENURE, From.PROFILES, n=n, unknown=unknown, missing=Missing.TOO_FEW)
    months = np.repeat([_months(key, day) for key in there], list(there.values()))
    return Indicator(Sign.TENURE, From.PROFILES, float(np.median(months)) / 12, n=n, unknown=unknown)


def _unknown(opened: Opened) -> int:
    return sum(count for key, count in opened.items() if key[0] is None)


def _months(key: tuple[int | None, int | None, bool], day: date) -> int:
    """Whole months from the month in which a line was opened."""
    return (day.year - (key[0] or 0)) * 12 + day.month - (key[1] or 1)


def _cross_holding(answers: WaveAnswers) -> Indicator:
    sign, source = Sign.CROSS_HOLDING, From.SURVEY
    columns = answers.of_element(SECOND_PRODUCT)
    if not columns:
        return Indicator(sign, source, missing=Missing.NOT_ASKED)
    there = answers.weights > 0
    n = int(there.sum())
    if n < LEAST:
        return Indicator(sign, source, n=n, missing=Missing.TOO_FEW)
    holds = np.isfinite(answers.numbers[there][:, columns]).any(axis=1)
    design = SurveyDesign(answers.weights[there], strata=answers.strata[there], lonely=Lonely.CENTRE)
    said = _share(holds.astype(float), design)
    return Indicator(sign, source, said.value * 100, said.low * 100, said.high * 100, n)


def _share(hits: np.ndarray, design: SurveyDesign) -> Figure:
    found = means(design, hits)
    share, error = min(1.0, max(0.0, float(found.values[0]))), float(found.errors[0])
    cost = effective(design.weights).design_effect
    return weighted_share_interval(share, error, found.rows, found.degrees_of_freedom, design_effect=cost)


def _recommendation(measured: Sequence[Measured]) -> Indicator:
    sign, source = Sign.RECOMMENDATION, From.SURVEY
    found = next((each for each in measured if each.measure is Measure.NPS), None)
    if found is None:
        return Indicator(sign, source, missing=Missing.NOT_ASKED)
    if found.figure is None:
        return Indicator(sign, source, n=found.n, missing=Missing.TOO_FEW)
    return Indicator(sign, source, found.figure.value, found.figure.low, found.figure.high, found.n)
