# SPDX-License-Identifier: Apache-2.0
"""Gap 4: what was promised against what was delivered."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.gaps.kinds import Measured, NothingMeasured, mean_of, share_of


@dataclass(frozen=True, slots=True)
class CommunicationGap:
    """What was kept of what was said.

    `kept`: share delivered as promised or better, with Wilson's interval. `shortfall`: mean of how far delivery fell
    short, as a share of the promise, 0 where kept. `misled`: share of complaints that say so
    («宣传不一致», «没有告知»), None where complaints were not given.
    """

    kept: Measured
    shortfall: Measured
    misled: Measured | None


def gap_communication(
    promised: Matrix,
    delivered: Matrix,
    *,
    more_is_better: bool = True,
    tolerance: float = 0.0,
    complaints: tuple[int, int] | None = None,
) -> CommunicationGap:
    """Gap 4 from pairs of promised and delivered values (n,): speed sold and measured, advertised and billed.

    With `more_is_better` less than promised falls short, else more does. `tolerance` is the share of the promise that
    does not count. `complaints` are (those tagged as misled, all). Promises must be above 0, since the shortfall is a
    share of them. Raises `NothingMeasured`.
    """
    there = np.isfinite(promised) & np.isfinite(delivered)
    if not there.any() or (promised[there] <= 0).any():
        raise NothingMeasured("承诺值与实际值要成对，承诺值要大于 0。请核对数据。")
    sign = 1.0 if more_is_better else -1.0
    short = sign * (promised[there] - delivered[there]) / promised[there]
    kept = short <= tolerance
    return CommunicationGap(
        kept=share_of(int(kept.sum()), kept.size),
        shortfall=mean_of(np.where(kept, 0.0, short)),
        misled=None if complaints is None else share_of(*complaints),
    )
