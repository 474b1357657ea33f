# SPDX-License-Identifier: Apache-2.0
"""What stands in the side navigation: one list, cut to the rights of the person."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation; where `setting` names one, only while that is set."""

    label: str | Promise
    url_name: str
    icon: str
    right: Right | None = None
    key: str = ""
    setting: str = ""


NAVIGATION: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("工作"),
        (
            Entry(_("现在该做什么"), "core:home", "home", key="h"),
            Entry(_("案件"), "cases:list", "clipboard", Right.WORK_CASES, key="c"),
            Entry(_("投诉看板"), "cases:board", "chart", Right.ASSIGN_CASES, key="b"),
            Entry(_("受理检查"), "cases:intake_checks", "list-check", Right.ASSIGN_CASES),
            Entry(_("修复名单"), "recovery:list", "phone", Right.SEE_RECOVERY, key="r"),
            Entry(_("承诺台账"), "promises:list", "handshake", Right.SEE_CUSTOMERS, key="p"),
            Entry(
                pgettext_lazy("navigation", "客户"), "customers:search", "users", Right.SEE_CUSTOMERS, key="k"
            ),
            Entry(_("现在的通话"), "halls:live", "phone", Right.WORK_CASES),
            Entry(_("热线接听"), "halls:calls", "chart-bar", Right.ASSIGN_CASES),
            Entry(_("电话访问"), "surveys:call", "phone", Right.TAKE_ANSWERS),
            Entry(_("营业厅"), "halls:list", "building-store", Right.WORK_CASES),
            Entry(_("知识库"), "knowledge:list", "book", key="z"),
            Entry(_("话术"), "knowledge:scripts", "message"),
            Entry(_("用语检查"), "knowledge:check", "check"),
            Entry(_("情景演练"), "training:plays", "school", key="y"),
            Entry(_("学习"), "training:me", "book"),
        ),
    ),
    (
        _("倾听"),
        (
            Entry(_("满意度"), "satisfaction:overview", "chart-line", Right.SEE_SATISFACTION, key="s"),
            Entry(_("调查"), "surveys:waves", "send", Right.SEE_SATISFACTION),
            Entry(_("问卷"), "surveys:list", "clipboard", Right.DESIGN_SURVEYS),
            Entry(_("报告"), "reports:documents", "clipboard", Right.SEE_SATISFACTION),
            Entry(_("服务差距"), "satisfaction:gaps", "target", Right.SEE_SATISFACTION),
            Entry(_("不满与反应"), "recovery:grievances", "mood-sad", Right.SEE_RECOVERY),
            Entry(_("离网原因与负荷"), "cases:churn", "chart", Right.ASSIGN_CASES),
        ),
    ),
    (
        _("修复"),
        (
            Entry(_("修复波次"), "recovery:waves", "flag", Right.SEE_RECOVERY, key="w"),
            Entry(_("主动告知"), "recovery:notices", "send", Right.SEE_RECOVERY),
            Entry(_("网络感知"), "recovery:network", "wifi", Right.SEE_RECOVERY),
            Entry(_("资费问题"), "recovery:tariff", "receipt", Right.SEE_RECOVERY),
            Entry(_("改进"), "cases:improvements", "bulb", Right.WORK_CASES, key="i"),
            Entry(_("改进效果"), "quality:preventions", "target", Right.SEE_QUALITY),
            Entry(_("值多少"), "reports:worth", "scale", Right.SEE_SATISFACTION),
        ),
    ),
    (
        _("知识与宣传"),
        (
            Entry(_("统一用语"), "knowledge:terms", "book"),
            Entry(_("口径"), "knowledge:wordings", "message", Right.WRITE_KNOWLEDGE),
            Entry(_("用语梳理"), "knowledge:calendar", "calendar", Right.WRITE_KNOWLEDGE),
            Entry(_("晨会"), "knowledge:brief", "sun", Right.ASSIGN_CASES),
            Entry(_("活动与宣传"), "promises:campaigns", "speakerphone", Right.SEE_CUSTOMERS),
            Entry(_("上报宣传不一致"), "recovery:mismatch", "message-report", Right.SEE_CUSTOMERS),
            Entry(_("销售质量"), "recovery:sales", "receipt", Right.ASSIGN_CASES),
        ),
    ),
    (
        _("质量与培训"),
        (
            Entry(_("质检"), "quality:inspections", "list-check", Right.SEE_QUALITY),
            Entry(_("服务标准"), "quality:standards", "certificate"),
            Entry(_("班前检查"), "quality:checks", "list-check", Right.SEE_QUALITY),
            Entry(_("神秘走访"), "quality:visits", "building-store", Right.SEE_QUALITY),
            Entry(_("七要素"), "quality:factors", "chart-bar", Right.SEE_QUALITY),
            Entry(_("各组待遇"), "quality:treatment_runs", "scale", Right.SEE_QUALITY),
            Entry(_("公平复核"), "cases:fairness", "users", Right.SEE_RUNS),
        ),
    ),
    (
        _("系统"),
        (
            Entry(_("导入文件"), "customers:imports", "upload", Right.IMPORT_DATA),
            Entry(_("夜间运行"), "recovery:runs", "chart", Right.SEE_RUNS),
            Entry(_("体系自评"), "cases:programme", "list-check", Right.ASSIGN_CASES),
            Entry(_("规程与版本"), "cases:procedures", "book", Right.ASSIGN_CASES),
            Entry(_("人员与机构"), "core:users", "sitemap", Right.MANAGE_USERS),
            Entry(_("接口令牌"), "core:tokens", "key", Right.MANAGE_USERS),
            Entry(_("事件推送"), "core:webhooks", "link", Right.MANAGE_USERS),
            Entry(_("群机器人"), "core:messengers", "message", Right.MANAGE_USERS),
            Entry(_("助手的使用"), "core:assist", "bulb", Right.MANAGE_USERS, setting="AMENDS_ASSIST_URL"),
            Entry(_("个人信息请求"), "customers:rights", "users", Right.EDIT_CUSTOMERS),
            Entry(_("数据保存期限"), "customers:retention", "calendar", Right.SEE_LOG),
            Entry(_("审计日志"), "core:log", "shield", Right.SEE_LOG),
        ),
    ),
)

# What stands in everybody's own menu, beside their account.
PROFILE: tuple[Entry, ...] = (
    Entry(_("我的岗位目标"), "cases:goals", "target"),
    Entry(_("班前自查"), "quality:own_checks", "list-check"),
    Entry(_("我的质检结果"), "quality:results", "clipboard"),
    Entry(_("辅导"), "quality:coaching", "users"),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context processor: the navigation of the person who is logged in, and where the search box leads."""
    user = request.user
    base: dict[str, object] = {"demo_data": settings.AMENDS_DEMO}
    if not isinstance(user, User):
        return base | _demo_accounts()
    shown = [(label, [each for each in entries if _shown(each, user)]) for label, entries in NAVIGATION]
    here = _here(request.path, [each for _, entries in shown for each in entries])
    groups = [_group(label, [_item(each, here) for each in entries]) for label, entries in shown]
    search = reverse("customers:search") if user.may(Right.SEE_CUSTOMERS) else ""
    who = {"name": user.name, "role": user.get_role_display(), "unit": user.unit}
    return base | {
        "navigation": [group for group in groups if group["items"]],
        "search_url": search,
        "person": who,
        "profile": [_item(each, here) for each in PROFILE],
    }


def _group(label: str | Promise, items: list[dict[str, object]]) -> dict[str, object]:
    return {"label": label, "items": items, "here": any(each["current"] for each in items)}


def _demo_accounts() -> dict[str, object]:
    """The accounts at the door of the demo, which no other installation loads."""
    if not settings.AMENDS_DEMO:
        return {}
    from amends.pipeline.demo.accounts import shown_accounts

    return {"demo_accounts": shown_accounts()}


def _shown(entry: Entry, user: User) -> bool:
    if entry.setting and not getattr(settings, entry.setting):
        return False
    return entry.right is None or user.may(entry.right)


def _here(path: str, entries: list[Entry]) -> str:
    """The address of the entry that the page belongs to: the longest that its own begins with."""
    addresses = [_address(entry.url_name) for entry in entries]
    fitting = [each for each in addresses if path == each or (each != "/" and path.startswith(each))]
    return max(fitting, key=len, default="")


def _address(url_name: str) -> str:
    return get_script_prefix() + _place(url_name)


@cache  # every page shows all of them
def _place(url_name: str) -> str:
    return reverse(url_name).removeprefix(get_script_prefix())


def _item(entry: Entry, here: str) -> dict[str, object]:
    url = _address(entry.url_name)
    return {"label": entry.label, "url": url, "icon": entry.icon, "current": url == here, "key": entry.key}
