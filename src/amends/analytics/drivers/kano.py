# SPDX-License-Identifier: Apache-2.0
"""Kano's model: one question if the feature is there, one if it is not, and the class that the pair falls in."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from amends.analytics.distributions import chi2, norm
from amends.analytics.drivers.correlations import Matrix
from amends.kernel.refusals import Refusal

LIKE, EXPECT, NEUTRAL, LIVE_WITH, DISLIKE = range(1, 6)
FONG = 1.65  # the bound of Fong (1996), for 90 %


class Kano(StrEnum):
    """What a feature is to customers, in the order in which ties are settled (Berger et al. 1993: M > O > A > I)."""

    MUST_BE = "M"
    ONE_DIMENSIONAL = "O"
    ATTRACTIVE = "A"
    INDIFFERENT = "I"
    REVERSE = "R"
    QUESTIONABLE = "Q"


# row: if it is there; column: if it is not; each from «I like it» to «I dislike it» (Kano 1984; Berger et al. 1993)
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")


class NoKanoAnswers(Refusal):
    """There is nothing to class; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class KanoResult:
    """One feature. `shares` by class, with simultaneous multinomial intervals (Goodman 1965) on the effective n.

    `better` = (A + O)/(A + O + M + I): how much having it raises satisfaction; `worse` = −(O + M)/(A + O + M + I): how
    much lacking it lowers it (Berger et al. 1993), with Wilson intervals, nan where nobody is in those four. `category`
    is the most frequent class. `strength`: its share less that of the next (Lee & Newcomb 1997 ask for 0.06);
    `total_strength`: M + O + A. `fong` is the difference of the two frequencies over √((a + b)(2n − a − b)/2n); the
    class is `clear` where that reaches 1.65 (Fong 1996), else `runner_up` could as well be it.
    """

    shares: dict[Kano, Share]
    category: Kano
    runner_up: Kano
    better: Share
    worse: Share
    strength: float
    total_strength: float
    fong: float
    clear: bool
    answers: int
    effective: float


def kano_class(functional: int, dysfunctional: int) -> Kano:
    """The class of one pair of answers, each 1 (like) … 5 (dislike). Raises `NoKanoAnswers` outside of that."""
    if not (LIKE <= functional <= DISLIKE and LIKE <= dysfunctional <= DISLIKE):
        raise NoKanoAnswers("Kano 两问的答案只能是 1（喜欢）到 5（不喜欢）。请核对编码。")
    return Kano(TABLE[functional - 1][dysfunctional - 1])


def kano(
    functional: Matrix, dysfunctional: Matrix, weights: Matrix | None = None, *, level: float = 0.95
) -> KanoResult:
    """Class a feature from answers (n,) each, 1 … 5, nan where missing; `weights` (n,) default to 1.

    Effective n is Kish's (Σw)²/Σw². Raises `NoKanoAnswers`.
    """
    there = np.isfinite(functional) & np.isfinite(dysfunctional)
    given = np.ones(int(there.sum())) if weights is None else weights[there]
    if not given.sum() > 0 or (given < 0).any():
        raise NoKanoAnswers("没有人把两个问题都答了，或权重不是正数。请先收集成对的回答，核对权重。")
    classes = _classes(functional[there], dysfunctional[there])
    shares = np.array([given[classes == kind.value].sum() for kind in Kano]) / given.sum()
    effective = float(given.sum() ** 2 / (given @ given))
    return _result(shares, int(there.sum()), effective, level)


def _classes(functional: Matrix, dysfunctional: Matrix) -> NDArray[np.str_]:
    pairs = zip(functional.tolist(), dysfunctional.tolist(), strict=True)
    if not (np.equal(functional % 1, 0) & np.equal(dysfunctional % 1, 0)).all():
        raise NoKanoAnswers("Kano 两问的答案只能是 1 到 5 的整数。请核对编码。")
    return np.array([kano_class(int(one), int(other)).value for one, other in pairs])


def _result(shares: Matrix, answers: int, effective: float, level: float) -> KanoResult:
    must, one, attractive, indifferent = shares[:4].tolist()
    kinds, order = list(Kano), np.argsort(-shares, kind="stable")
    first, second = (float(shares[at]) for at in order[:2])
    spread = np.sqrt(effective * (first + second) * (2 - first - second) / 2)
    fong = effective * (first - second) / spread
    classed = must + one + attractive + indifferent
    low, high = _wilson(one + must, classed, effective, level)
    return KanoResult(
        shares=dict(zip(kinds, _goodman(shares, effective, level), strict=True)),
        category=kinds[order[0]],
        runner_up=kinds[order[1]],
        better=Share(
            _ratio(attractive + one, classed), *_wilson(attractive + one, classed, effective, level)
        ),
        worse=Share(-_ratio(one + must, classed), -high, -low),
        strength=first - second,
        total_strength=must + one + attractive,
        fong=float(fong),
        clear=bool(fong >= FONG),
        answers=answers,
        effective=effective,
    )


def _goodman(shares: Matrix, n: float, level: float) -> list[Share]:
    """(A + 2x ± √(A(A + 4x(n − x)/n))) / 2(n + A), A the χ²₁ quantile at 1 − α/k (Goodman 1965)."""
    bound = float(chi2.ppf(1 - (1 - level) / len(shares), 1))
    middle = bound + 2 * n * shares
    half = np.sqrt(bound * (bound + 4 * n * shares * (1 - shares)))
    low, high = (middle - half) / (2 * (n + bound)), (middle + half) / (2 * (n + bound))
    columns = (shares.tolist(), np.maximum(low, 0).tolist(), np.minimum(high, 1).tolist())
    return [Share(*row) for row in zip(*columns, strict=True)]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _wilson(part: float, whole: float, effective: float, level: float) -> tuple[float, float]:
    """Wilson interval of part/whole, both shares of `effective` answers."""
    if not whole:
        return float("nan"), float("nan")
    n, rate, z = whole * effective, part / whole, float(norm.ppf((1 + level) / 2))
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(middle - half), float(middle + half)
