# SPDX-License-Identifier: Apache-2.0
"""Made, enabled, kept: the three stages of one promise, each with who and when."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.apps.promises.models import Promise
from amends.apps.promises.rules.stages import enabling_due_at, enabling_is_late
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment


def stage_table(promise: Promise, at: datetime) -> Table:
    """A row a stage: who stands for it, when it was done or must be, and in which words."""
    columns = (
        Column(_("环节"), lead=True),
        Column(_("由谁")),
        Column(_("情况")),
        Column(_("时间")),
        Column(_("说明"), kind="wrap"),
    )
    rows = [_made(promise), _enabled(promise, at), _kept(promise, at)]
    return Table(_("作出、落实、兑现"), columns, rows)


def _made(promise: Promise) -> Row:
    said = promise.get_origin_display()
    note = f"{said} {promise.reference}".strip()
    return Row((_("作出"), promise.made_by, _done(_("已作出")), moment(promise.made_at), note))


def _enabled(promise: Promise, at: datetime) -> Row:
    who = _who(promise)
    if promise.enabled_at:
        done = moment(promise.enabled_at)
        return Row((_("落实"), promise.enabled_by, _done(_("已落实")), done, promise.enabled_note))
    if not promise.needs_enabling:
        note = _("不靠别的部门，由兑现人自己落实。")
        return Row((_("落实"), who, tag(_("无需配合"), "info"), "", note))
    late = promise.is_open and enabling_is_late(promise.made_at, promise.due_at, at)
    state = tag(_("该落实了"), "error") if late else tag(_("待落实"), "primary")
    return Row((_("落实"), who, state, moment(enabling_due_at(promise.made_at, promise.due_at)), ""))


def _kept(promise: Promise, at: datetime) -> Row:
    if promise.kept_at:
        on_time = promise.kept_at <= promise.due_at
        state = _done(_("已兑现")) if on_time else tag(_("超时兑现"), "warning")
        return Row((_("兑现"), promise.kept_by, state, moment(promise.kept_at), promise.proof))
    if promise.is_open:
        state = tag(_("已超时"), "error") if at > promise.due_at else tag(_("待兑现"), "primary")
    else:
        state = tag(_("未兑现"), "error") if promise.broken_at else tag(_("客户同意撤销"), "info")
    return Row((_("兑现"), promise.owner, state, moment(promise.due_at), ""))


def _who(promise: Promise) -> SafeString:
    """The person who makes it possible, and the department that the text names."""
    if promise.enabler and promise.enabler_owner:
        return format_html("{} · {}", promise.enabler_owner, promise.enabler)
    return format_html("{}", promise.enabler or promise.enabling_person)


def _done(words: str) -> SafeString:
    return tag(words, "success")
