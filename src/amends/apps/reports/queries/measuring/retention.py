# SPDX-License-Identifier: Apache-2.0
"""Complaints counted by how they ended, and who stayed after what."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from amends.analytics.sampling.designs import Lonely, SurveyDesign
from amends.analytics.sampling.estimates import means
from amends.analytics.sampling.intervals import weighted_share_interval
from amends.analytics.sampling.weighting import effective
from amends.apps.reports.queries.measuring.answering import Respondent
from amends.apps.reports.queries.measuring.complaining import Complainant, Group, firsts
from amends.apps.reports.rules.figures import WINDOW, YEAR, Figure, Found, lost, multiplier
from amends.apps.reports.rules.lives import LEAST, Kept, Life, compared, stayed
from amends.apps.reports.rules.spans import Span, point

LONG, SHORT = 180, 90  # days


def complaint_counts(voiced: Sequence[Complainant], today: date) -> Iterator[Found]:
    """Complaints of the last year, from how many customers, and how they ended; counts, which need no interval."""
    since = today - timedelta(days=YEAR)
    recent = [each for each in voiced if each.day >= since]
    counted = Counter(each.group for each in recent)
    numbers = {
        Figure.COMPLAINTS: counted.total(),
        Figure.COMPLAINANTS: len({each.customer for each in recent}),
        Figure.FAST: counted[Group.FAST],
        Figure.RESOLVED: counted[Group.RESOLVED],
        Figure.UNSOLVED: counted[Group.UNSOLVED],
    }
    for figure, n in numbers.items():
        yield Found(figure, point(float(n)), n, since, today)


def complaint_figures(voiced: Sequence[Complainant], today: date) -> Iterator[Found]:
    """Who stayed, by how the complaint ended: confirmed and fast, confirmed but not fast, unsolved."""
    for figure, group, days in (
        (Figure.RETURN_FAST, Group.FAST, LONG),
        (Figure.RETURN_FAST_90, Group.FAST, SHORT),
        (Figure.RETURN_RESOLVED, Group.RESOLVED, LONG),
        (Figure.RETURN_RESOLVED_90, Group.RESOLVED, SHORT),
    ):
        yield _kept(figure, firsts(voiced, [group]), days, today)
    unsolved = _kept(Figure.LEAVE_UNRESOLVED, firsts(voiced, [Group.UNSOLVED]), LONG, today)
    yield _turned(unsolved)


def silent_figures(asked: Sequence[Respondent], today: date) -> Iterator[Found]:
    """How many of the dissatisfied complained, what that makes of each complaint, and who of the silent left; beside
    it the silent who were not dissatisfied, made alike by tenure, fee and kind."""
    rate = complaint_rate([each for each in asked if each.low], today)
    yield rate
    times = None if rate.span is None else multiplier(rate.span)
    yield Found(Figure.SILENT_MULTIPLIER, times, rate.n, rate.since, today)
    silent = [each for each in asked if not each.complained(WINDOW, LONG)]
    low, others = ([each.life for each in silent if each.low is which] for which in (True, False))
    yield _turned(_kept(Figure.SILENT_CHURN, low, LONG, today))
    beside = compared(low, others, days=LONG, today=today)
    span = None if beside.second is None else lost(beside.second)
    yield Found(Figure.SILENT_CHURN_OTHERS, span, beside.others, _first(others), today)


def complaint_rate(low: Sequence[Respondent], today: date) -> Found:
    """Of the dissatisfied, the share who had complained in the 90 days before they answered; weighted, Wilson on the
    effective number."""
    n, since = len(low), min((each.day for each in low), default=None)
    if n < LEAST:
        return Found(Figure.COMPLAINT_RATE, None, n, since, today)
    strata = np.array([each.stratum for each in low], dtype=object)
    design = SurveyDesign(np.array([each.weighted for each in low]), strata=strata, lonely=Lonely.CENTRE)
    found = means(design, np.array([each.complained(WINDOW, 0) for each in low], dtype=float))
    part, error = min(1.0, max(0.0, float(found.values[0]))), float(found.errors[0])
    cost = effective(design.weights).design_effect
    said = weighted_share_interval(part, error, found.rows, found.degrees_of_freedom, design_effect=cost)
    span = Span(min(said.low, part), max(said.high, part), part)
    return Found(Figure.COMPLAINT_RATE, span, n, since, today)


def hypothesis(voiced: Sequence[Complainant], asked: Sequence[Respondent], today: date) -> Iterator[Found]:
    """«Who complains comes back, even unsolved»: retention after 90 days of complainants whose matter was not solved
    against the silent dissatisfied, made alike; and the difference."""
    first = firsts(voiced, [Group.UNSOLVED])
    silent = [each.life for each in asked if each.low and not each.complained(WINDOW, SHORT)]
    found = compared(first, silent, days=SHORT, today=today)
    since = _first([*first, *silent])
    yield Found(Figure.RETENTION_UNSOLVED_90, found.first, found.matched, since, today)
    yield Found(Figure.RETENTION_SILENT_90, found.second, found.others, since, today)
    yield Found(Figure.RETENTION_GAP_90, found.difference, found.matched, since, today)


def _kept(figure: Figure, lives: Sequence[Life], days: int, today: date) -> Found:
    found: Kept = stayed(lives, days=days, today=today)
    return Found(figure, found.span, found.n, _first(lives), today, found.undated)


def _turned(found: Found) -> Found:
    """The share that left, of the share that stayed."""
    span = None if found.span is None else lost(found.span)
    return Found(found.figure, span, found.n, found.since, found.until, found.undated)


def _first(lives: Sequence[Life]) -> date | None:
    return min((each.since for each in lives), default=None)
