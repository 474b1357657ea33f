# SPDX-License-Identifier: Apache-2.0
"""Intervals of shares and of the net promoter score, from plain counts or from a weighted design."""

import math
from dataclasses import dataclass
from enum import StrEnum

from amends.analytics.distributions import beta, norm, student

NPS_ADDED = 3.0  # answers added by the adjusted Wald interval: a quarter promoters, a quarter detractors, half passives


class CannotTell(ValueError):
    """Counts or shares from which no interval follows; the words say which."""


class Interval(StrEnum):
    """Ways to an interval of a share: Wilson unless there is a reason; logit is R survey's default practice for
    weighted shares; beta (Clopper–Pearson, Korn–Graubard) never covers too little; Wald only to compare with others."""

    WILSON = "wilson"
    LOGIT = "logit"
    BETA = "beta"
    JEFFREYS = "jeffreys"
    AGRESTI_COULL = "agresti-coull"
    ARCSINE = "arcsine"
    WALD = "wald"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval. `size` is what the interval took for the number of answers: fewer than were given
    where the design costs some (effective n)."""

    value: float
    low: float
    high: float
    size: float


def share_interval(
    successes: float, rows: int, *, level: float = 0.95, method: Interval = Interval.WILSON
) -> Figure:
    """Interval of `successes`/`rows` of a simple random sample, from 0 to 1.

    Wilson 1927; Clopper & Pearson 1934; Agresti & Coull 1998; Jeffreys as in Brown, Cai & DasGupta 2001. Logit,
    arcsine and Wald have no width at 0 and 1 and give way to Wilson there. Raises `CannotTell`.
    """
    if rows < 1 or not 0 <= successes <= rows:
        raise CannotTell("人数至少为 1，命中数应在 0 与人数之间。")
    share = successes / rows
    reach = float(norm.ppf((1 + level) / 2))
    return _interval(_Known(share, float(rows), reach, math.sqrt(share * (1 - share) / rows), level), method)


def weighted_share_interval(
    share: float,
    error: float,
    rows: int,
    degrees_of_freedom: int,
    *,
    level: float = 0.95,
    method: Interval = Interval.WILSON,
    design_effect: float = 1.0,
) -> Figure:
    """Interval of a share estimated from a design, from its standard error.

    Wilson, beta, Jeffreys and Agresti–Coull run on the effective size p(1−p)/error² × (t_{n−1}/t_df)² (Korn &
    Graubard 1998), so few clusters widen them; logit, arcsine and Wald on error × t_df. A share of 0 or 1 has no error
    to go by: then the effective size is rows/`design_effect` (of the weights, see `effective`), and the methods that
    need an error give way to Wilson. Raises `CannotTell`.
    """
    if not 0 <= share <= 1 or rows < 1 or error < 0 or degrees_of_freedom < 1:
        raise CannotTell("比例应在 0 与 1 之间，人数与自由度至少为 1，标准误不得为负。")
    size = share * (1 - share) / error**2 if error > 0 else rows / design_effect
    tail = (1 + level) / 2
    reach = float(student.ppf(tail, degrees_of_freedom))
    size *= (student.ppf(tail, max(rows - 1, 1)) / reach) ** 2
    counted = method in {Interval.WILSON, Interval.AGRESTI_COULL}
    reach = float(norm.ppf(tail)) if counted else reach
    return _interval(_Known(share, float(size), reach, error, level), method)


def nps_interval(
    promoters: float, detractors: float, rows: float, *, level: float = 0.95, added: float = NPS_ADDED
) -> Figure:
    """Net promoter score in points from −100 to 100 with its adjusted Wald interval (Rocks 2016).

    `added` answers join: a quarter promoters, a quarter detractors, the rest passives; then
    d ± z √((p+q−d²)/n'), d = p−q, n' = rows + added. `added=0` is plain Wald. The value is that of the answers given.
    `rows` may be an effective size with promoters and detractors in proportion. Raises `CannotTell`.
    """
    if rows <= 0 or min(promoters, detractors) < 0 or promoters + detractors > rows * (1 + 1e-12):
        raise CannotTell("推荐者与贬损者之和不得超过人数，人数必须大于 0。")
    return _nps(promoters / rows, detractors / rows, float(rows), float(norm.ppf((1 + level) / 2)), added)


def weighted_nps_interval(
    promoters: float,
    detractors: float,
    error: float,
    rows: int,
    degrees_of_freedom: int,
    *,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> Figure:
    """Net promoter score of a weighted sample: shares `promoters` and `detractors`, `error` of their difference as a
    share (the standard error of the mean of +1, 0, −1).

    Adjusted Wald on the effective size (p+q−d²)/error², three answers added to it, t of the design in place of z;
    rows/`design_effect` where nobody differs and there is no error to go by. Raises `CannotTell`.
    """
    if min(promoters, detractors) < 0 or promoters + detractors > 1 + 1e-12 or rows < 1 or error < 0:
        raise CannotTell("推荐者与贬损者的比例之和不得超过 1，人数至少为 1，标准误不得为负。")
    variance = promoters + detractors - (promoters - detractors) ** 2
    size = variance / error**2 if error > 0 else rows / design_effect
    return _nps(
        promoters, detractors, size, float(student.ppf((1 + level) / 2, degrees_of_freedom)), NPS_ADDED
    )


def _nps(promoters: float, detractors: float, size: float, reach: float, added: float) -> Figure:
    whole = size + added
    ups, downs = ((part * size + added / 4) / whole for part in (promoters, detractors))
    middle = ups - downs
    half = reach * math.sqrt(max(ups + downs - middle**2, 0.0) / whole)
    low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    return Figure(100 * (promoters - detractors), 100 * low, 100 * high, size)


@dataclass(frozen=True, slots=True)
class _Known:
    """What all methods go by: the share, effective size, z or t, standard error of the share, level."""

    share: float
    size: float
    reach: float
    error: float
    level: float


def _interval(known: _Known, method: Interval) -> Figure:
    flat = known.error <= 0 or known.share in {0, 1}
    if flat and method in {Interval.LOGIT, Interval.ARCSINE, Interval.WALD}:
        method = Interval.WILSON
    low, high = _bounds(known, method)
    low, high = (0.0 if known.share == 0 else max(low, 0.0)), (1.0 if known.share == 1 else min(high, 1.0))
    return Figure(known.share, low, high, known.size)


def _bounds(known: _Known, method: Interval) -> tuple[float, float]:
    share, half = known.share, known.reach * known.error
    hits, misses = share * known.size, (1 - share) * known.size
    match method:
        case Interval.BETA:
            return _quantiles(hits, misses, known.level, 1.0)
        case Interval.JEFFREYS:
            return _quantiles(hits + 0.5, misses + 0.5, known.level, 0.0)
        case Interval.LOGIT:
            middle, half = math.log(share / (1 - share)), half / (share * (1 - share))
            return _logistic(middle - half), _logistic(middle + half)
        case Interval.ARCSINE:
            middle, half = math.asin(math.sqrt(share)), half / (2 * math.sqrt(share * (1 - share)))
            return math.sin(max(middle - half, 0)) ** 2, math.sin(min(middle + half, math.pi / 2)) ** 2
        case Interval.WALD:
            return share - half, share + half
        case _:
            return _score(known, method)


def _score(known: _Known, method: Interval) -> tuple[float, float]:
    """Wilson's, or the Wald interval around its middle (Agresti–Coull)."""
    share, size, reach = known.share, known.size, known.reach
    whole = size + reach**2
    middle = (share * size + reach**2 / 2) / whole
    half = reach * math.sqrt(share * (1 - share) * size + reach**2 / 4) / whole
    if method is Interval.AGRESTI_COULL:
        half = reach * math.sqrt(middle * (1 - middle) / whole)
    return middle - half, middle + half


def _quantiles(hits: float, misses: float, level: float, apart: float) -> tuple[float, float]:
    """Quantiles of beta(hits, misses + apart) and beta(hits + apart, misses)."""
    tail = (1 - level) / 2
    low = beta.ppf(tail, hits, misses + apart) if hits > 0 else 0.0
    high = beta.ppf(1 - tail, hits + apart, misses) if misses > 0 else 1.0
    return float(low), float(high)


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
