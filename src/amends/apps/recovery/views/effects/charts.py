# SPDX-License-Identifier: Apache-2.0
"""Differences as dots with intervals, and what two orders of approach would gain."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.queries.effects import PooledOutcome
from amends.apps.recovery.rules.effects.words import SHARES
from amends.apps.recovery.views.effects.sentences import is_found, is_good
from amends.apps.recovery.views.effects.words import OUTCOMES, scaled
from amends.ui.components import plots

LABEL = 9  # characters of a wave that stand beside its line; its whole name is below


def _dot(name: str, outcome: str, figures: Mapping[str, Any]) -> plots.Dot:
    if "value" not in figures:
        return plots.Dot(name, None)
    tone = "dim"
    if is_found(figures):
        tone = {True: "green", False: "red", None: "accent"}[is_good(outcome, figures)]
    value, low, high = (scaled(outcome, figures[end]) for end in ("value", "low", "high"))
    return plots.Dot(
        name, value, low, high, tone=tone, note=f"{figures['treated']:,} / {figures['control']:,}"
    )


def difference_chart(effects: Sequence[WaveEffect]) -> plots.Chart | None:
    """The outcomes that are shares, in points: treated − control; grey where nothing is claimed."""
    shares = [each for each in effects if each.outcome in SHARES and "value" in each.figures]
    if not shares:
        return None
    dots = [_dot(str(OUTCOMES[each.outcome].name), each.outcome, each.figures) for each in shares]
    return _chart(dots, _("结果指标"), _("联系组减对照组（百分点）"), digits=2)


def segment_chart(outcome: str, effects: Sequence[tuple[str, WaveEffect]]) -> plots.Chart | None:
    """One outcome by segment; those too small to be shown have no dot."""
    if not any("value" in each.figures for _name, each in effects):
        return None
    dots = [_dot(name, outcome, each.figures) for name, each in effects]
    return _chart(dots, _("分组"), _axis(outcome), digits=OUTCOMES[outcome].digits)


def forest_chart(found: PooledOutcome) -> plots.Chart:
    """One line a wave, and the pooled one below."""
    dots = [_dot(_wave_name(row), found.outcome, row.figures) for row in found.rows]
    if found.together is not None:
        one = found.together
        value, low, high = (scaled(found.outcome, each) for each in (one.value, one.low, one.high))
        dots.append(plots.Dot(_("合并"), value, low, high, tone="accent", note=_("随机效应")))
    return _chart(dots, _("波次"), _axis(found.outcome), digits=OUTCOMES[found.outcome].digits)


def _wave_name(row: WaveEffect) -> str:
    name = row.wave.name
    return name if len(name) <= LABEL else f"{name[: LABEL - 1]}…"


def _axis(outcome: str) -> str:
    unit = _("百分点") if outcome in SHARES else OUTCOMES[outcome].unit
    return _("联系组减对照组（%(unit)s）") % {"unit": unit}


def _chart(dots: Sequence[plots.Dot], head: str, axis: str, *, digits: int) -> plots.Chart:
    return plots.intervals(
        dots,
        head=head,
        note=_("联系组 / 对照组人数"),
        axis=axis,
        digits=digits,
        lines_at={_("没有差别"): 0.0},
    )


def gain_chart(figures: Mapping[str, Any]) -> plots.Chart | None:
    """Repeat complaints avoided for each 100 members when the first q % are approached, in either order."""
    if "uplift" not in figures:
        return None
    curves = {_("按预计增益排"): figures["uplift"]["gain"], _("按不满意概率排"): figures["risk"]["gain"]}
    shares = [
        f"{n * 100 // (len(figures['risk']['gain']) - 1)}%" for n in range(len(figures["risk"]["gain"]))
    ]
    series = {name: [100 * gain for gain in gains] for name, gains in curves.items()}
    return plots.lines(shares, series, head=_("联系前多少客户"), axis=_("每百人少复诉（人）"), digits=2)
