# SPDX-License-Identifier: Apache-2.0
"""Rows of cases as the list and the panels show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from amends.apps.cases.models.desk_words import PRIORITIES, SPECIALS
from amends.apps.cases.models.words import CLASSES, NEXT_KINDS, ORIGINS, STATE_KINDS, STATES, next_said
from amends.apps.cases.queries.desk import BADGE_CAP, CasePage, CaseRow
from amends.apps.cases.rules.desk import Choice, Desk, asked_for
from amends.apps.cases.rules.matter import matter
from amends.apps.core.models import User
from amends.ui.components.labels import level, tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due, moment

PICK_FORM = "bulk"


def state_tag(state: str) -> SafeString:
    """The label of a state."""
    return tag(STATES[state], STATE_KINDS.get(state, "info"))


@dataclass(frozen=True, slots=True)
class Said:
    """What the codes of a row are called in one language, written once and not for every row."""

    states: dict[str, SafeString]
    levels: dict[str, SafeString]
    classes: dict[str, str]
    origins: dict[str, str]
    next_kinds: dict[str, str]


@cache
def said_in(language: str) -> Said:
    """The words of a language."""
    with override(language):
        return Said(
            states={str(code): state_tag(code) for code in STATES},
            levels={str(code): level(code.upper()) for code in PRIORITIES},
            classes={str(code): str(words) for code, words in CLASSES.items()},
            origins={str(code): str(words) for code, words in ORIGINS.items()},
            next_kinds={str(code): str(words) for code, words in NEXT_KINDS.items()},
        )


def case_table(choice: Choice, rows: Sequence[CaseRow], *, at: datetime, picks: bool) -> Table:
    """The table of a tab; `picks` says whether rows can be picked for a verb on many."""
    is_closed = choice.desk is Desk.CLOSED
    page, said = _address(), said_in(get_language() or "zh-hans")
    shown = [
        Row(
            _closed_cells(row, said) if is_closed else _open_cells(row, at, said),
            page % row["number"],
            row["number"],
        )
        for row in rows
    ]
    columns = _closed_columns() if is_closed else _open_columns()
    return Table(_("案件"), columns, shown, pick_form=PICK_FORM if picks and not is_closed else "")


def _address() -> str:
    """The page of a case, with a place for its number: looked up once a table, not once a row."""
    return reverse("cases:page", args=["NUMBER"]).replace("NUMBER", "%s")


def _open_columns() -> tuple[Column, ...]:
    return (
        Column(_("编号"), lead=True),
        Column(_("优先级")),
        Column(_("时限")),
        Column(_("状态")),
        Column(_("客户")),
        Column(_("事由"), kind="clip"),
        Column(_("下一步"), kind="clip"),
        Column(_("责任人")),
        Column(_("类别"), late=True),
        Column(_("来源"), late=True),
        Column(_("机构"), kind="clip", late=True),
    )


def _open_cells(row: CaseRow, at: datetime, said: Said) -> tuple[object, ...]:
    return (
        row["number"],
        said.levels[row["priority"]],
        due(row["soonest_at"], at),
        _state(row, said),
        _customer(row),
        _matter(row, said),
        next_said(row["next_kind"], row["next_text"])
        if row["next_text"]
        else said.next_kinds.get(row["next_kind"], ""),
        _hands(row),
        said.classes[row["recovery_class"]],
        said.origins[row["origin"]],
        row["unit__name"],
    )


def _matter(row: CaseRow, said: Said) -> str:
    return matter(row["title"], cause=said.classes[row["recovery_class"]], reasons=row["reasons"] or ())


def _state(row: CaseRow, said: Said) -> SafeString:
    more = [tag(SPECIALS[row["special"]], "warning")] if row["special"] in SPECIALS else []
    if row["urged"]:
        more.append(tag(_("催办 %(n)s") % {"n": row["urged"]}, "warning"))
    label = said.states[row["state"]]
    return _stacked(label, *more) if more else label


def _stacked(*parts: object) -> SafeString:
    """What stands in one cell; the parts go below each other where the table is narrow."""
    return format_html(
        '<span class="case-stack">{}</span>', format_html_join(" ", "{}", ((each,) for each in parts))
    )


def _customer(row: CaseRow) -> str:
    return f"{row['customer__name_shown']} {row['customer__number_shown']}".strip() or str(
        row["customer__code"]
    )


def _hands(row: CaseRow) -> object:
    if row["queue"]:
        return tag(_("待领取"), "primary")
    if row["next_owner_id"] in {None, row["owner_id"]}:
        return row["owner__name"]
    owner, following = format_html("<span>{}</span>", row["owner__name"]), row["next_owner__name"]
    return _stacked(owner, format_html('<span class="dim">→ {}</span>', following))


def _closed_columns() -> tuple[Column, ...]:
    return (
        Column(_("编号"), lead=True),
        Column(_("结果")),
        Column(_("客户")),
        Column(_("事由"), kind="clip"),
        Column(_("类别")),
        Column(_("结案时间")),
        Column(_("责任人")),
        Column(_("来源"), late=True),
        Column(_("机构"), kind="clip", late=True),
    )


def _closed_cells(row: CaseRow, said: Said) -> tuple[object, ...]:
    return (
        row["number"],
        said.states[row["state"]],
        _customer(row),
        _matter(row, said),
        said.classes[row["recovery_class"]],
        moment(row["closed_at"]),
        row["owner__name"],
        said.origins[row["origin"]],
        row["unit__name"],
    )


def desk_tabs(person: User, choice: Choice, counts: Mapping[Desk, int]) -> list[dict[str, object]]:
    """The tabs of the list, with how many cases wait in them."""
    named = {
        Desk.MINE: _("我的"),
        Desk.TAKE: _("待领取"),
        Desk.OVERDUE: _("已超时"),
        Desk.DUE: _("今天到期"),
        Desk.UNIT: person.unit.name if person.unit else _("本机构"),
        Desk.WATCHED: _("我关注的"),
        Desk.SPECIAL: _("特殊人物"),
        Desk.CLOSED: _("已结"),
    }
    return [_tab(desk, label, choice, counts) for desk, label in named.items()]


def _tab(desk: Desk, label: str, choice: Choice, counts: Mapping[Desk, int]) -> dict[str, object]:
    count = _count(counts.get(desk, 0))
    return {"label": label, "url": f"?tab={desk}", "current": desk is choice.desk, "count": count}


def tabs_mark(counts: Mapping[Desk, int]) -> str:
    """Changes when a number on a tab does."""
    return "-".join(str(counts[tab]) for tab in sorted(counts))


def _count(number: int) -> str:
    return f"{BADGE_CAP}+" if number > BADGE_CAP else str(number or "")


def count_words(page: CasePage) -> str:
    """How many there are, as far as it was counted."""
    if page.more:
        return _("%(n)s 件以上") % {"n": page.count}
    return _("共 %(n)s 件") % {"n": page.count}


def list_url(choice: Choice, **more: str) -> str:
    """The address of a list, with what else it is to say; what is empty is left out."""
    return "?" + urlencode({**asked_for(choice), **{name: value for name, value in more.items() if value}})
