# SPDX-License-Identifier: Apache-2.0
"""Queues: what people meet at so many windows or agents, and how many are needed. Seconds, and spans of half hours.

    load = Load(arrivals=240, handling=180, patience=120)      # people in a half hour, means in seconds
    need = servers_needed(load, Target(share=0.8, within=20))  # .servers, .service_level, .abandonment, .mean_wait
    people = on_the_roster(need.servers, shrinkage=0.3)
    now = performance(load, servers=20, within=20)             # what 20 would do
    tomorrow, = forecast(History(days, counts), [day])         # people by bin: .mean, .low, .high
    day = Day((Lane("老年", elderly, 300, 900), Lane("普通", others, 180, 900)), windows)  # by half hour, first first
    met = simulate(day, np.random.default_rng(7), within=600)  # .whole, .spans, .lanes: waits, walk-outs, intervals
    who = roster(needed, [Shift("早班", start=0, length=16, breaks=(7, 8, 9))], people=30)  # .placed, .cover, .cost

`erlang_b` and `erlang_c` take arrays. All refuse nonsense with `QueueMalformed`, a sentence for people.
"""

from amends.analytics.queueing.erlang import (
    HALF_HOUR,
    Load,
    Performance,
    QueueMalformed,
    erlang_b,
    erlang_c,
    performance,
)
from amends.analytics.queueing.forecasting import Forecast, ForecastSpec, History, HistoryShort, forecast
from amends.analytics.queueing.rostering import NotEnough, Placed, Roster, Shift, Unsolved, roster
from amends.analytics.queueing.simulation import Day, Estimate, Lane, Met, Simulated, simulate
from amends.analytics.queueing.staffing import (
    Capacity,
    Target,
    capacity_table,
    most_arrivals,
    on_the_roster,
    servers_needed,
)

__all__ = [
    "HALF_HOUR",
    "Capacity",
    "Day",
    "Estimate",
    "Forecast",
    "ForecastSpec",
    "History",
    "HistoryShort",
    "Lane",
    "Load",
    "Met",
    "NotEnough",
    "Performance",
    "Placed",
    "QueueMalformed",
    "Roster",
    "Shift",
    "Simulated",
    "Target",
    "Unsolved",
    "capacity_table",
    "erlang_b",
    "erlang_c",
    "forecast",
    "most_arrivals",
    "on_the_roster",
    "performance",
    "roster",
    "servers_needed",
    "simulate",
]
