# SPDX-License-Identifier: Apache-2.0
"""The usual measures of a wave with their intervals: recommendation (NPS), satisfaction (CSAT), effort (CES)."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.analytics.sampling.intervals import (
    Figure,
    weighted_nps_interval,
    weighted_share_interval,
)
from amends.analytics.sampling.weighting import effective
from amends.apps.satisfaction.queries.answers import AskedItem, WaveAnswers
from amends.apps.satisfaction.rules.cells import LEAST

PROMOTERS, DETRACTORS = 9, 6  # of 0–10
SATISFIED = 2 / 3  # of the way up the scale: 7 of 1–10, 4 of 1–5

Numbers = NDArray[np.float64]


class Measure(StrEnum):
    """What a figure says."""

    NPS = "nps"  # promoters less detractors, −100 to 100
    CSAT = "csat"  # share of those satisfied, 0 to 100
    CES = "ces"  # mean effort on the scale of the item


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of one item: `figure` in its own points with its 95 % interval and the effective number of answers;
    None where nobody or, unless `shown`, too few people answered. `n` people did."""

    measure: Measure
    item: AskedItem
    n: int
    figure: Figure | None
    shown: bool


def measures(answers: WaveAnswers, *, least: int = LEAST) -> tuple[Measured, ...]:
    """Every item of a wave that measures one of these, in the order of the questionnaire, under weights and strata."""
    wanted = {each.value for each in Measure}
    return tuple(measured(answers, item, least=least) for item in answers.items if item.measure in wanted)


def measured(answers: WaveAnswers, item: AskedItem, *, least: int = LEAST) -> Measured:
    """One item: NPS by the adjusted Wald interval, CSAT (two thirds up the scale or more) by Wilson's on the effective
    number, CES as a weighted mean with t. Answers of less than `least` people are counted and not shown."""
    values = answers.numbers[:, answers.at(item.code)]
    there = np.isfinite(values) & (answers.weights > 0)
    n = int(there.sum())
    measure = Measure(item.measure)
    if n < max(least, 2):
        return Measured(measure, item, n, None, shown=False)
    design = SurveyDesign(answers.weights[there], strata=answers.strata[there], lonely=Lonely.CENTRE)
    return Measured(measure, item, n, _figure(measure, item, values[there], design), shown=True)


def _figure(measure: Measure, item: AskedItem, values: Numbers, design: SurveyDesign) -> Figure:
    match measure:
        case Measure.NPS:
            return _nps(values, design)
        case Measure.CSAT:
            up = (values - item.minimum) / (item.maximum - item.minimum)
            return _share(up >= SATISFIED - 1e-9, design)
        case _:
            return _mean(values, design)


def _nps(values: Numbers, design: SurveyDesign) -> Figure:
    promoters, detractors = values >= PROMOTERS, values <= DETRACTORS
    columns = np.column_stack([promoters, detractors, promoters.astype(float) - detractors])
    found = means(design, columns.astype(float))
    ups, downs, _net = found.values.tolist()
    error, freedom = float(found.errors[2]), found.degrees_of_freedom
    cost = effective(design.weights).design_effect
    return weighted_nps_interval(ups, downs, error, found.rows, freedom, design_effect=cost)


def _share(hits: NDArray[np.bool_], design: SurveyDesign) -> Figure:
    found = means(design, hits.astype(float))
    share, error = min(1.0, max(0.0, float(found.values[0]))), float(found.errors[0])
    cost = effective(design.weights).design_effect
    said = weighted_share_interval(share, error, found.rows, found.degrees_of_freedom, design_effect=cost)
    return Figure(said.value * 100, said.low * 100, said.high * 100, said.size)


def _mean(values: Numbers, design: SurveyDesign) -> Figure:
    found = means(design, values)
    low, high = found.interval()[0].tolist()
    return Figure(float(found.values[0]), low, high, effective(design.weights).size)
