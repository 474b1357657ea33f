# SPDX-License-Identifier: Apache-2.0
"""How many will come in each bin of a coming day, with an interval: level of the day × profile of its weekday.

The level is a ridge regression of log totals on weekday, time of month, first day after a closure and the caller's
kinds of day, and carries the recent errors forward by exponential smoothing. The profile is the smoothed mean share of
each bin, that weekday's drawn to all days'. Intervals are the errors that the same method made on the last days when it
knew only what came before them (split conformal, Vovk et al. 2005), scaled by sqrt(f + (σf)²).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from amends.analytics.queueing.erlang import QueueMalformed

Numbers = NDArray[np.float64]
Kinds = Mapping[date, str]
FEWEST_DAYS = 15
MONTHLY_FROM = 60  # days: below two months a time of month is one day's chance
MONTH = 30.4


class HistoryShort(ValueError):
    """Too few days to learn from; `days` says how many there are."""

    def __init__(self, days: int) -> None:
        super().__init__(f"历史只有 {days} 天，至少要 {FEWEST_DAYS} 天才能预测。")
        self.days = days


@dataclass(frozen=True)
class History:
    """Open days in order and people by bin: `counts` (days, bins), nan where nothing was recorded.

    `kinds` is the caller's calendar: what a day (past or coming) is beside its weekday, such as 节日 or 调休上班.
    Raises `QueueMalformed`, `HistoryShort`.
    """

    days: tuple[date, ...]
    counts: Numbers
    kinds: Kinds = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (
            self.counts.ndim != 2
            or len(self.counts) != len(self.days)
            or list(self.days) != sorted(set(self.days))
        ):
            raise QueueMalformed("历史的日期要从早到晚、不重复，每天一行。")
        if not (np.nan_to_num(self.counts) >= 0).all() or not (np.nansum(self.counts, axis=1) > 0).all():
            raise QueueMalformed("历史里的人数不能小于 0，没有人来的日子请去掉。")
        if len(self.days) < FEWEST_DAYS:
            raise HistoryShort(len(self.days))


@dataclass(frozen=True)
class ForecastSpec:
    """The method's settings: these did best on days 65–124 of the bank's calls, before the days they are judged by.

    `ridge`: weight of no effect, in days. `carry`: share of a day's error carried to the next. `half_life`: of the
    profile, in days. `shrink`: days that all weekdays count for in one's profile. `smooth`: share of a day's bins
    that a profile is smoothed over. `level`: of the intervals. `tested`: days at the end whose errors make them.
    """

    ridge: float = 0.5
    carry: float = 0.3
    half_life: float = 80.0
    shrink: float = 2.0
    smooth: float = 0.03
    level: float = 0.9
    tested: int = 40


@dataclass(frozen=True)
class Forecast:
    """People expected in each bin of `day`, each bin with its own interval of the level asked."""

    day: date
    mean: Numbers
    low: Numbers
    high: Numbers
    level: float


def forecast(
    history: History, days: Sequence[date], spec: ForecastSpec = ForecastSpec()
) -> tuple[Forecast, ...]:
    """A forecast for each coming open day, in order; the n-th has the interval of forecasts made n days ahead.

    Raises `QueueMalformed` where a day is not after the history.
    """
    if list(days) != sorted(set(days)) or (days and days[0] <= history.days[-1]):
        raise QueueMalformed("要预测的日期应在历史之后，从早到晚、不重复。")
    table = _Table.of(history, days)
    return tuple(_one(table, at, history, day, spec) for at, day in enumerate(days))


def _one(table: "_Table", at: int, history: History, day: date, spec: ForecastSpec) -> Forecast:
    first = len(history.days)
    mean = table.expected(first, first + at, spec)
    tests = range(max(FEWEST_DAYS - 5, first - spec.tested, at + 1), first)
    past = np.array([table.expected(test - at, test, spec) for test in tests])
    spread = _spread(past, history.counts[tests.start : first], spec.level)
    low, high = mean - spread(mean), mean + spread(mean)
    return Forecast(day, mean, np.maximum(low, 0), high, spec.level)


def _spread(past: Numbers, seen: Numbers, level: float) -> Callable[[Numbers], Numbers]:
    """Half the width of an interval, as a function of the mean, from forecasts and what came."""
    there = ~np.isnan(seen)
    ratio = np.nansum(seen, axis=1) / np.where(there, past, 0).sum(axis=1)
    day = float(np.sqrt(np.mean((ratio - 1) ** 2)))

    def scale(mean: Numbers) -> Numbers:
        return np.sqrt(np.maximum(mean, 0.5) + (day * mean) ** 2)

    errors = np.abs(seen - past)[there] / scale(past)[there]
    rank = min(1.0, level * (1 + 1 / len(errors)))
    widest = float(np.quantile(errors, rank))
    return lambda mean: widest * scale(mean)


@dataclass(frozen=True)
class _Table:
    """Past days, then the coming ones: what is known of each beforehand, and shares and log totals of the past."""

    known: Numbers  # (days, effects)
    weekdays: NDArray[np.int64]
    shares: Numbers  # (past days, bins)
    levels: Numbers  # (past days,)

    @staticmethod
    def of(history: History, coming: Sequence[date]) -> "_Table":
        days = [*history.days, *coming]
        filled = _filled(history.counts)
        total = filled.sum(axis=1)
        return _Table(
            _known(days, len(history.days), history.kinds),
            np.array([day.weekday() for day in days]),
            filled / total[:, None],
            np.log(total),
        )

    def expected(self, before: int, at: int, spec: ForecastSpec) -> Numbers:
        """Of day `at`, by the days before `before` alone."""
        total = float(np.exp(self._level(before, at, spec)))
        return total * self._profile(before, at, spec)

    def _level(self, before: int, at: int, spec: ForecastSpec) -> float:
        known, levels = self.known[:before], self.levels[:before]
        middle = float(levels.mean())
        square = known.T @ known + spec.ridge * np.eye(known.shape[1])
        effects = np.linalg.solve(square, known.T @ (levels - middle))
        carried = 0.0
        for error in levels - middle - known @ effects:
            carried += spec.carry * (float(error) - carried)
        return middle + float(self.known[at] @ effects) + carried

    def _profile(self, before: int, at: int, spec: ForecastSpec) -> Numbers:
        weights = 0.5 ** (np.arange(before, 0, -1) / spec.half_life)
        same = weights * (self.weekdays[:before] == self.weekdays[at])
        shares = self.shares[:before]
        every = weights @ shares / weights.sum()
        mixed = (same @ shares + spec.shrink * every) / (same.sum() + spec.shrink)
        smooth = _smoothed(mixed, round(spec.smooth * len(mixed)))
        return smooth / float(smooth.sum())


def _known(days: Sequence[date], past: int, kinds: Kinds) -> Numbers:
    """One column an effect, each known before its day begins; columns of kinds that the past never had are left out."""
    numbers = np.array([day.toordinal() for day in days])
    weekdays = np.array([day.weekday() for day in days])
    gaps = np.diff(numbers, prepend=numbers[0] - 1)
    usual = {each: float(np.median(gaps[:past][weekdays[:past] == each])) for each in set(weekdays[:past])}
    after = gaps > np.array([usual.get(each, 1.0) for each in weekdays])
    columns = [weekdays == each for each in range(7)] + [after]
    words = sorted({kinds[day] for day in days[:past] if kinds.get(day)})
    columns += [np.array([kinds.get(day) == word for day in days]) for word in words]
    if past >= MONTHLY_FROM:
        turn = 2 * np.pi * np.array([day.day for day in days]) / MONTH
        columns += [np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)]
    return np.column_stack(columns).astype(float)


def _filled(counts: Numbers) -> Numbers:
    """Gaps take the mean share of their bin, times what the day would have had in all."""
    there = ~np.isnan(counts)
    if there.all():
        return counts
    plain = np.nan_to_num(counts)
    mean = plain.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    scale = plain.sum(axis=1) / np.maximum((there * mean).sum(axis=1), 1e-9)
    return np.where(there, plain, scale[:, None] * mean)


def _smoothed(values: Numbers, width: int) -> Numbers:
    kernel = np.hanning(max(width, 1) + 2)[1:-1]
    sums = np.convolve(values, kernel, "same") / np.convolve(np.ones(len(values)), kernel, "same")
    return np.asarray(sums, float)
