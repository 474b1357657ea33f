# SPDX-License-Identifier: Apache-2.0
"""Arrivals of coming days: against the same-weekday mean on real calls, without look-ahead, with honest intervals."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.queueing import (
    Forecast,
    ForecastSpec,
    History,
    HistoryShort,
    QueueMalformed,
    forecast,
)
from amends.analytics.queueing.forecasting import _Table

BINS = 28


@pytest.fixture(scope="module")
def bank(shared_dir: Path) -> History:
    """The calls of 144 days by five minutes. The Z of its timestamps is wrong: they are local."""
    with (shared_dir / "data/bank_calls_5min/bank_calls_144_days.csv").open() as file:
        rows = list(csv.DictReader(file))
    counts = np.array([float(row["Calls"]) for row in rows]).reshape(144, 169)
    return History(tuple(date.fromisoformat(row["DateTime"][:10]) for row in rows[::169]), counts)


def _walked(history: History, first: int, last: int) -> list[Forecast]:
    """Each day by the days before it alone."""
    return [
        forecast(History(history.days[:at], history.counts[:at], history.kinds), [history.days[at]])[0]
        for at in range(first, last)
    ]


def _plain(history: History, at: int) -> NDArray[np.float64]:
    same = [past for past in range(at) if history.days[past].weekday() == history.days[at].weekday()]
    return np.asarray(history.counts[same].mean(axis=0))


def _wape(found: NDArray[np.float64], seen: NDArray[np.float64]) -> float:
    return float(np.abs(found - seen).sum() / seen.sum())


@pytest.mark.shared
def test_last_twenty_days_of_the_bank_beat_the_same_weekday_mean(bank: History) -> None:
    seen = bank.counts[124:]
    ours = _wape(np.array([one.mean for one in _walked(bank, 124, 144)]), seen)
    plain = _wape(np.array([_plain(bank, at) for at in range(124, 144)]), seen)
    assert ours <= 0.080
    assert plain == pytest.approx(0.0935, abs=1e-4)


@pytest.mark.shared
def test_intervals_of_half_hours_hold_what_they_say(bank: History) -> None:
    halves = replace(bank, counts=bank.counts[:, :168].reshape(144, BINS, 6).sum(axis=2))
    found = _walked(halves, 84, 144)
    held = [
        ((one.low <= seen) & (seen <= one.high)) for one, seen in zip(found, halves.counts[84:], strict=True)
    ]
    assert 0.85 <= np.mean(held) <= 0.95
    assert 0.80 <= np.mean(held[-20:]) <= 0.96


def _made(days: int, kinds: dict[date, str] | None = None, seed: int = 1) -> History:
    rng = np.random.default_rng(seed)
    dates = tuple(date(2026, 1, 5) + timedelta(days=at) for at in range(days))
    shape = 20 + 10 * np.sin(np.linspace(0, np.pi, BINS))
    means = [
        shape * (1.5 if (kinds or {}).get(day) else 1) * (0.6 if day.weekday() > 4 else 1) for day in dates
    ]
    return History(dates, rng.poisson(np.array(means)).astype(float), kinds or {})


def test_what_is_to_come_changes_no_forecast() -> None:
    """The forecasts inside, whose errors make the interval, see none of the days that they foretell either."""
    history, spec = _made(80), ForecastSpec()
    spoilt = history.counts.copy()
    spoilt[60:] *= 3
    tables = [_Table.of(History(history.days, counts), []) for counts in (history.counts, spoilt)]
    one, two = (table.expected(60, 61, spec) for table in tables)
    assert one == pytest.approx(two)


def test_kind_of_day_from_the_calendar_is_learnt() -> None:
    start = date(2026, 1, 5)
    kinds = {start + timedelta(days=at): "调休上班" for at in (5, 19, 33, 47, 61)}
    history = _made(61, kinds)
    told = forecast(history, [start + timedelta(days=61)])[0].mean.sum()
    untold = forecast(replace(history, kinds={}), [start + timedelta(days=61)])[0].mean.sum()
    truth = _made(62, kinds).counts[61].sum()
    assert abs(told - truth) < abs(untold - truth) / 2


def test_days_further_ahead_follow_their_weekday() -> None:
    history = _made(70)
    week = forecast(history, [history.days[-1] + timedelta(days=at) for at in range(1, 8)])
    totals = {one.day.weekday(): one.mean.sum() for one in week}
    assert totals[6] / totals[2] == pytest.approx(0.6, abs=0.06)


def test_intervals_of_made_days_hold_what_they_say() -> None:
    history = _made(160)
    held = [
        (one.low <= seen) & (seen <= one.high)
        for one, seen in zip(_walked(history, 110, 160), history.counts[110:], strict=True)
    ]
    assert np.mean(held) == pytest.approx(0.9, abs=0.04)


def test_gaps_pull_no_forecast_down() -> None:
    history = _made(60)
    holes = history.counts.copy()
    holes[::3, 4:9] = np.nan
    day = [history.days[-1] + timedelta(days=1)]
    assert forecast(replace(history, counts=holes), day)[0].mean.sum() == pytest.approx(
        forecast(history, day)[0].mean.sum(), rel=0.03
    )


def test_histories_that_are_none() -> None:
    history = _made(30)
    with pytest.raises(HistoryShort) as short:
        History(history.days[:9], history.counts[:9])
    assert short.value.days == 9
    with pytest.raises(QueueMalformed):
        History(history.days[::-1], history.counts)
    with pytest.raises(QueueMalformed):
        History(history.days, -history.counts)
    with pytest.raises(QueueMalformed):
        forecast(history, [history.days[-1]])
