# SPDX-License-Identifier: Apache-2.0
"""Erlang's formulas against published tables, brute sums over states, and their limits."""

from math import exp, inf, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from amends.analytics.queueing import (
    Load,
    QueueMalformed,
    erlang_b,
    erlang_c,
    performance,
)

SOME = settings(max_examples=60, deadline=None)
loads = st.builds(
    Load,
    arrivals=st.floats(1, 3000),
    handling=st.floats(20, 900),
    patience=st.floats(5, 1200),
)


def test_blocking_as_in_the_tables() -> None:
    assert erlang_b(10, 10) == pytest.approx(0.2146, abs=5e-5)
    assert erlang_b([1, 2], [1, 2]) == pytest.approx([0.5, 0.4])


def test_waiting_as_in_the_tables() -> None:
    assert erlang_c([11, 12, 13, 14], 10) == pytest.approx([0.6821, 0.4494, 0.2853, 0.1741], abs=5e-5)


def test_waiting_where_servers_cannot_keep_up() -> None:
    assert list(erlang_c([9, 10], 10.0)) == [1, 1]
    found = performance(Load(300, 180), 30)
    assert (found.mean_wait, found.service_level, found.occupancy) == (inf, 0.0, 1.0)


def test_blocking_of_thousands_of_servers() -> None:
    count, load = 5000, 4950.0
    # the Poisson mass over the distribution function, in logarithms: another road to the same number
    logs = np.arange(count + 1) * log(load) - np.array([lgamma(k + 1) for k in range(count + 1)])
    assert erlang_b(count, load) == pytest.approx(exp(logs[-1] - np.logaddexp.reduce(logs)), rel=1e-9)
    assert erlang_b(5000, 10.0) == 0


def test_erlang_a_as_published() -> None:
    load = Load(arrivals=48, handling=60, patience=120, span=60)
    found = performance(load, 50)
    assert found.abandonment == pytest.approx(0.0309, abs=5e-5)
    assert found.mean_wait == pytest.approx(3.71, abs=0.005)
    assert performance(Load(48, 60, span=60), 50).mean_wait == pytest.approx(20.8, abs=0.05)


@SOME
@given(load=loads, busy=st.floats(0.6, 2.5), within=st.floats(0, 300))
def test_erlang_a_against_the_density_of_the_wait(load: Load, busy: float, within: float) -> None:
    """Every measure again, from the density of the offered wait by adaptive quadrature."""
    servers = max(1, round(load.erlangs / busy))
    found, out, patience = performance(load, servers, within), servers / load.handling, load.patience or 0
    peak = max(0.0, patience * log(load.rate / out))

    def phase(x: float) -> float:
        return load.rate * patience * (1 - exp(-x / patience)) - out * x

    def integral(weight: float, upper: float) -> float:
        """∫ exp(phase − weight·x/patience − phase at its peak) over 0..upper."""
        end = min(upper, peak + 60 * patience + 60 / out)
        narrow = min(1 / out, (patience / load.rate) ** 0.5)
        steps = [0.0, *(sign * narrow * 4**power for power in range(8) for sign in (-1, 1))]
        cuts = [peak + step for step in steps if 0 < peak + step < end]
        return float(
            quad(
                lambda x: exp(phase(x) - phase(peak) - weight * x / patience), 0, end, points=cuts, limit=800
            )[0]
        )

    whole = integral(0, inf)
    idle = (1 / erlang_b(servers, load.erlangs) - 1) / out * exp(-phase(peak))
    waiting = whole / (idle + whole)
    level = 1 - waiting + waiting * integral(1, within) / whole
    left = waiting * (1 - integral(1, inf) / whole)
    assert found.waiting == pytest.approx(waiting, rel=1e-5, abs=1e-9)
    assert found.service_level == pytest.approx(level, rel=1e-5, abs=1e-7)
    assert found.abandonment == pytest.approx(left, rel=1e-5, abs=1e-7)


@SOME
@given(load=loads, servers=st.integers(0, 400))
def test_another_server_makes_nothing_worse(load: Load, servers: int) -> None:
    one, two = performance(load, servers), performance(load, servers + 1)
    assert two.service_level >= one.service_level - 1e-9
    assert two.abandonment <= one.abandonment + 1e-9
    assert two.waiting <= one.waiting + 1e-9


@SOME
@given(load=loads, servers=st.integers(0, 400))
def test_measures_fit_each_other(load: Load, servers: int) -> None:
    """Who is not lost is served: servers are busy for exactly them; and shares are shares."""
    found = performance(load, servers)
    assert found.occupancy * servers == pytest.approx(
        load.erlangs * (1 - found.abandonment), rel=1e-6, abs=1e-9
    )
    assert found.service_level <= 1 - found.abandonment + 1e-9
    assert 0 <= found.abandonment <= found.waiting + 1e-9 <= 1 + 2e-9


@SOME
@given(servers=st.integers(2, 300), busy=st.floats(0.3, 0.95))
def test_endless_patience_is_erlang_c(servers: int, busy: float) -> None:
    arrivals = busy * servers * 10
    patient, endless = Load(arrivals, 180), Load(arrivals, 180, 1e9)
    assert performance(endless, servers).waiting == pytest.approx(
        performance(patient, servers).waiting, rel=1e-3
    )
    assert performance(endless, servers).service_level == pytest.approx(
        performance(patient, servers).service_level, rel=1e-3
    )


@SOME
@given(servers=st.integers(1, 300), busy=st.floats(0.3, 2))
def test_no_patience_is_erlang_b(servers: int, busy: float) -> None:
    load = Load(busy * servers * 10, 180, 1e-6)
    assert performance(load, servers).abandonment == pytest.approx(
        float(erlang_b(servers, load.erlangs)), rel=1e-3
    )


def test_nobody_serves_and_nobody_comes() -> None:
    closed = performance(Load(30, 180, 120), 0)
    assert [closed.service_level, closed.mean_wait] == pytest.approx([0, 120])
    assert closed.abandonment == pytest.approx(1)
    assert performance(Load(0, 180, 120), 3).service_level == 1


@pytest.mark.parametrize(
    ("arrivals", "handling", "patience"), [(-1, 180, 120), (10, 0, 120), (10, 180, 0), (inf, 180, 120)]
)
def test_numbers_that_no_queue_has(arrivals: float, handling: float, patience: float) -> None:
    with pytest.raises(QueueMalformed):
        Load(arrivals, handling, patience)


def test_fewer_than_no_servers() -> None:
    with pytest.raises(QueueMalformed):
        erlang_b(-1, 3.0)
    with pytest.raises(QueueMalformed):
        performance(Load(30, 180, 120), -1)


def test_patience_that_never_ends_under_too_much() -> None:
    with pytest.raises(QueueMalformed):
        performance(Load(3000, 180, 1e9), 10)
