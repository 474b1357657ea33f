# SPDX-License-Identifier: Apache-2.0
"""What people read for the words of a wave's plan."""

from django.utils.translation import gettext_lazy as _

from amends.apps.recovery.rules.waves.design import Metric, Order, Outcome, Stratifier

STRATIFIERS = {Stratifier.CAUSE: _("修复类别"), Stratifier.UNIT: _("机构"), Stratifier.TIER: _("价值等级")}
METRICS = {
    Metric.COMPLAINTS: _("联系之后又投诉的比例"),
    Metric.REFUSALS: _("拒绝联系的比例"),
    Metric.MISMATCHES: _("活动与宣传不符的报告"),
}
OUTCOMES = {
    Outcome.REPEAT_COMPLAINT: _("复诉"),
    Outcome.APPEAL: _("申诉"),
    Outcome.CHURN: _("离网"),
    Outcome.BILL_CHANGE: _("账单变化（元）"),
    Outcome.USAGE_CHANGE: _("用量变化"),
}
# A plan with something that cannot be, by the field of `DesignWrong`; any other number is out of its range.
DESIGN_FAULTS = {
    "stop": _("自动停止要写明超过多少、至少联系过多少人"),
    "per_unit": _("每天的人数要是 0 到 100000 的整数"),
    "per_channel": _("渠道每天的人数要是 0 到 100000 的整数，空着就是不限"),
}
ORDERS = {
    Order.RISK: _("按风险：最要紧的在前"),
    Order.GAIN: _("按预期效果：预计联系后少复诉最多的在前"),
}
UNPROVEN = _("还没有一期波次证明按预期效果排更好，先按风险排")
UNLEARNT = _("最近一次夜间运行里没有可以学习的波次结果，排不出预期效果；先夜间运行一次，或者按风险排")
GAIN_OF_OFFERS = _("预期效果说的是少复诉，营销活动的波次不能按它排")
