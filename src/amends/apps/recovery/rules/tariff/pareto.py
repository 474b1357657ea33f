# SPDX-License-Identifier: Apache-2.0
"""Which tariff problems matter most: how many, how dissatisfied, at how much money a month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COVERS = 0.8  # of everything: what the top list holds
LEAST = 30  # answers before a problem's own share of low scores is believed


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of one problem (a leaf of the taxonomy): complaints, the customers who made them, `answered` of
    those with an answer and `low` of these with a low one, and the customers' mean monthly fee in fen."""

    code: str
    complaints: int
    customers: int
    answered: int
    low: int
    mean_fee_fen: float | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem weighed: `low_share` of customers who score low (`own_share`: from its own answers, else from all
    tariff problems together), `fee_fen` a month and customer (`own_fee` likewise), `importance` the product of the
    three in fen a month, `share` of all and `cumulative` with those before it; `top`: in the list that covers 80 %."""

    heard: Heard
    low_share: float
    own_share: bool
    fee_fen: float
    own_fee: bool
    importance: float
    share: float
    cumulative: float
    top: bool


def pareto(rows: Iterable[Heard], *, covers: float = COVERS, least: int = LEAST) -> tuple[Problem, ...]:
    """The problems, the most important first. importance = complaints × share of low scores × monthly fee: the monthly
    revenue of complaints whose customers are dissatisfied. Where nobody's fee, or no answer at all, is known, 1 stands
    in for everybody alike, so that the order is that of what is known."""
    heard = [each for each in rows if each.complaints > 0]
    low, fee = _pooled_low(heard, least), _pooled_fee(heard)
    weighed = [(each, *_weight(each, low, fee, least)) for each in heard]
    total = sum(each.complaints * share * money for each, share, _own, money, _its in weighed)
    order = sorted(weighed, key=lambda row: (-row[0].complaints * row[1] * row[3], row[0].code))
    found, before = [], 0.0
    for each, share, own, money, its in order:
        importance = each.complaints * share * money
        part = importance / total if total else 0.0
        top = bool(total) and before < covers - 1e-12 and part > 0
        before += part
        found.append(Problem(each, share, own, money, its, importance, part, before, top))
    return tuple(found)


def _weight(each: Heard, low: float, fee: float, least: int) -> tuple[float, bool, float, bool]:
    own = each.answered >= least
    share = each.low / each.answered if own else low
    return (
        share,
        own,
        (fee if each.mean_fee_fen is None else each.mean_fee_fen),
        each.mean_fee_fen is not None,
    )


def _pooled_low(rows: Sequence[Heard], least: int) -> float:
    """The share of low scores over all problems together; 1 where even these are too few."""
    answered = sum(each.answered for each in rows)
    return sum(each.low for each in rows) / answered if answered >= least else 1.0


def _pooled_fee(rows: Sequence[Heard]) -> float:
    """The mean fee over all problems, by customers; 1 where none is known."""
    known = [each for each in rows if each.mean_fee_fen is not None and each.customers]
    people = sum(each.customers for each in known)
    return sum((each.mean_fee_fen or 0) * each.customers for each in known) / people if people else 1.0
