# SPDX-License-Identifier: Apache-2.0
"""Which area shows a panel on which page. Panels are fetched by URL, so no area imports another for them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.apps.core.rules.roles import Right


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page that another area answers for: `url_name`, shown to those who hold `right`, and where `setting`
    names one only while that is set."""

    title: str | Promise
    url_name: str
    right: Right
    setting: str = ""


# On the customer's page; each URL takes the customer's key.
CUSTOMER_PANELS: tuple[Panel, ...] = (
    Panel(_("未结案件"), "cases:customer_panel", Right.WORK_CASES),
    Panel(_("承诺"), "promises:customer_panel", Right.SEE_CUSTOMERS),
    Panel(_("终端与保修"), "quality:customer_panel", Right.SEE_CUSTOMERS),
    Panel(_("系统发现"), "recovery:customer_panel", Right.SEE_RECOVERY),
    Panel(_("不满到了哪一步"), "recovery:grievances_panel", Right.SEE_RECOVERY),
    Panel(_("问卷"), "surveys:customer_panel", Right.SEE_SATISFACTION),
    Panel(_("最近的通话"), "halls:customer_panel", Right.SEE_CUSTOMERS),
    Panel(_("客户关系"), "customers:relation_panel", Right.SEE_CUSTOMERS),
    Panel(_("时间线"), "customers:timeline_panel", Right.SEE_CUSTOMERS),
    Panel(_("谁看过姓名或号码"), "customers:looks_panel", Right.SEE_LOG),
)

# On the page of a case, at the end of its side; each URL takes the case's number.
CASE_PANELS: tuple[Panel, ...] = (
    Panel(_("助手"), "cases:assist_panel", Right.WORK_CASES, "AMENDS_ASSIST_URL"),
    Panel(_("常用说法"), "knowledge:snippets_panel", Right.WORK_CASES),
    Panel(_("期望与需求"), "satisfaction:case_panel", Right.WORK_CASES),
    Panel(_("相关知识"), "cases:knowledge_panel", Right.WORK_CASES),
    Panel(_("最近的通话"), "halls:case_panel", Right.WORK_CASES),
    Panel(_("地点与测速"), "recovery:place_panel", Right.WORK_CASES),
    Panel(_("终端与保修"), "quality:devices_case_panel", Right.WORK_CASES),
    Panel(_("投诉成本"), "reports:case_panel", Right.WORK_CASES),
)

# On that of a case that we found ourselves.
FOUND_CASE_PANELS: tuple[Panel, ...] = CASE_PANELS[:1]

# On the page of an improvement; each URL takes its key.
IMPROVEMENT_PANELS: tuple[Panel, ...] = (
    Panel(_("要防止的案件与效果"), "quality:prevention_panel", Right.WORK_CASES),
)

# On the page of a campaign; each URL takes its code.
CAMPAIGN_PANELS: tuple[Panel, ...] = (
    Panel(_("事前通知"), "knowledge:campaign_panel", Right.SEE_CUSTOMERS),
    Panel(_("可以营销的客户"), "recovery:audience_panel", Right.SEE_CUSTOMERS),
    Panel(_("宣传与实际不一致"), "recovery:mismatch_panel", Right.SEE_CUSTOMERS),
    Panel(_("不一致时对客户这样解释"), "knowledge:discrepancy_of", Right.SEE_CUSTOMERS),
    Panel(_("宣传效果"), "recovery:publicity_panel", Right.SEE_SATISFACTION),
    Panel(_("销售质量"), "recovery:sales_panel", Right.ASSIGN_CASES),
)

# On the morning brief of a team: what is hot and at risk.
BRIEF_PANELS: tuple[Panel, ...] = (
    Panel(_("热点案件"), "cases:hot_panel", Right.WORK_CASES),
    Panel(_("网络热点"), "recovery:hot_spots_panel", Right.SEE_RECOVERY),
    Panel(_("我答应过的事"), "promises:home_panel", Right.MAKE_PROMISES),
)

# Beside the report that publicity and reality differ.
MISMATCH_PANELS: tuple[Panel, ...] = (
    Panel(_("对客户这样解释"), "knowledge:discrepancy_panel", Right.SEE_CUSTOMERS),
)

# What else the same words may find: the tabs above the results of a search; each takes the token of the words as `s`.
SEARCHES: tuple[Panel, ...] = (
    Panel(pgettext_lazy("navigation", "客户"), "customers:search", Right.SEE_CUSTOMERS),
    Panel(_("案件"), "cases:search", Right.WORK_CASES),
)

# On the home page: «what needs me now», in this order; a panel with nothing in it says so in one line.
HOME_PANELS: tuple[Panel, ...] = (
    Panel(_("我的案件"), "cases:home_panel", Right.WORK_CASES),
    Panel(_("约好的事与在岗"), "cases:day_panel", Right.WORK_CASES),
    Panel(_("我答应过的事"), "promises:home_panel", Right.MAKE_PROMISES),
    Panel(_("要回的留言"), "halls:messages_panel", Right.WORK_CASES),
    Panel(_("要先读的通知"), "knowledge:notices_panel", Right.WORK_CASES),
    Panel(_("知识与话术待办"), "knowledge:home_panel", Right.WRITE_KNOWLEDGE),
    Panel(_("要学的"), "training:home_panel", Right.SEE_CUSTOMERS),
    Panel(_("质量跟踪回访"), "quality:calls_panel", Right.MAKE_PROMISES),
    Panel(_("今天该联系的客户"), "recovery:home_panel", Right.SEE_RECOVERY),
    Panel(_("要看一看的修复波次"), "recovery:waves_home_panel", Right.MANAGE_RECOVERY),
    Panel(_("近来的不满意原因"), "recovery:causes_panel", Right.SEE_CUSTOMERS),
    Panel(_("夜间运行与导入"), "recovery:runs_home_panel", Right.SEE_RUNS),
    Panel(_("系统"), "core:home_panel", Right.MANAGE_USERS),
)
