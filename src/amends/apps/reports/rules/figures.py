# SPDX-License-Identifier: Apache-2.0
"""The operator's own figures: their names, from what they are measured, and how they are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import NormalDist

from amends.apps.reports.rules.choosing import Own
from amends.apps.reports.rules.lives import LEAST
from amends.apps.reports.rules.spans import Span, point

WINDOW = 90  # days in which a complaint and an answer belong together
YEAR = 365
FAST_HOURS = 72
Z_95 = NormalDist().inv_cdf(0.975)


class Figure(StrEnum):
    """What is measured from the platform's own data. A name that a cited parameter has too replaces it."""

    COMPLAINT_RATE = "complaint_rate"
    SILENT_MULTIPLIER = "silent_multiplier"
    SILENT_CHURN = "silent_churn_rate"
    SILENT_CHURN_OTHERS = "silent_churn_others"
    NEGATIVE_WOM = "negative_wom"
    RETURN_RESOLVED = "return_rate_resolved"
    RETURN_RESOLVED_90 = "return_rate_resolved_90"
    RETURN_FAST = "return_rate_fast"
    RETURN_FAST_90 = "return_rate_fast_90"
    LEAVE_UNRESOLVED = "leave_rate_unresolved"
    RETENTION_UNSOLVED_90 = "retention_unsolved_90"
    RETENTION_SILENT_90 = "retention_silent_90"
    RETENTION_GAP_90 = "retention_gap_90"
    TENURE = "tenure_months"
    REVENUE = "monthly_revenue"
    CASE_COST = "case_cost"
    COMPLAINTS = "complaints"
    COMPLAINANTS = "complainants"
    FAST = "complaints_fast"
    RESOLVED = "complaints_resolved"
    UNSOLVED = "complaints_unsolved"


class Entered(StrEnum):
    """What only finance knows, entered by hand with its source. Money in yuan."""

    ACQUISITION_COST = "acquisition_cost"
    RETENTION_COST = "retention_cost"
    MARGIN_RATE = "margin_rate"
    HOUR_COST = "hour_cost"


# Of a unit and not of its customers: a figure of the unit above says nothing here.
COUNTS = frozenset({Figure.COMPLAINTS, Figure.COMPLAINANTS, Figure.FAST, Figure.RESOLVED, Figure.UNSOLVED})


@dataclass(frozen=True, slots=True)
class Found:
    """One figure as it was measured: over `n` (people, cases), from `since` until before `until`; `span` None where too
    few were there. `undated` are lines that are gone, nobody knows whether within the days: counted as lost."""

    figure: Figure
    span: Span | None
    n: int
    since: date | None
    until: date
    undated: int = 0


def multiplier(rate: Span) -> Span | None:
    """Silent customers for each who complains: (1 − rate) / rate; None where nobody complains."""
    if rate.low <= 0 or rate.value is None:
        return None
    return Span(*((1 - each) / each for each in (rate.high, rate.low, rate.value)))


def lost(kept: Span) -> Span:
    """The share that left, of the share that stayed."""
    return Span(1 - kept.high, 1 - kept.low, None if kept.value is None else 1 - kept.value)


def average(n: int, total: float, squares: float) -> Span | None:
    """A mean with its interval of 95 %, from count, sum and sum of squares; None below 30."""
    if n < LEAST:
        return None
    mean = total / n
    variance = max(squares - n * mean * mean, 0.0) / (n - 1)
    reach = Z_95 * (variance / n) ** 0.5
    return Span(max(mean - reach, 0.0), mean + reach, mean)


def with_ratio(own: Mapping[str, Own]) -> dict[str, Own]:
    """Adds what follows from finance's figures: winning a customer over keeping one, where both were entered."""
    winning, keeping = own.get(Entered.ACQUISITION_COST), own.get(Entered.RETENTION_COST)
    if winning is None or keeping is None or winning.span is None or keeping.span is None:
        return dict(own)
    ratio = Own(
        identifier="new_vs_retained_cost_ratio",
        span=point((winning.span.value or 0.0) / (keeping.span.value or 1.0)),
        n=0,
        since=None,
        until=max(winning.until, keeping.until),
        unit=winning.unit,
        source=f"{winning.source} / {keeping.source}",
    )
    return {**own, ratio.identifier: ratio}
