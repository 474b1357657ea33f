# SPDX-License-Identifier: Apache-2.0
"""The numbers behind the sentences: bases, means, differences, what could have been found."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from amends.apps.recovery.models import WaveEffect
from amends.apps.recovery.views.effects.sentences import is_found
from amends.apps.recovery.views.effects.words import (
    OUTCOMES,
    PROBLEMS,
    chance,
    gap_of,
    interval_of,
    level_of,
    signed,
)
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

Named = Sequence[tuple[str, WaveEffect]]


def outcome_table(effects: Sequence[WaveEffect]) -> Table:
    """Every outcome of everybody."""
    named = [(str(OUTCOMES[each.outcome].name), each) for each in effects]
    return _table(_("各项结果"), _("结果指标"), named)


def segment_table(caption: str, effects: Named) -> Table:
    """One outcome by segment."""
    return _table(caption, _("分组"), effects)


def _table(caption: str, head: str, effects: Named) -> Table:
    columns = [
        Column(head, lead=True),
        Column(_("联系组"), kind="number"),
        Column(_("对照组"), kind="number"),
        Column(_("差值（95% 区间）"), kind="number"),
        Column(_("校正后 p"), kind="number"),
        Column(_("能看出的最小差别"), kind="number", late=True),
        Column(_("结论")),
    ]
    return Table(caption=caption, columns=columns, rows=[_row(name, each) for name, each in effects])


def _row(name: str, effect: WaveEffect) -> Row:
    figures, outcome = effect.figures, effect.outcome
    if "problem" in figures:
        return Row(cells=[name, "", "", "", "", "", PROBLEMS[figures["problem"]]])
    means = [_mean(outcome, figures[f"{arm}_mean"], figures[arm]) for arm in ("treated", "control")]
    if "value" not in figures:
        return Row(cells=[name, *means, "", "", "", tag(_("进行中，不作结论"), "info")])
    ends = interval_of(outcome, figures["low"], figures["high"])
    return Row(
        cells=[
            name,
            *means,
            f"{signed(outcome, figures['value'])} ({ends})",
            chance(figures["adjusted_p"]),
            gap_of(outcome, figures["detectable"]),
            tag(_("有差别"), "success") if is_found(figures) else tag(_("看不出差别"), "info"),
        ]
    )


def _mean(outcome: str, mean: float, base: int) -> str:
    return f"{level_of(outcome, mean)} (n={base:,})"
