# SPDX-License-Identifier: Apache-2.0
"""For whom it worked: the first outcome by cause, unit and value tier."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amends.apps.core.models import Unit
from amends.apps.customers.models.words import VALUE_TIERS
from amends.apps.recovery.models import CAUSES, WaveEffect
from amends.apps.recovery.queries.effects import WaveReading
from amends.apps.recovery.rules.effects.words import SegmentKind
from amends.apps.recovery.views.effects.charts import segment_chart
from amends.apps.recovery.views.effects.tables import segment_table
from amends.apps.recovery.views.effects.words import OUTCOMES, SEGMENTS

ALPHA = 0.05


def segment_panels(reading: WaveReading) -> list[dict[str, Any]]:
    """One panel a kind of segment, of the wave's first outcome; none where members are all alike."""
    first = next(
        (each for each in reading.whole if each.outcome in OUTCOMES and "value" in each.figures), None
    )
    if first is None:
        return []
    rows = [each for each in reading.segments if each.outcome == first.outcome]
    panels = []
    for kind, title in SEGMENTS.items():
        here = [each for each in rows if each.segment_kind == kind]
        if here:
            panels.append(_panel(kind, str(title), first, here))
    return panels


def _panel(kind: str, title: str, first: WaveEffect, rows: list[WaveEffect]) -> dict[str, Any]:
    names = _names(kind, rows)
    large = [each for each in rows if "value" in each.figures]
    named = [(names.get(each.segment, each.segment), each) for each in large]
    caption = f"{OUTCOMES[first.outcome].name} {title}"
    return {
        "key": f"segment-{kind}",
        "title": caption,
        "words": _same_words(first.figures["same"].get(kind)),
        "small": len(rows) - len(large),
        "chart": segment_chart(first.outcome, named),
        "table": segment_table(caption, named),
    }


def _names(kind: str, rows: list[WaveEffect]) -> Mapping[str, str]:
    if kind == SegmentKind.UNIT:
        codes = [each.segment for each in rows]
        return dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))
    words = CAUSES if kind == SegmentKind.CAUSE else VALUE_TIERS
    return {str(code): str(name) for code, name in words.items()} | {"-": _("不详")}


def _same_words(p: float | None) -> str:
    if p is None:
        return _("只有一个分组够大，不能比较。")
    if p < ALPHA:
        return _("各组的效果不一样（p = %(p)s）。") % {"p": f"{p:.3f}"}
    return _("看不出各组的效果有什么不同（p = %(p)s），高低可能是巧合，不要据此挑选客户。") % {
        "p": f"{p:.2f}"
    }
