# SPDX-License-Identifier: Apache-2.0
"""Which tariff problems matter most: how many, how dissatisfied, at how much money a month."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
class Everybody:
    """All customers with a tariff complaint, each once however many problems they have: as in `Heard`."""

    customers: int
    answered: int
    low: int
    mean_fee_fen: float | None

    def low_share(self, least: int = LEAST) -> float | None:
        """Of those who answered, how many score low; `None` where they are too few to be told."""
        return self.low / self.answered if self.answered >= least else None

    def at_risk(self, least: int = LEAST) -> float | None:
        """Fen a month of the customers who score low; `None` where their share or their fee is not known."""
        return _revenue(self.customers, self.low_share(least), self.mean_fee_fen)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem weighed: `low_share` of customers who score low (`own_share`: from its own answers, else from all
    customers together; `None`: too few of these too), `fee_fen` a month and customer (`own_fee` likewise), `importance`
    by which it is ranked: complaints × the two; `at_risk` in fen a month: customers × the two; `share` of all
    importance and `cumulative` with those before it; `top`: in the list that covers 80 %."""

    heard: Heard
    low_share: float | None
    own_share: bool
    fee_fen: float | None
    own_fee: bool
    importance: float
    at_risk: float | None
    share: float
    cumulative: float
    top: bool


def pareto(
    rows: Iterable[Heard], everybody: Everybody, *, covers: float = COVERS, least: int = LEAST
) -> tuple[Problem, ...]:
    """The problems, the most important first. importance = complaints × share of low scores × monthly fee. Where
    nobody's fee, or too few answers, are known, 1 stands in for everybody alike, so that the order is that of what is
    known; no money is told from that."""
    order = sorted(
        (_weighed(each, everybody, least) for each in rows if each.complaints > 0),
        key=lambda each: (-each.importance, each.heard.code),
    )
    total = sum(each.importance for each in order)
    found, before = [], 0.0
    for each in order:
        part = each.importance / total if total else 0.0
        top = bool(total) and before < covers - 1e-12 and part > 0
        before += part
        found.append(replace(each, share=part, cumulative=before, top=top))
    return tuple(found)


def _weighed(each: Heard, everybody: Everybody, least: int) -> Problem:
    """A problem by its own numbers, before it is held against the others."""
    own = each.answered >= least
    low = each.low / each.answered if own else everybody.low_share(least)
    known = each.mean_fee_fen is not None
    fee = each.mean_fee_fen if known else everybody.mean_fee_fen
    importance = each.complaints * (1.0 if low is None else low) * (1.0 if fee is None else fee)
    at_risk = _revenue(each.customers, low, fee)
    return Problem(each, low, own, fee, known, importance, at_risk, 0.0, 0.0, top=False)


def _revenue(customers: int, low_share: float | None, fee_fen: float | None) -> float | None:
    return None if low_share is None or fee_fen is None else customers * low_share * fee_fen
