# SPDX-License-Identifier: Apache-2.0
"""What the catalogue calls records, periods and pages, and which right a page asks for."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.rules.roles import Right
from amends.apps.reports.rules.catalogue import Records

RECORDS: Mapping[Records, Promise] = {
    Records.CASES: _("案件记录"),
    Records.CALLBACKS: _("回访记录"),
    Records.PROMISES: _("承诺台账"),
    Records.CALLS: _("话务记录"),
    Records.TICKETS: _("营业厅取号记录"),
    Records.ANSWERS: _("调查答卷"),
    Records.WAVES: _("修复波次"),
    Records.NIGHT: _("夜间运行"),
    Records.SOURCES: _("各来源的记录"),
    Records.PLATFORM: _("平台每晚实测"),
    Records.FINANCE: _("财务提供，手工录入"),
}
PERIODS: Mapping[str, Promise] = {
    "now": _("此刻"),
    "day": _("每日"),
    "month": _("每月"),
    "quarter": _("每季度"),
    "wave": _("每期"),
    "rolling": _("滚动，每晚重算"),
}
# Units of the pack, which knows no gettext: said here to be translated.
UNITS = (_("分"), _("秒"), _("比例"), _("每万户"), _("每百万户"), _("分（0–100）"))
BETTER: Mapping[str, Promise] = {"higher": _("越高越好"), "lower": _("越低越好")}
PAGES: Mapping[str, tuple[Promise, Right | None]] = {
    "cases:board": (_("投诉看板"), Right.ASSIGN_CASES),
    "quality:factors": (_("七要素"), Right.SEE_QUALITY),
    "promises:rates": (_("承诺兑现率"), Right.SEE_CUSTOMERS),
    "halls:list": (_("营业厅"), Right.WORK_CASES),
    "satisfaction:overview": (_("满意度"), Right.SEE_SATISFACTION),
    "satisfaction:runs": (_("指数计算"), Right.SEE_SATISFACTION),
    "satisfaction:year": (_("年度考核"), Right.SEE_SATISFACTION),
    "satisfaction:loyalty": (_("忠诚度"), Right.SEE_SATISFACTION),
    "satisfaction:gaps": (_("服务差距"), Right.SEE_SATISFACTION),
    "reports:dashboard": (_("岗位看板"), None),
    "reports:wall": (_("大屏"), Right.ASSIGN_CASES),
    "reports:voices": (_("客户之声的来源"), Right.SEE_SATISFACTION),
    "recovery:list": (_("修复名单"), Right.SEE_RECOVERY),
    "recovery:runs": (_("夜间运行"), Right.SEE_RUNS),
    "cases:list": (_("案件"), Right.WORK_CASES),
    "reports:worth": (_("值多少"), Right.SEE_SATISFACTION),
    "reports:parameters": (_("参数登记"), Right.SEE_SATISFACTION),
}
