# SPDX-License-Identifier: Apache-2.0
"""Playbook against playbook: what became of customers by cause, version and action. Observed, not drawn by lot."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.forms.playbooks import PERIODS, USUAL, PlaybookForm
from amends.apps.recovery.models import CAUSES, WaveEffect
from amends.apps.recovery.queries.waves.playbooks import (
    LEAST,
    PlaybookLine,
    Tally,
    measured_by_cause,
    playbook_lines,
)
from amends.apps.recovery.views.effects.charts import segment_chart
from amends.apps.recovery.views.effects.tables import segment_table
from amends.kernel.recovery_class import RecoveryClass
from amends.ui.components import plots
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table


@require_GET
@needs(Right.SEE_RECOVERY)
def playbooks(request: HttpRequest) -> HttpResponse:
    """All versions that cases of the period ended with, beside each other, and their actions."""
    form = PlaybookForm(request.GET or {"days": USUAL})
    days, in_waves = form.chosen
    since = timezone.now() - timedelta(days=days)
    lines = playbook_lines(person(request).scope, since=since, in_waves=in_waves)
    context = {
        "form": form,
        "lines": lines,
        "period": PERIODS[str(days)],
        "base": _("已结案案件 n=%(n)s") % {"n": sum(line.tally.ended for line in lines)},
        "least": LEAST,
        "chart": _chart(lines),
        "versions": _versions(lines),
        "measured": _measured(measured_by_cause(person(request).scope, since=since)),
        "actions": [(_name(line), _actions(line)) for line in lines],
    }
    return render(request, "recovery/waves/playbooks.html", context)


def _measured(rows: Sequence[WaveEffect]) -> dict[str, object] | None:
    """What waves with a control showed, by cause; None where none has ended."""
    if not rows:
        return None
    named = [(f"{CAUSES.get(row.segment, row.segment)} · {row.wave.name}", row) for row in rows]
    outcome = rows[0].outcome
    return {"chart": segment_chart(outcome, named), "table": segment_table(_("复诉率的变化"), named)}


def _name(line: PlaybookLine) -> str:
    return _("%(cause)s 第 %(version)s 版") % {
        "cause": CAUSES[RecoveryClass(line.code)],
        "version": line.version,
    }


def _chart(lines: Sequence[PlaybookLine]) -> plots.Chart:
    return plots.intervals(
        [_dot(line) for line in lines], head=_("规程"), note=_("已结案"), axis=_("修复率（%）"), unit="%"
    )


def _dot(line: PlaybookLine) -> plots.Dot:
    share, tone = line.tally.share, "accent" if line.is_in_force else "dim"
    n = ngettext("%(n)s 件", "%(n)s 件", line.tally.ended) % {"n": line.tally.ended}
    if share is None:
        return plots.Dot(_name(line), None, tone=tone, note=n)
    low, high = share.low * 100, share.high * 100
    return plots.Dot(_name(line), share.value * 100, low, high, tone, n)


def _versions(lines: Sequence[PlaybookLine]) -> Table:
    heads = [_("规程"), _("已结案"), _("已修复"), _("修复率（95% 区间）"), _("联系不上"), _("拒绝联系")]
    columns = [Column(head, kind="number" if at else "text", lead=not at) for at, head in enumerate(heads)]
    rows = [
        Row(
            [
                _name(line) if not line.is_in_force else f"{_name(line)} · {_('现行')}",
                line.tally.ended,
                line.tally.recovered,
                share_words(line.tally),
                line.unreachable,
                line.refused,
            ]
        )
        for line in lines
    ]
    return Table(_("各版本的修复率"), columns, rows)


def _actions(line: PlaybookLine) -> Table:
    heads = [_("动作"), _("办了"), _("修复率（95% 区间）"), _("不需要办"), _("修复率（95% 区间）")]
    columns = [Column(head, kind="number" if at else "wrap", lead=not at) for at, head in enumerate(heads)]
    rows = [
        Row(
            [
                each.text,
                each.done.ended,
                share_words(each.done),
                each.left_out.ended,
                share_words(each.left_out),
            ]
        )
        for each in line.actions
    ]
    return Table(_name(line), columns, rows)


def share_words(tally: Tally) -> object:
    """The share with its interval, in per cent; a quiet label where there are too few."""
    share = tally.share
    if share is None:
        return tag(_("不足 %(n)s 件") % {"n": LEAST}) if tally.ended else ""
    return f"{share.value:.1%} [{share.low:.1%}, {share.high:.1%}]"
