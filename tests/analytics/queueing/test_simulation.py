# SPDX-License-Identifier: Apache-2.0
"""A day played through: the steady formulas where nothing changes, and what they cannot say where it does."""

import numpy as np
import pytest

from amends.analytics.queueing import Day, Estimate, Lane, Load, QueueMalformed, performance, simulate

SPANS = 40


def _rng() -> np.random.Generator:
    return np.random.default_rng(20)


def _steady(arrivals: float, patience: float | None, servers: int) -> Day:
    """Forty half hours: the first minutes, in which nobody waits yet, weigh little."""
    return Day((Lane("all", (arrivals,) * SPANS, 180, patience),), (servers,) * SPANS)


def _holds(found: Estimate, truth: float) -> bool:
    return found.low <= truth <= found.high


def test_steady_queue_with_leaving_is_erlang_a() -> None:
    truth = performance(Load(200, 180, 120), 20)
    found = simulate(_steady(200, 120, 20), _rng(), replications=40, level=0.99).whole
    assert _holds(found.service_level, truth.service_level)
    assert _holds(found.mean_wait, truth.mean_wait)
    share = Estimate(*(one / found.arrivals for one in vars(found.walk_outs).values()))
    assert _holds(share, truth.abandonment)
    assert share.high - share.low < 0.01


def test_steady_patient_queue_is_erlang_c() -> None:
    truth = performance(Load(100, 180), 13)
    found = simulate(_steady(100, None, 13), _rng(), replications=40, level=0.99).whole
    assert _holds(found.service_level, truth.service_level)
    assert _holds(found.mean_wait, truth.mean_wait)
    assert found.walk_outs.value == 0


def test_backlog_of_a_peak_is_met_by_those_after_it() -> None:
    """Steady formulas see each half hour alone; who comes after the peak stands behind it."""
    day = Day((Lane("all", (60, 160, 60), 180),), (8, 8, 8))
    after = simulate(day, _rng()).spans[2]
    assert after.mean_wait.low > 5 * performance(Load(60, 180), 8).mean_wait
    assert after.wait_p90 > after.wait_p50 > 0


def test_first_lane_is_served_first() -> None:
    day = Day((Lane("老年", (20,) * 8, 300, 900), Lane("普通", (60,) * 8, 300, 900)), (12,) * 8)
    old, others = simulate(day, _rng()).lanes
    assert old.mean_wait.high < others.mean_wait.low / 3


def test_windows_that_close_for_lunch_finish_whom_they_serve() -> None:
    through = simulate(Day((Lane("all", (40, 40, 40), 180, 600),), (5, 5, 5)), _rng())
    relief = simulate(Day((Lane("all", (40, 40, 40), 180, 600),), (5, 2, 5)), _rng())
    assert relief.spans[1].walk_outs.low > through.spans[1].walk_outs.high
    assert relief.spans[1].wait_p90 > 3 * through.spans[1].wait_p90


def test_same_seed_same_day() -> None:
    day = _steady(50, 120, 6)
    assert simulate(day, _rng(), replications=3) == simulate(day, _rng(), replications=3)
    other = simulate(day, np.random.default_rng(21), replications=3)
    assert other.whole != simulate(day, _rng(), replications=3).whole


def test_closed_at_the_end_sends_everybody_home() -> None:
    found = simulate(Day((Lane("all", (30.0, 30.0), 180),), (0, 0)), _rng())
    assert found.whole.walk_outs.value == pytest.approx(found.whole.arrivals)
    assert found.whole.service_level.value == 0
    assert found.whole.mean_wait.value == pytest.approx(
        1800, rel=0.05
    )  # half the two half hours that are left


def test_span_in_which_nobody_comes() -> None:
    empty = simulate(Day((Lane("all", (0.0, 30.0), 180),), (3, 3)), _rng()).spans[0]
    assert empty.arrivals == 0
    assert np.isnan([empty.service_level.value, empty.wait_p90]).all()


def test_days_that_are_none() -> None:
    lane = Lane("all", (30, 30), 180)
    for lanes, windows in (
        ((), (1,)),
        ((lane,), (1,)),
        ((lane,), (1, -1)),
        ((Lane("x", (-1.0,), 180),), (1,)),
    ):
        with pytest.raises(QueueMalformed):
            Day(lanes, windows)
    with pytest.raises(QueueMalformed):
        simulate(Day((lane,), (1, 1)), _rng(), replications=1)
