# SPDX-License-Identifier: Apache-2.0
"""What lines, figures and labels are called, and how figures are defined."""

from django.utils.translation import gettext_lazy

from amends.apps.reports.rules.calculating import Label, Line, Missing
from amends.apps.reports.rules.choosing import How
from amends.apps.reports.rules.figures import Entered, Figure

LINES = {
    Line.SILENT: (gettext_lazy("沉默的不满客户"), gettext_lazy("投诉客户数 × 每位对应的沉默客户")),
    Line.SILENT_LOST: (gettext_lazy("沉默中可能流失的"), gettext_lazy("沉默的不满客户 × 沉默客户流失率")),
    Line.UNSOLVED_LOST: (
        gettext_lazy("没有解决而可能流失的"),
        gettext_lazy("没有解决的投诉 × 没有解决时离去的比例"),
    ),
    Line.KEPT_RESOLVED: (
        gettext_lazy("解决之后留下的"),
        gettext_lazy("解决了但不迅速的投诉 × 解决之后留下的比例"),
    ),
    Line.KEPT_FAST: (
        gettext_lazy("迅速解决之后留下的"),
        gettext_lazy("只算迅速解决且客户确认满意的投诉 × 这种条件下留下的比例"),
    ),
    Line.TOLD: (
        gettext_lazy("听到坏话的人"),
        gettext_lazy("（沉默的不满客户 + 投诉者）× 一个人告诉的人数；各文矛盾，只给区间"),
    ),
    Line.CHAIN: (
        gettext_lazy("口碑链条"),
        gettext_lazy("投诉件数 ×（第一段 + 第二段 + 第三段），引自培训材料，无法推导"),
    ),
    Line.CHAIN_LOST: (
        gettext_lazy("链条里不会选择我们的人"),
        gettext_lazy("口碑链条 × 听到的人里不会选择我们的比例，上限示意"),
    ),
    Line.AT_RISK: (
        gettext_lazy("面临流失的价值"),
        gettext_lazy("可能流失的客户 × 每户月收入 × 在网月数（没有实测才用引用的倍数）"),
    ),
    Line.REPLACING: (
        gettext_lazy("重新获得同样多客户的成本"),
        gettext_lazy("可能流失的客户 × 获得一个新客户的成本"),
    ),
    Line.KEEPING: (
        gettext_lazy("留住他们的成本"),
        gettext_lazy("可能流失的客户 × 留住一个老客户的成本（没有就用获客成本 ÷ 成本比）"),
    ),
    Line.REPLACEMENTS: (
        gettext_lazy("弥补流失需要的新客户"),
        gettext_lazy("可能流失的客户 × 弥补一个流失客户需要的新客户"),
    ),
    Line.REFERRED: (
        gettext_lazy("满意客户带来的新客户"),
        gettext_lazy("满意的客户 × 每个满意客户带来的新客户"),
    ),
    Line.PRAISED: (
        gettext_lazy("听到好话的人"),
        gettext_lazy("满意的客户 × 一个满意客户告诉的人数；各文矛盾，只给区间"),
    ),
}
MONEY = (Line.AT_RISK, Line.REPLACING, Line.KEEPING)
LABELS = {
    Label.ESTIMATE: (gettext_lazy("估计"), "info"),
    Label.QUOTED: (gettext_lazy("引自培训材料，无法推导"), "warning"),
    Label.UPPER: (gettext_lazy("上限示意"), "warning"),
    Label.CITED: (gettext_lazy("引用值，未经核实"), "warning"),
}
MISSING = {
    Missing.ACQUISITION_COST: gettext_lazy("请先填获得一个新客户的成本：没有默认值"),
    Missing.REVENUE: gettext_lazy("请先填每户月收入"),
}
FIGURES = {
    Figure.COMPLAINT_RATE: gettext_lazy("不满客户中投诉的比例"),
    Figure.SILENT_MULTIPLIER: gettext_lazy("每件投诉对应的沉默不满客户"),
    Figure.SILENT_CHURN: gettext_lazy("沉默不满客户 180 天流失率"),
    Figure.SILENT_CHURN_OTHERS: gettext_lazy("同类、没有不满的客户 180 天流失率"),
    Figure.NEGATIVE_WOM: gettext_lazy("一个不满客户告诉的人数"),
    Figure.RETURN_RESOLVED: gettext_lazy("解决之后 180 天仍在网"),
    Figure.RETURN_RESOLVED_90: gettext_lazy("解决之后 90 天仍在网"),
    Figure.RETURN_FAST: gettext_lazy("迅速解决且满意之后 180 天仍在网"),
    Figure.RETURN_FAST_90: gettext_lazy("迅速解决且满意之后 90 天仍在网"),
    Figure.LEAVE_UNRESOLVED: gettext_lazy("没有解决的投诉者 180 天流失率"),
    Figure.RETENTION_UNSOLVED_90: gettext_lazy("没有解决的投诉者 90 天仍在网（配对）"),
    Figure.RETENTION_SILENT_90: gettext_lazy("沉默的不满客户 90 天仍在网（配对）"),
    Figure.RETENTION_GAP_90: gettext_lazy("两者之差（投诉者减沉默者）"),
    Figure.TENURE: gettext_lazy("在网月数"),
    Figure.REVENUE: gettext_lazy("每户月收入（元）"),
    Figure.CASE_COST: gettext_lazy("一件投诉的成本（元）"),
    Figure.COMPLAINTS: gettext_lazy("一年的投诉件数"),
    Figure.COMPLAINANTS: gettext_lazy("一年的投诉客户数"),
    Figure.FAST: gettext_lazy("其中迅速解决且客户确认满意"),
    Figure.RESOLVED: gettext_lazy("其中解决了但不算迅速"),
    Figure.UNSOLVED: gettext_lazy("其中最终没有解决"),
    Entered.ACQUISITION_COST: gettext_lazy("获得一个新客户的成本（元）"),
    Entered.RETENTION_COST: gettext_lazy("留住一个老客户的成本（元）"),
    Entered.MARGIN_RATE: gettext_lazy("毛利率"),
    Entered.HOUR_COST: gettext_lazy("每小时人工成本（元）"),
}
DEFINITIONS = {
    Figure.COMPLAINT_RATE: gettext_lazy(
        "抽样调查里总体满意度 6 分及以下的客户，答卷前 90 天内投诉过的占比，按权重；Wilson 95% 区间"
    ),
    Figure.SILENT_MULTIPLIER: gettext_lazy("（1 − 投诉比例）÷ 投诉比例"),
    Figure.SILENT_CHURN: gettext_lazy(
        "总体满意度 6 分及以下、答卷前 90 天到后 180 天都没有投诉的客户，180 天内销户的占比"
    ),
    Figure.SILENT_CHURN_OTHERS: gettext_lazy(
        "没有投诉、满意度高于 6 分的客户，按入网年限、月费、客户类别与沉默不满客户配成一样的构成"
    ),
    Figure.NEGATIVE_WOM: gettext_lazy(
        "年度调查 G1、G2 题，不满意的客户告诉的人数：没有说的算 0，平均数与 95% 区间"
    ),
    Figure.RETURN_RESOLVED: gettext_lazy(
        "客户确认解决、办理超过 72 小时的投诉者，投诉后 180 天没有销户的占比"
    ),
    Figure.RETURN_RESOLVED_90: gettext_lazy("同上，90 天"),
    Figure.RETURN_FAST: gettext_lazy("72 小时内办理完毕且客户确认满意的投诉者，投诉后 180 天没有销户的占比"),
    Figure.RETURN_FAST_90: gettext_lazy("同上，90 天"),
    Figure.LEAVE_UNRESOLVED: gettext_lazy("最终没有解决的投诉者，投诉后 180 天内销户的占比"),
    Figure.RETENTION_UNSOLVED_90: gettext_lazy("能配上对的没有解决的投诉者，投诉后 90 天没有销户的占比"),
    Figure.RETENTION_SILENT_90: gettext_lazy(
        "沉默的不满客户，按投诉者的入网年限、月费、客户类别配成一样的构成，答卷后 90 天没有销户的占比"
    ),
    Figure.RETENTION_GAP_90: gettext_lazy("各层差按投诉者人数加权，95% 区间"),
    Figure.TENURE: gettext_lazy("没有销户的号码，从入网到今天的平均月数"),
    Figure.REVENUE: gettext_lazy("没有销户的号码，套餐月费的平均"),
    Figure.CASE_COST: gettext_lazy("一年里结案、登记了用时的投诉：办理 + 补偿 + 返工，平均一件"),
    Figure.COMPLAINTS: gettext_lazy("一年里收到的投诉，不含咨询、并案和不成立的"),
    Figure.COMPLAINANTS: gettext_lazy("提出这些投诉的客户，一位只算一次"),
    Figure.FAST: gettext_lazy("收到后 72 小时内办理完毕，客户确认满意"),
    Figure.RESOLVED: gettext_lazy("客户确认满意，办理超过 72 小时"),
    Figure.UNSOLVED: gettext_lazy("结案为未修复"),
}
HOWS = {
    How.MEASURED: (gettext_lazy("实测"), "success"),
    How.FINANCE: (gettext_lazy("财务"), "success"),
    How.CITED: (gettext_lazy("引用"), "warning"),
    How.TYPED: (gettext_lazy("手填"), "info"),
}
SHARES = {
    Figure.COMPLAINT_RATE,
    Figure.SILENT_CHURN,
    Figure.SILENT_CHURN_OTHERS,
    Figure.RETURN_RESOLVED,
    Figure.RETURN_RESOLVED_90,
    Figure.RETURN_FAST,
    Figure.RETURN_FAST_90,
    Figure.LEAVE_UNRESOLVED,
    Figure.RETENTION_UNSOLVED_90,
    Figure.RETENTION_SILENT_90,
    Figure.RETENTION_GAP_90,
    Entered.MARGIN_RATE,
}
