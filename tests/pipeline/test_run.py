# SPDX-License-Identifier: Apache-2.0
"""A whole night on DuckDB, over a little operator with two planted troubles."""

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from amends.pipeline.checks import NothingToRun, RepeatedKeys
from amends.pipeline.engines import UnknownEngine, duckdb
from amends.pipeline.marts.parameters import Parameters
from amends.pipeline.marts.schemas import MARTS
from amends.pipeline.run import RunOutcome, run_pipeline
from amends.pipeline.store import AnotherRunIsWorking, current_run, read_manifest, read_mart, workspace
from tests.pipeline.homes import put_feeds
from tests.pipeline.text_tables import write_feeds
from tests.pipeline.worlds import AS_OF, badly_covered, build_home, overcharged

CUSTOMERS = 1_500
PARAMETERS = Parameters(capacity=30, capacities={"U0": 10})


@dataclass(frozen=True)
class Done:
    home: Path
    outcome: RunOutcome
    listed: pa.Table


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    home = tmp_path_factory.mktemp("home")
    build_home(home, tmp_path_factory.mktemp("made"), customers=CUSTOMERS)
    outcome = run_pipeline(home, as_of=AS_OF, parameters=PARAMETERS)
    return Done(home, outcome, read_mart(home, "recovery_list"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    build_home(tmp_path / "home", tmp_path / "made", customers=40, surveyed=False)
    return tmp_path / "home"


def test_what_was_planted_is_found_for_the_planted_cause(done: Done) -> None:
    found: Counter[bool] = Counter()
    for row in done.listed.to_pylist():
        place = int(row["customer_id"][1:])
        planted = "tariff" if overcharged(place) else "network" if badly_covered(place) else None
        if row["evidence"] == "detected":
            found[planted == row["main_cause"]] += 1
    assert found[True] > 30
    assert found[True] > 9 * found[False]


def test_the_card_tells_how_good_the_model_is(done: Done) -> None:
    card = done.outcome.summary["model"]
    assert card["kind"] == "detected"
    assert card["auc"] > 0.75
    assert card["customers"] == CUSTOMERS * 2 / 3
    assert {"region", "plan_code"} <= {group["grouping"] for group in card["groups"]}


def test_every_mart_has_its_declared_columns(done: Done) -> None:
    for name, schema in MARTS.items():
        assert read_mart(done.home, name).schema == schema


def test_no_unit_is_given_more_than_it_can_call(done: Done) -> None:
    today = Counter(row["unit_code"] for row in done.listed.to_pylist() if row["list_date"])
    assert today == {"U0": 10, "U1": 30, "U2": 30, "U3": 30}


def test_ranks_count_from_one_within_unit_by_priority(done: Done) -> None:
    rows = [r for r in done.listed.to_pylist() if r["unit_code"] == "U1" and r["eligible"]]
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    assert rows == sorted(rows, key=lambda r: (-r["priority"], r["customer_id"]))
    assert all((r["list_date"] == AS_OF) == (r["rank"] <= 30) for r in rows)


def test_every_customer_is_on_the_list_once_at_most(done: Done) -> None:
    ids = done.listed.column("customer_id").to_pylist()
    assert len(ids) == len(set(ids))


def test_everybody_detected_has_a_cause_and_a_reason(done: Done) -> None:
    for row in done.listed.to_pylist():
        assert row["reasons"]
        assert row["main_cause"] or row["evidence"] == "stated"


def test_customers_mart_holds_everybody_in_order(done: Done) -> None:
    ids = read_mart(done.home, "customers").column("customer_id").to_pylist()
    assert ids == [f"c{n:05d}" for n in range(CUSTOMERS)]


def test_summary_counts_what_the_marts_hold(done: Done) -> None:
    summary, rows = done.outcome.summary, done.listed.to_pylist()
    assert summary["found"]["listed"] == sum(r["list_date"] is not None for r in rows) == done.outcome.listed
    assert sum(summary["found"]["blocked"].values()) == sum(not r["eligible"] for r in rows)
    assert summary["customers"]["all"] == CUSTOMERS == sum(b["customers"] for b in summary["probabilities"])
    assert summary["feeds"]["subscribers"]["rows"] == CUSTOMERS
    assert summary["absent_feeds"] == []


@pytest.mark.parametrize("range_keys", [duckdb.RANGE_KEYS, 200])
def test_a_repeated_run_gives_the_same_bytes(
    done: Done, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, range_keys: int
) -> None:
    monkeypatch.setattr(duckdb, "RANGE_KEYS", range_keys)
    monkeypatch.setattr(duckdb, "ONE_IN", 8)
    shutil.copytree(done.home / "feeds", tmp_path / "feeds")
    again = run_pipeline(tmp_path, as_of=AS_OF, parameters=PARAMETERS)
    assert again.run_id == done.outcome.run_id
    assert read_manifest(tmp_path)["outputs"] == read_manifest(done.home)["outputs"]


def test_unchanged_inputs_are_recognised_unless_forced(small: Path) -> None:
    first = run_pipeline(small, as_of=AS_OF)
    assert not first.unchanged
    second = run_pipeline(small, as_of=AS_OF)
    assert second.unchanged
    assert second.run_id == first.run_id
    forced = run_pipeline(small, as_of=AS_OF, force=True)
    assert not forced.unchanged
    assert forced.run_id == first.run_id  # the same bytes: the same run


def test_another_day_capacity_or_input_is_another_run(small: Path, tmp_path: Path) -> None:
    ids = {run_pipeline(small, as_of=AS_OF).run_id, run_pipeline(small, as_of=date(2026, 10, 31)).run_id}
    ids.add(run_pipeline(small, as_of=AS_OF, capacity=1).run_id)
    (tmp_path / "more").mkdir()
    build_home(small, tmp_path / "more", customers=41, surveyed=False)
    ids.add(run_pipeline(small, as_of=AS_OF).run_id)
    assert len(ids) == 4
    assert current_run(small) in ids


def test_without_surveys_the_playbooks_signals_are_counted(small: Path) -> None:
    outcome = run_pipeline(small, as_of=AS_OF)
    card = outcome.summary["model"]
    assert card["kind"] == "signals"
    assert card["because"]
    assert outcome.summary["absent_feeds"] == ["surveys"]
    assert outcome.listed > 0
    assert {row["evidence"] for row in read_mart(small, "recovery_list").to_pylist()} == {"signals"}


def test_a_run_needs_customers(tmp_path: Path) -> None:
    with pytest.raises(NothingToRun):
        run_pipeline(tmp_path, as_of=AS_OF)


def test_only_subscribers_are_enough_for_a_run(tmp_path: Path) -> None:
    put_feeds(tmp_path, write_feeds(tmp_path, {"subscribers": "customer_id | unit_code\na | U1\n"}))
    outcome = run_pipeline(tmp_path, as_of=AS_OF)
    assert outcome.listed == 0
    assert read_mart(tmp_path, "customers").num_rows == 1


@pytest.mark.parametrize(
    ("feed", "row"), [("subscribers", "a | U1"), ("bills", "a | 2026-10 | 1"), ("usage", "a | 2026-10 | 1")]
)
def test_a_key_that_comes_twice_stops_the_run(tmp_path: Path, feed: str, row: str) -> None:
    heads = {
        "subscribers": "customer_id | unit_code",
        "bills": "customer_id | month | amount",
        "usage": "customer_id | month | data_mb",
    }
    texts = {"subscribers": "customer_id | unit_code\na | U1\n"}
    texts[feed] = "\n".join([heads[feed], *[row] * 13])
    put_feeds(tmp_path, write_feeds(tmp_path, texts))
    with pytest.raises(RepeatedKeys, match=feed):
        run_pipeline(tmp_path, as_of=AS_OF)
    assert current_run(tmp_path) is None


def test_an_unknown_engine_is_refused(small: Path) -> None:
    with pytest.raises(UnknownEngine, match="oracle"):
        run_pipeline(small, as_of=AS_OF, engine="oracle")


def test_two_runs_at_once_are_refused(small: Path) -> None:
    with workspace(small), pytest.raises(AnotherRunIsWorking):
        run_pipeline(small, as_of=AS_OF)


def test_progress_is_told_step_by_step(small: Path) -> None:
    told: list[tuple[int, int]] = []
    run_pipeline(small, as_of=AS_OF, progress=lambda done, total, text: told.append((done, total)))
    assert told == [(n, 10) for n in range(11)]
