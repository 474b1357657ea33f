# SPDX-License-Identifier: Apache-2.0
"""The report of one wave of recovery: what it did against those held out, with intervals."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from amends.apps.recovery.models import RecoveryWave, WaveEffect
from amends.apps.recovery.queries.effects import WaveReading, effects_of, settled_date
from amends.apps.recovery.rules.effects.words import SHARES
from amends.apps.recovery.views.effects.sentences import told
from amends.apps.recovery.views.effects.words import OUTCOMES, SEGMENTS, interval_of, scaled, signed
from amends.apps.reports.queries.documents.frame import Asked, report
from amends.apps.reports.queries.saved import business_cases
from amends.apps.reports.rules.documents.composition import (
    Cell,
    Composition,
    Grid,
    Kind,
    Number,
    Plot,
    Section,
    Shape,
)


class WaveUnread(LookupError):
    """Nothing was measured of a wave yet."""

    def __str__(self) -> str:
        return _("这一波还没有算过效果；夜间运行以后再做报告")


def wave_report(asked: Asked, wave: RecoveryWave) -> Composition:
    """Raises `WaveUnread`."""
    reading = effects_of(wave, asked.unit.scope)
    if reading is None:
        raise WaveUnread
    measured = [each for each in reading.whole if each.outcome in OUTCOMES] if reading.holds else []
    days = _days(wave)
    period = _("%(first)s 至 %(last)s") % {
        "first": localtime(wave.frozen_at).date(), "last": localtime(wave.horizon_at).date(),
    }  # fmt: skip
    sections = [
        Section(_("结论"), _said(wave, reading, measured, days)),
        Section(_("各项结果"), numbers=tuple(_numbers(measured, period)), grids=_grids(measured),
                plots=_plots(measured)),
        *_segments(reading),
        *_worth(wave, asked),
        _method(reading),
    ]  # fmt: skip
    return report(Kind.WAVE, asked, period, sections, about=wave.name)


def _days(wave: RecoveryWave) -> int:
    assert wave.frozen_at is not None
    assert wave.horizon_at is not None
    return (wave.horizon_at - wave.frozen_at).days


def _said(
    wave: RecoveryWave, reading: WaveReading, measured: Sequence[WaveEffect], days: int
) -> tuple[str, ...]:
    if not reading.holds:
        return (_("联系组与对照组的人数与设计不符，分组不可信，不作任何结论。"),)
    if not reading.final:
        return (_("观察还没有结束，结果不作结论。"),)
    looked_at = sum("value" in each.figures for each in measured)
    found = tuple(told(each, days=days, looked_at=looked_at) for each in measured if _ready(each))
    if reading.check.as_of < settled_date(wave):
        return (*found, _("初步：账单和补录的数据收齐后再算一次。"))
    return found


def _ready(each: WaveEffect) -> bool:
    return "problem" in each.figures or "adjusted_p" in each.figures


def _numbers(measured: Sequence[WaveEffect], period: str) -> list[Number]:
    return [_number(each, period) for each in measured if "value" in each.figures]


def _number(each: WaveEffect, period: str) -> Number:
    named, figures = OUTCOMES[each.outcome], each.figures
    value = scaled(each.outcome, figures["value"])
    unit = _("个百分点") if each.outcome in SHARES else str(named.unit)
    return Number(
        each.outcome,
        _("%(name)s的差（%(unit)s）") % {"name": named.name, "unit": unit},
        f"{signed(each.outcome, figures['value'])} ({interval_of(each.outcome, figures['low'], figures['high'])})",
        value, Shape.EXACT, str(named.means), period,
        _("联系组 %(a)s 人，对照组 %(b)s 人") % {"a": f"{figures['treated']:,}", "b": f"{figures['control']:,}"},
        _("随机对照；95% 区间"),
    )  # fmt: skip


HEADS = ("treated_mean", "control_mean", "value", "low", "high", "treated", "control")


def _heads() -> tuple[str, ...]:
    return (
        _("结果"), _("联系组"), _("对照组"), _("差"), _("下限"), _("上限"), _("联系组人数"), _("对照组人数"),
    )  # fmt: skip


SHAPES = (Shape.WORDS, *(Shape.EXACT,) * 5, Shape.COUNT, Shape.COUNT)


def _row(name: str, each: WaveEffect) -> tuple[Cell, ...]:
    figures: dict[str, Any] = each.figures
    means = [figures.get(name) for name in HEADS[:5]]
    counts = [figures.get(name) for name in HEADS[5:]]
    shown = [None if value is None else float(scaled(each.outcome, value)) for value in means]
    return (name, *shown, *(None if value is None else float(value) for value in counts))


def _named(each: WaveEffect) -> str:
    named = OUTCOMES[each.outcome]
    return _("%(name)s（%(unit)s）") % {"name": named.name, "unit": named.unit}


def _grids(measured: Sequence[WaveEffect]) -> tuple[Grid, ...]:
    rows = tuple(_row(_named(each), each) for each in measured if "problem" not in each.figures)
    return (Grid(_("联系组与对照组"), _heads(), SHAPES, rows),) if rows else ()


def _plots(measured: Sequence[WaveEffect]) -> tuple[Plot, ...]:
    shares = [each for each in measured if each.outcome in SHARES and "problem" not in each.figures]
    if not shares:
        return ()
    names = tuple(str(OUTCOMES[each.outcome].name) for each in shares)
    series = tuple(
        (words, tuple(float(scaled(each.outcome, each.figures[arm])) for each in shares))
        for words, arm in ((_("联系组"), "treated_mean"), (_("对照组"), "control_mean"))
    )
    return (Plot(_("联系组与对照组"), "bars", names, series, _("占比（%）"), Shape.EXACT),)


def _segments(reading: WaveReading) -> list[Section]:
    rows = [
        each
        for each in reading.segments
        if each.outcome in OUTCOMES and each.segment_kind in SEGMENTS and "value" in each.figures
    ]
    if not rows or not reading.holds:
        return []
    named = tuple(_row(f"{_named(each)} · {each.segment}", each) for each in rows)
    note = _("各组人少，区间宽；看得多了，总有几项碰巧显得不同，只作线索。")
    return [Section(_("分组看"), (note,), grids=(Grid(_("分组结果"), _heads(), SHAPES, named),))]


def _worth(wave: RecoveryWave, asked: Asked) -> list[Section]:
    found = next((each for each in business_cases(asked.unit.scope) if each.wave == wave.pk), None)
    kept = found.kept_customers if found else None
    if found is None or kept is None or kept.value is None:
        return []
    sentence = _("按离网率的差推算，留住客户 %(n)s 户（95%% 区间 %(low)s 到 %(high)s）。") % {
        "n": f"{kept.value:,.0f}", "low": f"{kept.low:,.0f}", "high": f"{kept.high:,.0f}",
    }  # fmt: skip
    sentences = [sentence]
    if kept.low <= 0 <= kept.high:
        sentences.append(_("区间含 0，还不能说留住了客户。"))
    if found.cost_per_recovered is not None:
        sentences.append(_("修复一户的成本 %(yuan)s 元（%(priced)s / %(cases)s 件案件算了成本）。") % {
            "yuan": f"{found.cost_per_recovered / 100:,.2f}", "priced": found.priced, "cases": found.cases,
        })  # fmt: skip
    return [Section(_("值多少"), tuple(sentences))]


def _method(reading: WaveReading) -> Section:
    return Section(
        _("怎样算的"),
        (
            _("名单确定时由系统随机留出对照组，两组从同一天起观察；差是联系组减对照组。数据截至 %(day)s。")
            % {"day": reading.check.as_of},
            _("区间含 0 时看不出差别，不等于没有；同时看的各项按 Holm 校正。"),
            _("报告里只有汇总的数，没有客户的姓名、号码和原话。"),
        ),
    )
