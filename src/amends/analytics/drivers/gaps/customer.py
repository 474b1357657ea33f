# SPDX-License-Identifier: Apache-2.0
"""Gap 5, the one that customers feel: expected against perceived, and how far gaps 1–4 account for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import CannotWeigh, Matrix
from amends.analytics.drivers.gaps.kinds import Gap, Measured, NothingMeasured, mean_of, person_means
from amends.analytics.drivers.importance import Driver, driver_importance

CAUSES = (Gap.LISTENING, Gap.DESIGN, Gap.DELIVERY, Gap.COMMUNICATION)


@dataclass(frozen=True)
class CustomerGap:
    """Perceived less expected (below 0: disappointed), by item in order and by dimension, each with Student's interval.

    Pairs only: a person who left out one of the two answers does not count for that item.
    """

    items: tuple[Measured, ...]
    dimensions: dict[str, Measured]


@dataclass(frozen=True)
class AccountedFor:
    """How far gaps 1–4 account for gap 5 over branches, by least squares weighted with the branches' respondents.

    `expected` (b,) is gap 5 as computed from gaps 1–4 for each branch, `effects` points of gap 5 for one more of each
    gap, in its unit; `shares` how R² is shared among the gaps that vary (LMG).
    """

    intercept: float
    effects: dict[Gap, float]
    shares: dict[Gap, Driver]
    r2: float
    expected: Matrix


def gap_customer(
    expected: Matrix,
    perceived: Matrix,
    dimensions: Mapping[str, Sequence[int]],
    *,
    weights: Matrix | None = None,
    level: float = 0.95,
) -> CustomerGap:
    """Gap 5 as customers say it: P − E (SERVQUAL) from answers (n, items) each, nan missing.

    `dimensions` lists the columns of each; a person's dimension is the mean of the items paired. `weights` (n,) are
    those of the people, 1 each unless given.
    Raises `NothingMeasured`.
    """
    gaps = perceived - expected
    items = tuple(mean_of(column, level, weights) for column in gaps.T)
    found = {
        name: mean_of(person_means(gaps[:, list(at)]), level, weights) for name, at in dimensions.items()
    }
    return CustomerGap(items, found)


def customer_gap_from_causes(gap_5: Matrix, causes: Matrix, respondents: Matrix) -> AccountedFor:
    """Gap 5 of branches computed from their gaps 1–4: it is never assigned.

    `gap_5` (b,) as measured, `causes` (b, 4) gaps 1–4 in that order and in any units, `respondents` (b,) behind gap 5.
    Gaps that are the same in all branches account for nothing. Raises `NothingMeasured` where there are not at least
    two more branches than gaps that vary.
    """
    there = np.isfinite(causes).all(axis=1) & np.isfinite(gap_5) & (respondents > 0)
    x, y, weights = causes[there], gap_5[there], respondents[there].astype(np.float64)
    varying = np.flatnonzero(np.ptp(x, axis=0) > 0) if there.any() else np.empty(0, dtype=np.intp)
    if not varying.size or len(y) < varying.size + 2:
        raise NothingMeasured(
            "分支机构太少，或差距 1 至 4 没有差别，推算不出差距 5。请增加机构或先测差距 1 至 4。"
        )
    design = np.column_stack([np.ones(len(y)), x[:, varying]])
    root = np.sqrt(weights)
    found = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
    named = [CAUSES[at] for at in varying]
    shares, r2 = _shares(named, x[:, varying], y, weights)
    expected = np.full(len(gap_5), np.nan)
    expected[there] = design @ found
    return AccountedFor(
        intercept=float(found[0]),
        effects=dict(zip(named, found[1:].tolist(), strict=True)),
        shares=dict(zip(named, shares, strict=True)),
        r2=r2,
        expected=expected,
    )


def _shares(
    gaps: Sequence[Gap], causes: Matrix, gap_5: Matrix, weights: Matrix
) -> tuple[tuple[Driver, ...], float]:
    names = [str(int(gap)) for gap in gaps]
    try:
        found = driver_importance(names, causes, gap_5, weights=weights, rng=np.random.default_rng(0))
    except CannotWeigh as error:
        raise NothingMeasured("各机构的差距 5 没有差别，没有什么可解释的。") from error
    return found.drivers, found.r2
