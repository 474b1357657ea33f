# SPDX-License-Identifier: Apache-2.0
"""What dashboards and their own numbers are called, and where to act on each number."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.rules.roles import Right
from amends.apps.reports.rules.dashboards import Board, Own

BOARDS: Mapping[Board, tuple[Promise, Promise]] = {
    Board.OFFICER: (_("我的工作"), _("先办哪几件，办得及不及时")),
    Board.SUPERVISOR: (_("班组"), _("哪里要加人，哪里要退回去重办")),
    Board.MANAGER: (_("管理"), _("满意度与投诉往哪边走，钱花在哪里")),
    Board.ANALYST: (_("分析"), _("信号够不够新，变化是真是假")),
    Board.QUALITY: (_("质量"), _("办得对不对、稳不稳")),
    Board.RECOVERY: (_("修复"), _("找到了多少，联系上多少，修复了多少")),
}
# name, definition, unit
OWN: Mapping[Own, tuple[Promise, Promise, Promise]] = {
    Own.OPEN: (_("我的未结"), _("在我名下、该我办或待我接收的未结案件"), _("件")),
    Own.SOON: (_("我的快到时限"), _("其中四小时内最早的时限或下一步要到的"), _("件")),
    Own.OVERDUE: (_("我的已超时"), _("其中最早的时限或下一步已经过了的"), _("件")),
    Own.CLOSED: (_("我办结的"), _("我名下近 30 天结案的案件"), _("件")),
    Own.FOUND: (_("昨夜可联系的客户"), _("最近一次夜间识别列入名单、没有不能联系的原因的客户"), _("户")),
    Own.SILENT: (_("其中没有开口的"), _("名单里一年没有投诉过的客户"), _("户")),
    Own.DATA_AGE: (_("数据到几天前"), _("最近一次夜间识别所用数据的截止日期距今天"), _("天")),
    Own.STALE: (_("过期的声音来源"), _("客户之声的来源里，最近一次比应有的间隔更早的"), _("个")),
}
# where to act: address, its query, words, right
_OVERDUE = ("cases:list", "tab=mine&due=overdue", _("去办"), Right.WORK_CASES)
_IMPROVE = ("cases:improvements", "", _("立项改进"), Right.WORK_CASES)
_LATE = ("cases:list", "tab=overdue", _("看超时的"), Right.WORK_CASES)
_RECOVER = ("recovery:list", "", _("去联系"), Right.SEE_RECOVERY)
_BOARD = ("cases:board", "", _("看各机构"), Right.ASSIGN_CASES)
_YEAR = ("satisfaction:year", "", _("看年度应对"), Right.SEE_SATISFACTION)
ACTS: Mapping[str, tuple[str, str, Promise, Right]] = {
    Own.OVERDUE: _OVERDUE,
    Own.SOON: ("cases:list", "tab=mine&due=soon", _("去办"), Right.WORK_CASES),
    Own.OPEN: ("cases:list", "tab=mine", _("去办"), Right.WORK_CASES),
    Own.CLOSED: ("cases:list", "tab=closed", _("看办结的"), Right.WORK_CASES),
    Own.FOUND: _RECOVER,
    Own.SILENT: _RECOVER,
    Own.DATA_AGE: ("recovery:runs", "", _("看夜间运行"), Right.SEE_RUNS),
    Own.STALE: ("reports:voices", "", _("看哪些过期"), Right.SEE_SATISFACTION),
    "desk_overdue": _LATE,
    "desk_soon": ("cases:list", "tab=unit&due=soon", _("看快到的"), Right.WORK_CASES),
    "desk_waiting": ("cases:list", "tab=unit&turn=open", _("去分派"), Right.WORK_CASES),
    "desk_open": _BOARD,
    "on_time_rate": _LATE,
    "first_response_seconds": ("cases:list", "tab=unit&due=soon", _("看快到的"), Right.WORK_CASES),
    "return_rate": _BOARD,
    "callback_reach_rate": _RECOVER,
    "reopen_rate": _IMPROVE,
    "repeat_rate": _IMPROVE,
    "fcr_rate": _IMPROVE,
    "escalation_rate": _IMPROVE,
    "complaints_per_10k": _IMPROVE,
    "appeals_per_million": ("cases:list", "tab=unit&priority=p1", _("看紧急的"), Right.WORK_CASES),
    "resolved_rate": ("cases:churn", "", _("看离网原因"), Right.ASSIGN_CASES),
    "handling_csat_rate": ("quality:inspections", "", _("看质检"), Right.SEE_QUALITY),
    "promise_kept_rate": ("promises:list", "", _("看要兑现的"), Right.SEE_CUSTOMERS),
    "recovery_rate": ("recovery:waves", "", _("看波次"), Right.SEE_RECOVERY),
    "recovery_success_rate": ("recovery:waves", "", _("看波次"), Right.SEE_RECOVERY),
    "complaint_cost": ("reports:costs", "", _("看成本"), Right.SEE_SATISFACTION),
    "satisfaction_index": _YEAR,
    "loyalty_index": ("satisfaction:loyalty", "", _("看忠诚度"), Right.SEE_SATISFACTION),
}
