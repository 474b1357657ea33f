# SPDX-License-Identifier: Apache-2.0
"""What an effect means, in one sentence: found, not told apart from nothing, or not to be said."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.rules.effects.words import SHARES
from amends.apps.recovery.views.effects.words import OUTCOMES, PROBLEMS, gap_of, interval_of, level_of

ALPHA = 0.05
FEW_WAVES = 4  # with fewer the t interval of the pooled effect says little
Figures = Mapping[str, Any]


def is_found(figures: Figures) -> bool:
    """Whether a difference is claimed: after correction for the other outcomes that were looked at."""
    return figures.get("adjusted_p") is not None and figures["adjusted_p"] < ALPHA


def is_good(outcome: str, figures: Figures) -> bool | None:
    """Whether the difference is one for the better; None where neither direction is."""
    less = OUTCOMES[outcome].less_is_better
    return None if less is None else (figures["value"] < 0) == less


def told(effect: WaveEffect, *, days: int, looked_at: int) -> str:
    """An outcome of everybody in one sentence or two."""
    figures = effect.figures
    if "problem" in figures:
        return _("%(what)s：%(why)s。") % {
            "what": OUTCOMES[effect.outcome].name,
            "why": PROBLEMS[figures["problem"]],
        }
    both = _both(effect.outcome, figures, days)
    if is_found(figures):
        return both + _found(effect.outcome, figures)
    return both + _not_found(effect.outcome, figures, looked_at)


def _both(outcome: str, figures: Figures, days: int) -> str:
    return _("联系组 %(days)s 天内%(what)s %(treated)s，对照组 %(control)s，") % {
        "days": days,
        "what": OUTCOMES[outcome].name,
        "treated": level_of(outcome, figures["treated_mean"]),
        "control": level_of(outcome, figures["control_mean"]),
    }


def _found(outcome: str, figures: Figures) -> str:
    fewer = figures["value"] < 0
    ends = sorted(abs(figures[end]) for end in ("low", "high"))
    named = {
        "gap": gap_of(outcome, figures["value"]),
        "low": gap_of(outcome, ends[0]).split(" ")[0],
        "high": gap_of(outcome, ends[1]).split(" ")[0],
    }
    if outcome in SHARES:
        if fewer:
            return _("少 %(gap)s（95%% 区间 %(low)s–%(high)s）。") % named
        return _("多 %(gap)s（95%% 区间 %(low)s–%(high)s）。") % named
    if fewer:
        return _("低 %(gap)s（95%% 区间 %(low)s–%(high)s）。") % named
    return _("高 %(gap)s（95%% 区间 %(low)s–%(high)s）。") % named


def _not_found(outcome: str, figures: Figures, looked_at: int) -> str:
    named = {
        "gap": gap_of(outcome, figures["value"]),
        "ends": interval_of(outcome, figures["low"], figures["high"]),
        "detectable": gap_of(outcome, figures["detectable"]),
    }
    if figures["low"] > 0 or figures["high"] < 0:
        words = ngettext(
            "单看这一项像有差别（95%% 区间 %(ends)s），只看了 %(n)s 项，仍不能排除是巧合。",
            "单看这一项像有差别（95%% 区间 %(ends)s），但同时看了 %(n)s 项，校正后不能排除是巧合。",
            looked_at,
        )
        return words % (named | {"n": looked_at})
    return (
        _("看不出差别，不等于没有：95%% 区间 %(ends)s；真实差别小于 %(detectable)s时，这一波多半看不出来。")
        % named
    )


def together(outcome: str, value: float, low: float, high: float, waves: int) -> str:
    """What several waves say together."""
    named = {
        "n": waves,
        "what": OUTCOMES[outcome].name,
        "gap": gap_of(outcome, value),
        "ends": interval_of(outcome, low, high),
    }
    if low <= 0 <= high:
        words = _("%(n)s 个波次合起来，%(what)s看不出差别，不等于没有（95%% 区间 %(ends)s）。") % named
        return words + (_("波次太少时，合并的区间很宽。") if waves < FEW_WAVES else "")
    if value < 0:
        return _("%(n)s 个波次合起来，%(what)s低 %(gap)s（95%% 区间 %(ends)s）。") % named
    return _("%(n)s 个波次合起来，%(what)s高 %(gap)s（95%% 区间 %(ends)s）。") % named
