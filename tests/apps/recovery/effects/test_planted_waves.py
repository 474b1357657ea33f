# SPDX-License-Identifier: Apache-2.0
"""The demo operator: what was planted into the past waves is found by the way that real waves go, and a planted null is
not. Six points fewer come back, three points fewer leave, appeals do not change."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from amends.analytics.effects.pooling import pooled
from amends.apps.recovery.rules.effects.measuring import Plan, measure
from amends.cli.demo.recovering import HELD_OUT, PAST, draw_the_past
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.demo.generate import Generated, generate
from amends.pipeline.demo.handover import DEMO_CUSTOMERS, DEMO_SEED
from amends.pipeline.engines import open_engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.night import Night, write_outcomes
from amends.pipeline.sources import EVERY_FEED
from amends.pipeline.staging import staged

pytestmark = pytest.mark.xdist_group("planted_waves")
AS_OF = date(2026, 11, 22)
PLANTED = {"repeat_complaint": -0.06, "churn": -0.03, "appeal": 0.0}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """The demo's own customers."""
    place = tmp_path_factory.mktemp("operator")
    drawn = draw_the_past(DEMO_CUSTOMERS)
    return generate(
        place, customers=DEMO_CUSTOMERS, as_of=AS_OF, seed=DEMO_SEED, network_months=1, drawn=drawn
    )


@pytest.fixture(scope="module")
def mart(generated: Generated, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """What the nightly run says of the members."""
    home = tmp_path_factory.mktemp("night")
    files = {**generated.files, "waves": (generated.waves,)}
    (home / "out").mkdir()
    with open_engine("duckdb", home) as engine:
        feeds = {
            name: staged(engine.read(name, _there(files, name), arrow_schema(feed)), feed)
            for name, feed in EVERY_FEED.items()
        }
        write_outcomes(Night(engine, feeds, FixedDay(AS_OF), Parameters(), home / "out", home))
    return pq.read_table(home / "out" / "wave_outcomes.parquet")


def _there(files: Mapping[str, Any], name: str) -> tuple[Path, ...]:
    return tuple(files.get(name, ()))


@pytest.fixture(scope="module")
def effects(mart: pa.Table) -> dict[int, dict[str, dict[str, Any]]]:
    """Figures of everybody by wave and outcome."""
    found = {}
    for wave in PAST:
        rows = mart.filter(pc.equal(mart["wave_id"], str(wave.number)))
        lines = measure(rows, Plan(held_out=HELD_OUT), rng=np.random.default_rng(1)).lines
        found[wave.number] = {str(line.outcome): line.figures for line in lines if not line.segment_kind}
    return found


def test_draw_is_that_of_the_keyed_hash_and_came_out_as_meant(
    effects: Mapping[int, Mapping[str, Mapping[str, Any]]],
) -> None:
    assert draw_the_past(3_000).equals(draw_the_past(DEMO_CUSTOMERS).slice(0, 3_000))
    assert all(wave["sample_ratio"]["holds"] for wave in effects.values())
    assert sum(wave["sample_ratio"]["members"][1] for wave in effects.values()) > 1_000


@pytest.mark.parametrize("outcome", PLANTED)
def test_interval_of_the_largest_wave_covers_what_was_planted(
    effects: Mapping[int, Mapping[str, Mapping[str, Any]]], outcome: str
) -> None:
    largest = effects[4][outcome]
    assert largest["low"] <= PLANTED[outcome] <= largest["high"]


def test_planted_effect_is_found_and_planted_nothing_is_not(
    effects: Mapping[int, Mapping[str, Mapping[str, Any]]],
) -> None:
    assert effects[4]["repeat_complaint"]["adjusted_p"] < 0.05
    assert effects[4]["repeat_complaint"]["high"] < 0
    assert all(wave["appeal"]["adjusted_p"] > 0.05 for wave in effects.values())


@pytest.mark.parametrize("outcome", PLANTED)
def test_waves_together_cover_what_was_planted(
    effects: Mapping[int, Mapping[str, Mapping[str, Any]]], outcome: str
) -> None:
    values = np.array([wave[outcome]["value"] for wave in effects.values()])
    errors = np.array([wave[outcome]["error"] for wave in effects.values()])
    together = pooled(values, errors)
    assert together.low <= PLANTED[outcome] <= together.high
    assert (together.high < 0) == (outcome == "repeat_complaint") or outcome == "churn"


def test_bills_end_where_lines_do(generated: Generated, mart: pa.Table) -> None:
    left = mart.filter(pc.equal(mart["churn"], 1.0))
    stayed = mart.filter(pc.equal(mart["churn"], 0.0))
    assert pc.mean(left["bill_change_yuan"]).as_py() < -20
    assert abs(pc.mean(stayed["bill_change_yuan"]).as_py()) < 20
    assert not any(left["churn_undated"].to_pylist())
    assert generated.truth.is_file()
