# SPDX-License-Identifier: Apache-2.0
"""Gap 3: the standard against what was delivered."""

from dataclasses import dataclass

import numpy as np

from amends.analytics.drivers.correlations import Matrix
from amends.analytics.drivers.gaps.kinds import Measured, NothingMeasured, share_of

FAR = 0.99865  # where a normal distribution is three standard deviations out


@dataclass(frozen=True, slots=True)
class DeliveryGap:
    """What was kept of a standard.

    `within`: share that kept it, with Wilson's interval. `capability`: distance of the median from the limit in
    units of the distance of the median from the far 99.865 % point (ISO 22514-2, any distribution): from 1 on
    hardly anything misses; below 0 the median itself does; nan where everything is alike. `excess`: median by
    which the misses miss, in the unit of the standard, None where nothing did.
    """

    within: Measured
    capability: float
    excess: float | None


def gap_delivery(delivered: Matrix, standard: Matrix | float, *, less_is_better: bool = True) -> DeliveryGap:
    """Gap 3 from what was delivered (n,) and the standard, one for all or (n,) one each (by priority, by product).

    What counts is the margin between each and its own limit. Missing rows are left out.
    Raises `NothingMeasured` where none is left.
    """
    sign = 1.0 if less_is_better else -1.0
    margins = sign * (np.broadcast_to(np.asarray(standard, dtype=np.float64), delivered.shape) - delivered)
    margins = margins[np.isfinite(margins)]
    if not margins.size:
        raise NothingMeasured("没有一条同时有标准和实际值的记录。请先对应服务标准。")
    misses = -margins[margins < 0]
    middle, worst = np.quantile(margins, [0.5, 1 - FAR])
    return DeliveryGap(
        within=share_of(int((margins >= 0).sum()), margins.size),
        capability=float(middle / (middle - worst)) if middle > worst else float("nan"),
        excess=float(np.median(misses)) if misses.size else None,
    )
