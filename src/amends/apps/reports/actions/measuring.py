# SPDX-License-Identifier: Apache-2.0
"""Verbs on the operator's own figures: keep what was measured, note which lines ended, take down what finance says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.models import LineEnd, LineLook, MeasuredValue
from amends.apps.reports.models.figures import FINANCE, PLATFORM
from amends.apps.reports.queries.lines import back_again, newly_ended
from amends.apps.reports.rules.figures import Entered, Found

_NIGHT = "the nightly measuring"
PORTION = 1_000
MOST_AN_HOUR = 10_000.0  # yuan; work entries keep fen as a whole number of 32 bits


class FigureRefused(ValueError):
    """A figure was refused; `sentence` says why and what to do."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotYours(FigureRefused):
    """The person may not enter figures of that unit."""

    sentence = _("您没有这个权限，或者不在机构范围内")


class SourceMissing(FigureRefused):
    """Nobody could check where the figure comes from."""

    sentence = _("请写明出处，例如：财务部 2026 年 9 月单用户成本表")


class HourTooDear(FigureRefused):
    """An hour of work that nobody pays: a cost of the year, or fen for yuan."""

    sentence = _("每小时人工成本不超过 10000 元，请检查单位是不是元")


class NotYet(FigureRefused):
    """A figure as of a day that has not come."""

    sentence = _("“截至哪一天”不能晚于今天")


class FigureImplausible(FigureRefused):
    """A cost of nothing, or a margin beyond the whole."""

    sentence = _("请填大于 0 的数；毛利率填 0 到 100 之间的百分数")


@dataclass(frozen=True, slots=True)
class Entry:
    """What finance says: a figure in yuan (a margin as a share), where it comes from, as of which day."""

    figure: Entered
    value: float
    source: str
    until: date


def keep_figures(*, unit: Unit, found: Sequence[Found], today: date, at: datetime) -> int:
    """Keep what was measured of a unit: one row a figure and month, which the same month's next night replaces. Done
    again it gives the same rows. Returns how many figures have a value."""
    with writing(by=None, at=at) as log:
        for each in found:
            MeasuredValue.objects.unscoped(_NIGHT).update_or_create(
                unit=unit,
                identifier=str(each.figure),
                month=today.replace(day=1),
                origin=PLATFORM,
                defaults=_columns(each, at),
            )
        known = sum(each.span is not None for each in found)
        log(EventKind.PARAMETERS_MEASURED, unit, unit=unit, figures=len(found), known=known)
    return known


def note_ended_lines(*, today: date, at: datetime) -> int:
    """Note which lines ended since somebody last looked, portion by portion, and at the end that all were looked at;
    interrupted, the next run goes on. Returns how many were noted."""
    noted = 0
    while rows := newly_ended(today, PORTION):
        with writing(by=None, at=at) as log:
            LineEnd.objects.bulk_create(rows, ignore_conflicts=True)
            log(EventKind.LINES_LOOKED_AT, rows[-1], ended=len(rows))
        noted += len(rows)
    _take_back(at)
    with writing(by=None, at=at) as log:
        look, _new = LineLook.objects.get_or_create(day=today)
        log(EventKind.LINES_LOOKED_AT, look, ended=noted)
    return noted


def enter_figure(*, unit: Unit, entry: Entry, by: User, at: datetime) -> MeasuredValue:
    """Take down what finance says of a unit; older figures stay. Raises `NotYours`, `SourceMissing`,
    `FigureImplausible`, `HourTooDear`, `NotYet`."""
    if not by.may(Right.MANAGE_RECOVERY) or not by.scope.covers(unit.number):
        raise NotYours
    if not entry.source.strip():
        raise SourceMissing
    if entry.value <= 0 or (entry.figure is Entered.MARGIN_RATE and entry.value > 1):
        raise FigureImplausible
    if entry.figure is Entered.HOUR_COST and entry.value > MOST_AN_HOUR:
        raise HourTooDear
    if entry.until > localdate(at):
        raise NotYet
    with writing(by=by, at=at) as log:
        made = MeasuredValue.objects.create(
            unit=unit,
            identifier=str(entry.figure),
            origin=FINANCE,
            month=entry.until.replace(day=1),
            value=entry.value,
            low=entry.value,
            high=entry.value,
            until_date=entry.until,
            source=entry.source.strip()[:200],
            computed_at=at,
            entered_by=by,
        )
        log(EventKind.FIGURE_ENTERED, made, unit=unit, figure=str(entry.figure), value=entry.value)
    return made


def _take_back(at: datetime) -> None:
    """Forget the ends of lines that are there again."""
    while keys := back_again(PORTION):
        with writing(by=None, at=at) as log:
            rows = LineEnd.objects.unscoped(_NIGHT).filter(pk__in=keys)
            log(EventKind.LINES_LOOKED_AT, LineEnd(pk=keys[-1]), back=len(keys))
            rows.delete()


def _columns(found: Found, at: datetime) -> dict[str, object]:
    span = found.span
    value = None if span is None else span.value
    return {
        "value": value,
        "low": None if span is None else span.low,
        "high": None if span is None else span.high,
        "n": found.n,
        "undated": found.undated,
        "since_date": found.since,
        "until_date": found.until,
        "computed_at": at,
    }
