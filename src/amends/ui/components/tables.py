# SPDX-License-Identifier: Apache-2.0
"""Tables as plain values: columns, rows, and what is sorted and picked; rendered without a template for speed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape  # that of Django first asks each argument whether it is lazy
from typing import Literal
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from amends.ui.components.labels import icon

Query = Mapping[str, str]
NOTHING = '<span class="dim">—</span>'


@dataclass(frozen=True)
class Column:
    """One column: `sort` names its sort key, `late` hides it first on narrow screens, `lead` heads the card."""

    label: str
    kind: Literal["text", "number", "clip", "wrap"] = "text"
    sort: str = ""
    late: bool = False
    lead: bool = False

    @property
    def classes(self) -> str:
        """Classes of every cell of the column, in a fixed order."""
        named = (self.kind if self.kind != "text" else "", self.late and "late", self.lead and "lead")
        return " ".join(name for name in named if name)


@dataclass(frozen=True)
class Row:
    """One row: cells are words or safe HTML of other components; `url` opens it from its lead cell."""

    cells: Sequence[object]
    url: str = ""
    key: str = ""
    selected: bool = False


@dataclass(frozen=True)
class Table:
    """A whole table; `pick_form` is the id of the form that picked rows are sent with, as `picked`."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    sort: str = ""
    pick_form: str = ""
    fold: bool = True


def sort_url(key: str, current: str, query: Query) -> str:
    """Where a head cell leads: the same page sorted by `key`, the other way round when it is already."""
    kept = {name: value for name, value in query.items() if name not in ("sort", "after", "before")}
    return "?" + urlencode({**kept, "sort": f"-{key}" if current == key else key})


def sort_header(label: str, key: str, current: str, query: Query, classes: str = "") -> SafeString:
    """A head cell that sorts; it says to eyes and to screen readers which way it is sorted now."""
    order = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return format_html(
        '<th scope="col" class="{}"{}><a href="{}">{}{}</a></th>',
        classes,
        format_html(' aria-sort="{}"', order) if order else "",
        sort_url(key, current, query),
        label,
        icon("chevron-up" if order == "ascending" else "chevron-down") if order else "",
    )


def head(table: Table, query: Query) -> SafeString:
    """All head cells of a table."""
    picks = format_html(
        '<th class="pick" scope="col"><input type="checkbox" data-pick-all hidden aria-label="{}"></th>',
        gettext("选中本页全部"),
    )
    cells = [
        sort_header(column.label, column.sort, table.sort, query, column.classes)
        if column.sort
        else format_html('<th scope="col" class="{}">{}</th>', column.classes, column.label)
        for column in table.columns
    ]
    return format_html(
        "{}{}", picks if table.pick_form else "", format_html_join("", "{}", ((c,) for c in cells))
    )


def opening(column: Column) -> str:
    """The start tag of every cell of a column, still open for a title; written once a table, not once a cell."""
    return f'<td class="{escape(column.classes)}" data-label="{escape(str(column.label))}"'


def cell(opened: str, value: object, *, clip: bool, url: str) -> str:
    """One cell; words that may be cut off can be read in full as its title."""
    if value is None or value == "":
        return f"{opened}>{NOTHING}</td>"
    html = hasattr(value, "__html__")
    words = str(value) if html else escape(str(value))
    title = f' title="{words}"' if clip and not html else ""
    return (
        f'{opened}{title}><a href="{escape(url)}">{words}</a></td>'
        if url
        else f"{opened}{title}>{words}</td>"
    )


def pick_cell(key: str, form: str, words: str) -> str:
    """The box that picks a row; `words` name it."""
    shown = escape(key)
    label = escape(words) % {"key": shown}
    return (
        f'<td class="pick"><input type="checkbox" name="picked" value="{shown}" form="{form}" '
        f'aria-label="{label}"></td>'
    )


def body(table: Table) -> SafeString:
    """All rows; the lead cell of each, or the first, carries its link. Every value is escaped in `cell`."""
    opener = next((at for at, column in enumerate(table.columns) if column.lead), 0)
    starts = [(opening(column), column.kind == "clip") for column in table.columns]
    form, words = escape(table.pick_form), gettext("选中 %(key)s")
    parts = []
    for row in table.rows:
        parts.append('<tr data-row aria-current="true">' if row.selected else "<tr data-row>")
        if table.pick_form:
            parts.append(pick_cell(row.key, form, words))
        for at, ((start, clip), value) in enumerate(zip(starts, row.cells, strict=True)):
            parts.append(cell(start, value, clip=clip, url=row.url if at == opener else ""))
        parts.append("</tr>\n")
    return SafeString("".join(parts))


def data_table(table: Table, query: Query) -> SafeString:
    """The whole table in its scrolling box."""
    return format_html(
        '<div class="table{}" tabindex="0" role="region" aria-label="{}"><table>'
        '<caption class="unseen">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        " fold" if table.fold else "",
        table.caption,
        table.caption,
        head(table, query),
        body(table),
    )
