# SPDX-License-Identifier: Apache-2.0
"""Boxes: panels, rows of numbers, facts, notices, empty states, and where a page is."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from amends.ui.components import labels

NOTICE_ICONS = {
    "success": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-circle",
    "info": "info-circle",
    "debug": "info-circle",
}


def notice(words: object, kind: str = "info") -> SafeString:
    """One sentence that the whole page is about: what succeeded, what to look at, what went wrong."""
    drawing = labels.icon(NOTICE_ICONS.get(kind, "info-circle"))
    return format_html('<p class="notice {}">{}<span>{}</span></p>', kind, drawing, words)


def panel(
    content: str,
    title: str,
    *,
    icon: str = "",
    url: str = "",
    url_label: str = "",
    flush: bool = False,
    id: str = "",
) -> SafeString:
    """A titled box; `flush` lets tables reach its edges, `url` is one quiet link in its head."""
    link = (
        format_html('<a class="small" href="{}">{}</a>', url, url_label or gettext("查看全部")) if url else ""
    )
    return format_html(
        '<section class="panel"{}><div class="panel-head"><h2>{}{}</h2>{}</div>'
        '<div class="panel-body{}">{}</div></section>',
        format_html(' id="{}"', id) if id else "",
        labels.icon(icon) if icon else "",
        title,
        link,
        " flush" if flush else "",
        content,
    )


def metrics(content: str) -> SafeString:
    """A row of `{% metric %}`."""
    return format_html('<dl class="metrics">{}</dl>', content)


def facts(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> SafeString:
    """Words and their values: what is known of one thing; an unknown value is a dash."""
    named = pairs.items() if isinstance(pairs, Mapping) else pairs
    rows = ((label, "—" if value is None or value == "" else value) for label, value in named)
    return format_html(
        '<dl class="facts">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


def empty_state(icon: str, sentence: str, url: str = "", label: str = "") -> SafeString:
    """What to say where nothing is, and what to do next."""
    link = format_html('<a class="button" href="{}">{}</a>', url, label) if url else ""
    return format_html('<div class="empty">{}<p>{}</p>{}</div>', labels.icon(icon), sentence, link)


def crumbs(*steps: object) -> SafeString:
    """Where a page is: words and addresses in turn, from the outside in; the last words have no address."""
    pairs = list(zip(steps[0::2], [*steps[1::2], ""], strict=False))
    items = (
        (format_html('<a href="{}">{}</a>', url, words) if url else format_html("<span>{}</span>", words),)
        for words, url in pairs
    )
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>',
        gettext("所在位置"),
        format_html_join("", "<li>{}</li>", items),
    )
