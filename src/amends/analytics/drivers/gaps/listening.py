# SPDX-License-Identifier: Apache-2.0
"""Gap 1: what customers expect against what managers think they expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.distributions import ranks, student
from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.gaps.kinds import Centre, Measured, NothingMeasured, centre_of, person_means


@dataclass(frozen=True)
class ListeningGap:
    """By dimension, managers' prediction less customers' expectation (below 0: underrated), with Welch's interval.

    `rank_agreement`: Spearman's correlation of customers' importance and managers' (1: same order), None where not
    given or where one of them does not vary. `unseen`: topics of complaints that managers did not name, the most
    frequent first; `unseen_share` is their share of the complaints in the topics looked at, None without topics.
    """

    dimensions: dict[str, Measured]
    rank_agreement: float | None
    unseen: tuple[str, ...]
    unseen_share: float | None


def gap_listening(
    customers: Matrix,
    managers: Matrix,
    dimensions: Mapping[str, Sequence[int]],
    *,
    weights: Matrix | None = None,
    importance: tuple[Matrix, Matrix] | None = None,
    topics: Mapping[str, int] | None = None,
    named: Sequence[str] = (),
    top: int = 10,
) -> ListeningGap:
    """Gap 1 from what customers expect (n, items) and what managers predict that they do (m, items), nan missing.

    `dimensions` lists the columns of each; a person's dimension is the mean of the items answered. `weights` (n,) are
    those of the customers, 1 each unless given. `importance`: of the dimensions to customers (as derived, such as LMG)
    and to managers (as stated), both (d,) in one order. `topics`: how many complaints each topic has, of which the
    `top` are looked for among those `named` by managers. Raises `NothingMeasured` where a dimension has fewer than two
    of either.
    """
    expected = expectations(customers, dimensions, weights=weights)
    return gap_from_expectations(
        expected, managers, dimensions, importance=importance, topics=topics, named=named, top=top
    )


def expectations(
    customers: Matrix, dimensions: Mapping[str, Sequence[int]], *, weights: Matrix | None = None
) -> dict[str, Centre]:
    """What customers expect (n, items), by dimension: all that gap 1 needs of them. Raises `NothingMeasured`."""
    return {name: _centre(name, customers[:, list(at)], weights) for name, at in dimensions.items()}


def gap_from_expectations(
    expected: Mapping[str, Centre],
    managers: Matrix,
    dimensions: Mapping[str, Sequence[int]],
    *,
    importance: tuple[Matrix, Matrix] | None = None,
    topics: Mapping[str, int] | None = None,
    named: Sequence[str] = (),
    top: int = 10,
) -> ListeningGap:
    """`gap_listening` where the customers' side is known already, as `expectations` gave it."""
    found = {
        name: _difference(_centre(name, managers[:, list(at)]), expected[name])
        for name, at in dimensions.items()
    }
    unseen, share = _unseen(topics or {}, set(named), top)
    return ListeningGap(found, None if importance is None else _agreement(*importance), unseen, share)


def _centre(name: str, answers: Matrix, weights: Matrix | None = None) -> Centre:
    means = person_means(answers)
    if np.isfinite(means).sum() < 2:
        raise NothingMeasured("“%(name)s”至少要有两位管理人员和两位客户的回答。请先收集。", name=name)
    return centre_of(means, weights)


def _difference(managers: Centre, customers: Centre) -> Measured:
    """Welch's interval at 95 %, of weighted people by what they weigh."""
    value, n = managers.mean - customers.mean, managers.n + customers.n
    variance = managers.variance + customers.variance
    if not variance:
        return Measured(value, value, value, n)
    freedom = variance**2 / sum(each.variance**2 / max(each.size - 1, 1) for each in (managers, customers))
    half = float(student.ppf(0.975, freedom)) * float(np.sqrt(variance))
    return Measured(value, value - half, value + half, n)


def _agreement(customers: Matrix, managers: Matrix) -> float | None:
    one, other = ranks(customers), ranks(managers)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _unseen(topics: Mapping[str, int], named: set[str], top: int) -> tuple[tuple[str, ...], float | None]:
    most = sorted(topics, key=lambda topic: (-topics[topic], topic))[:top]
    total = sum(topics[topic] for topic in most)
    missed = tuple(topic for topic in most if topic not in named)
    return missed, sum(topics[topic] for topic in missed) / total if total else None
