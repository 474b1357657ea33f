# SPDX-License-Identifier: Apache-2.0
"""The filters of the list, written without a template: a form of Django's costs more than the fifty rows below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.desk_words import PRIORITIES, REQUEST_TYPES
from amends.apps.cases.models.words import CLASSES, STATES
from amends.apps.cases.queries.desk_keys import TAKING
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.queries.registry import registry
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.cases.rules.states import END_STATES, OPEN_STATES
from amends.apps.core.models import ROLES
from amends.apps.customers.models.words import VALUE_TIERS
from amends.ui.components.labels import icon

Words = Mapping[str, str | Promise]
SORTS: Words = {Sort.DUE: _("最近时限"), Sort.WEIGHT: _("最该先办"), Sort.NEWEST: _("最新")}
DUES: Words = {"overdue": _("已超时"), "soon": _("四小时内到期"), "today": _("今天到期")}
TURNS: Words = {"open": _("待接收或领取"), "accept": _("待我接收"), "sign_off": _("待我复核")}
LABELS: Words = {
    "state": _("状态"),
    "request_type": _("诉求"),
    "priority": _("优先级"),
    "topic": _("分类"),
    "owner": _("责任人"),
    "unit": _("机构"),
    "due": _("时限"),
    "turn": _("等谁"),
    "channel": _("渠道"),
    "recovery_class": _("类别"),
    "queue": _("待领取岗位"),
    "region": _("地区"),
    "value_tier": _("价值"),
    "sort": _("排序"),
}
TYPED = {"owner": _("姓名或工号"), "unit": _("名称或代码"), "region": ""}
FIRST = ("state", "priority", "topic", "due")
MORE = ("owner", "unit", "turn", "request_type", "channel", "recovery_class", "queue", "region", "value_tier")


def known(choice: Choice) -> Choice:
    """The list that was asked for; a value that is none of the choices cuts nothing."""
    is_closed = choice.desk is Desk.CLOSED
    offered = (name for name in (*FIRST, *MORE) if name not in TYPED)
    wrong = {
        name: ""
        for name in offered
        if (value := getattr(choice.cut, name)) and value not in _codes(name, is_closed)
    }
    return replace(choice, cut=replace(choice.cut, **wrong)) if wrong else choice


def _codes(name: str, is_closed: bool) -> Iterable[str]:
    if name == "topic":
        return {code[:length] for code in taxonomy().leaves for length in (2, 5, 8)}
    return map(str, _choices(name, is_closed))


def filter_bar(choice: Choice) -> SafeString:
    """The form that cuts and sorts a list; it keeps the tab."""
    given = {name: getattr(choice.cut, name) for name in (*FIRST, *MORE)}
    return format_html(
        '<form class="filters" method="get" role="search" aria-label="{}"><input type="hidden" name="tab" value="{}">'
        '{}<details class="more"{}><summary>{}</summary><div class="fields">{}</div></details>{}'
        '<button class="button">{}{}</button>{}</form>',
        gettext("筛选"),
        choice.desk,
        _fields(FIRST, given, choice),
        SafeString(" open") if any(given[name] for name in MORE) else "",
        gettext("更多条件"),
        _fields(MORE, given, choice),
        field("sort", str(choice.sort), choice.desk),
        icon("filter"),
        gettext("筛选"),
        _clear(choice),
    )


def _fields(names: Sequence[str], given: Mapping[str, str], choice: Choice) -> SafeString:
    return format_html_join("", "{}", ((field(name, given[name], choice.desk),) for name in names))


def _clear(choice: Choice) -> SafeString:
    if choice.cut == CaseFilter():
        return SafeString("")
    return format_html('<a href="?tab={}">{}</a>', choice.desk, gettext("清除"))


def field(name: str, value: str, desk: Desk) -> SafeString:
    """One field with its label; a value that is none of the choices chooses nothing."""
    if name in TYPED:
        return _typed(name, value)
    html = _select(name, desk is Desk.CLOSED, get_language() or "zh-hans")
    if value:
        marked = f'<option value="{escape(value)}"'
        html = html.replace(marked, f"{marked} selected", 1)
    return SafeString(html)


def _typed(name: str, value: str) -> SafeString:
    return format_html(
        '<div class="field"><label for="id_{0}">{1}</label>'
        '<input type="text" name="{0}" id="id_{0}" value="{2}" maxlength="40" placeholder="{3}"></div>',
        name,
        LABELS[name],
        value,
        TYPED[name],
    )


@lru_cache(maxsize=256)
def _select(name: str, is_closed: bool, language: str) -> str:
    """A select in a language, with nothing chosen; the same for everybody."""
    with override(language):
        options = _topics() if name == "topic" else _options(_choices(name, is_closed), name != "sort")
        return format_html(
            '<div class="field"><label for="id_{0}">{1}</label><select name="{0}" id="id_{0}">{2}</select></div>',
            name,
            LABELS[name],
            SafeString("".join(options)),
        )


def _choices(name: str, is_closed: bool) -> Words:
    words: dict[str, Words] = {
        "state": {code: STATES[code] for code in (END_STATES if is_closed else OPEN_STATES)},
        "request_type": REQUEST_TYPES,
        "priority": {code: f"{code.upper()} {shown}" for code, shown in PRIORITIES.items()},
        "due": DUES,
        "turn": TURNS,
        "channel": {code: gettext(each.name) for code, each in registry().channels.items()},
        "recovery_class": CLASSES,
        "queue": {role: shown for role, shown in ROLES.items() if str(role) in TAKING},
        "value_tier": VALUE_TIERS,
        "sort": SORTS,
    }
    return words[name]


def _options(words: Words, or_all: bool) -> Iterable[SafeString]:
    if or_all:
        yield format_html('<option value="">{}</option>', gettext("全部"))
    for code, shown in words.items():
        yield format_html('<option value="{}">{}</option>', str(code), shown)


def _topics() -> Iterable[SafeString]:
    """The three levels: a group for each first level, with itself, its second levels and their leaves."""
    english = (get_language() or "").startswith("en")
    yield format_html('<option value="">{}</option>', gettext("全部"))
    groups: dict[str, dict[str, str]] = {}
    for code, leaf in taxonomy().leaves.items():
        top = code.split("-", 1)[0]
        named = groups.setdefault(top, {top: leaf.level1_en if english else leaf.level1})
        named.setdefault(leaf.level2_code, f"– {leaf.level2_en if english else leaf.level2}")
        named[code] = f"– – {leaf.name_en if english else leaf.name}"
    for top, named in groups.items():
        yield format_html(
            '<optgroup label="{}">{}</optgroup>', named[top], SafeString("".join(_options(named, False)))
        )
