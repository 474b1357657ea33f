# SPDX-License-Identifier: Apache-2.0
"""Servers for a promise, people on the roster, and the way back from servers to arrivals."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.queueing import (
    Load,
    QueueMalformed,
    Target,
    capacity_table,
    most_arrivals,
    on_the_roster,
    performance,
    servers_needed,
)


def test_erlang_c_staffing_as_in_the_tables() -> None:
    need = servers_needed(Load(arrivals=100, handling=180), Target(share=0.8, within=20))
    assert need.servers == 14  # 10 erlangs, 80/20: every published calculator says 14
    assert on_the_roster(need.servers, 0.3) == 20


@settings(max_examples=40, deadline=None)
@given(
    arrivals=st.floats(0.1, 5000),
    handling=st.floats(20, 600),
    patience=st.none() | st.floats(10, 600),
    share=st.floats(0.5, 0.98),
)
def test_one_server_fewer_breaks_the_promise(
    arrivals: float, handling: float, patience: float | None, share: float
) -> None:
    load, target = Load(arrivals, handling, patience), Target(share=share)
    need = servers_needed(load, target)
    assert target.met(need)
    assert not target.met(performance(load, need.servers - 1, target.within))


def test_staffing_to_abandonment_and_occupancy() -> None:
    load = Load(arrivals=2000, handling=180, patience=120)
    few = servers_needed(load, Target(share=None, abandonment=0.05))
    calm = servers_needed(load, Target(share=None, abandonment=0.05, occupancy=0.8))
    assert few.abandonment <= 0.05 < performance(load, few.servers - 1).abandonment
    assert few.servers < 201 < calm.servers == 250  # 200 erlangs at 0.8, nearly nobody leaves


def test_nobody_comes() -> None:
    assert servers_needed(Load(0, 180, 120), Target()).servers == 0


def test_back_from_servers_to_arrivals() -> None:
    load, target = Load(0, 180, 120), Target()
    for line in capacity_table(load, range(1, 40, 6), target):
        assert servers_needed(replace(load, arrivals=line.arrivals), target).servers == line.servers
        assert (
            servers_needed(replace(load, arrivals=line.arrivals * 1.001), target).servers == line.servers + 1
        )


def test_no_server_takes_nobody() -> None:
    assert most_arrivals(Load(0, 180, 120), 0, Target()) == pytest.approx(0, abs=1e-8)


def test_shrinkage_and_targets_that_are_none() -> None:
    with pytest.raises(QueueMalformed):
        on_the_roster(3, 1.0)
    with pytest.raises(QueueMalformed):
        Target(share=None)
    with pytest.raises(QueueMalformed):
        Target(share=1.5)
