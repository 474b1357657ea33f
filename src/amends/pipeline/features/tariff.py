# SPDX-License-Identifier: Apache-2.0
"""Features of the tariff class: what was charged, and whether it was to be expected."""

from amends.analytics.causes import Direction
from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.counting import exact
from amends.pipeline.features.feature import Feature, at_least_none, feature, flag, ratio, yuan

_CLASS = RecoveryClass.TARIFF
# Features that tell of one event say one sentence, so that it is said once.
_SHOCK = "上月账单是前三个月平均的 {bill_shock:.1f} 倍，多出 {bill_rise_yuan:.0f} 元"
_OVER = "近三个月{out_of_bundle_months:zh}次超出套餐，比平时多付 {out_of_bundle_yuan:.0f} 元"

TARIFF: tuple[Feature, ...] = (
    feature(
        "bill_shock",
        _CLASS,
        "上月账单与再往前三个月平均的倍数",
        "last month's bill over the mean of the three before it",
        _SHOCK,
        unit="倍",
        at_least=1.3,
        value=lambda f: ratio(f.bill_last * f.bills_before, f.billed_before),
    ),
    feature(
        "bill_rise_yuan",
        _CLASS,
        "上月账单比再往前三个月平均多出的金额",
        "last month's bill above the mean of the three before it",
        _SHOCK,
        unit="元",
        at_least=20,
        value=lambda f: at_least_none(
            ratio(f.bill_last * f.bills_before - f.billed_before, f.bills_before * exact(100))
        ),
    ),
    feature(
        "sudden_bill",
        _CLASS,
        "上月账单超过再往前三个月平均的五倍",
        "last month's bill is over five times the mean of the three before it",
        "上月账单超过前三个月平均的五倍",
        unit="是否",
        at_least=1,
        value=lambda f: flag(f.bill_last * f.bills_before > f.billed_before.nullif(exact(0)) * exact(5)),
    ),
    feature(
        "out_of_bundle_months",
        _CLASS,
        "近三个月超出套餐的月数",
        "months of the last three with charges above the allowance",
        _OVER,
        unit="月",
        at_least=2,
        value=lambda f: f.over_months.cast("float64"),
    ),
    feature(
        "out_of_bundle_share",
        _CLASS,
        "近三个月套餐外费用占账单的比例",
        "charges above the allowance as a share of the last three bills",
        "近三个月账单里有{value:%}是套餐外费用",
        unit="比例",
        at_least=0.15,
        value=lambda f: ratio(f.over_recent, f.billed_recent),
    ),
    feature(
        "out_of_bundle_yuan",
        _CLASS,
        "近三个月套餐外费用合计",
        "charges above the allowance over the last three bills",
        _OVER,
        unit="元",
        at_least=20,
        value=lambda f: yuan(f.over_recent),
    ),
    feature(
        "value_added_share",
        _CLASS,
        "近三个月增值业务费占账单的比例",
        "charges for optional services as a share of the last three bills",
        "近三个月账单里有{value:%}是增值业务费",
        unit="比例",
        at_least=0.2,
        value=lambda f: ratio(f.value_added_recent, f.billed_recent),
    ),
    feature(
        "unconfirmed_yuan",
        _CLASS,
        "近三个月没有二次确认记录的业务扣费",
        "charges of the last three bills for services without a double confirmation on record",
        "近三个月扣了 {value} 元没有二次确认记录的业务费",
        unit="元",
        at_least=0.01,
        value=lambda f: yuan(f.unconfirmed_recent),
    ),
    feature(
        "arrears_yuan",
        _CLASS,
        "上月末欠费",
        "unpaid balance at the end of last month",
        "上月末欠费 {value} 元",
        unit="元",
        at_least=10,
        value=lambda f: yuan(f.arrears_last),
    ),
    feature(
        "arrears_months",
        _CLASS,
        "近六个月欠费的月数",
        "months of the last six that ended with an unpaid balance",
        "近六个月有{value:zh}个月欠费",
        unit="月",
        at_least=2,
        value=lambda f: f.arrears_months.cast("float64"),
    ),
    feature(
        "bundle_use",
        _CLASS,
        "近三个月流量用量与套餐流量的比例",
        "data used over data in the bundle, last three months",
        "近三个月只用了套餐流量的{value:%}",
        unit="比例",
        direction=Direction.LOW,
        at_most=0.3,
        value=lambda f: ratio(f.data_recent, f.plan_data_mb * f.usage_recent * exact(1000)),
    ),
)
