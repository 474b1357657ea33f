# SPDX-License-Identifier: Apache-2.0
"""Moments in words: how long is left, how late it is, and when it was, in local time."""

from datetime import datetime, timedelta
from html import escape

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

SOON = timedelta(hours=2)


def span_words(span: timedelta) -> str:
    """A positive length of time in at most two units: «2 时 10 分», «3 天 4 时», «不到 1 分»."""
    minutes = int(span.total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    if days:
        words = gettext("%(days)d 天 %(hours)d 时") if hours else gettext("%(days)d 天")
    elif hours:
        words = gettext("%(hours)d 时 %(minutes)02d 分") if minutes % 60 else gettext("%(hours)d 时")
    else:
        words = gettext("%(minutes)d 分") if minutes else gettext("不到 1 分")
    return words % {"days": days, "hours": hours, "minutes": minutes % 60}


def local_words(moment: datetime) -> str:
    """A moment as people of the unit read it: «2026-11-22 18:00»."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def moment(value: datetime | None) -> SafeString:
    """A moment in local time, readable by machines too; a dash where there is none."""
    if value is None:
        return SafeString('<span class="dim">—</span>')
    return format_html(
        '<time class="num nowrap" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.date_format(timezone.localtime(value), "DATETIME_FORMAT"),
        local_words(value),
    )


def due_words(due_at: datetime, now: datetime, soon: timedelta = SOON) -> tuple[str, str]:
    """What a deadline means at `now`, in words, and the class that gives them weight."""
    if now > due_at:
        return gettext("超时 %(span)s") % {"span": span_words(now - due_at)}, "bad"
    words = gettext("剩 %(span)s") % {"span": span_words(due_at - now)}
    return words, "warn" if due_at - now <= soon else "dim"


def due(due_at: datetime | None, now: datetime, done_at: datetime | None = None) -> SafeString:
    """A deadline in words with its local time as title; settled when the thing was done at `done_at`."""
    if due_at is None:
        return format_html('<span class="dim nowrap">{}</span>', gettext("无时限"))
    words, weight = due_words(due_at, done_at or now)
    if done_at is not None:
        late = weight == "bad"
        words = gettext("晚 %(span)s") % {"span": span_words(done_at - due_at)} if late else gettext("按时")
        weight = "warn" if late else "ok"
    # fifty stand in a list: nothing but the words can hold anything to escape
    return SafeString(
        f'<time class="num nowrap {weight}" datetime="{due_at.isoformat()}" title="{local_words(due_at)}">'
        f"{escape(words)}</time>"
    )
