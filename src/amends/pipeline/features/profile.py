# SPDX-License-Identifier: Apache-2.0
"""Features of the customer's background: they explain, but nothing can be made good about them."""

import ibis

from amends.analytics.causes import Direction
from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.counting import exact
from amends.pipeline.features.feature import Feature, feature, ratio, yuan

_CLASS = RecoveryClass.PROFILE
TIERS = ("standard", "silver", "gold", "diamond")

PROFILE: tuple[Feature, ...] = (
    feature(
        "tenure_months",
        _CLASS,
        "在网月数",
        "months since the line was opened",
        "在网 {value:.0f} 个月",
        unit="月",
        direction=Direction.EITHER,
        value=lambda f: f.tenure_months.cast("float64"),
    ),
    feature(
        "plan_fee_yuan",
        _CLASS,
        "套餐月费",
        "monthly fee of the plan",
        "套餐月费 {value:.0f} 元",
        unit="元",
        direction=Direction.EITHER,
        value=lambda f: yuan(f.plan_fee),
    ),
    feature(
        "bill_mean_yuan",
        _CLASS,
        "近十二个月平均账单",
        "mean bill of the last twelve months",
        "月均消费 {value:.0f} 元",
        unit="元",
        direction=Direction.EITHER,
        value=lambda f: ratio(f.billed_12, f.bills_12 * exact(100)),
    ),
    feature(
        "value_rank",
        _CLASS,
        "价值等级的序号（普通 0 至钻石 3）",
        "rank of the value tier, standard 0 to diamond 3",
        "价值等级序号 {value:.0f}",
        unit="级",
        direction=Direction.EITHER,
        value=lambda f: ibis.cases(*((f.value_tier == tier, exact(rank)) for rank, tier in enumerate(TIERS))),
    ),
)
