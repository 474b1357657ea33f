# SPDX-License-Identifier: Apache-2.0
"""Who is learnt from, and what stands in when nobody can be."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from amends.packs import load
from amends.pipeline.arrow import arrow_schema
from amends.pipeline.engines import open_engine
from amends.pipeline.facts.as_of import FixedDay
from amends.pipeline.features import FEATURE_NAMES
from amends.pipeline.scores.choosing import scorer_for
from amends.pipeline.scores.signals import SIGNALS, SignalScorer
from amends.pipeline.scores.training import surveyed
from amends.pipeline.sources.surveys import SURVEYS
from tests.pipeline.text_tables import write_feeds
from tests.pipeline.worlds import AS_OF

ANSWERS = """
answer_id | customer_id | answered_at      | element | score
a1        | twice       | 2026-03-01T10:00 | overall | 2
a2        | twice       | 2026-09-01T10:00 | overall | 9
a3        | twice       | 2026-10-01T10:00 | network | 1
a4        | past        | 2025-10-31T10:00 | overall | 1
a5        | today       | 2026-11-01T00:00 | overall | 1
a6        | lately      | 2026-10-31T23:00 | overall | 5
"""


def test_the_latest_overall_score_of_a_year_counts_once(tmp_path: Path) -> None:
    files = write_feeds(tmp_path, {"surveys": ANSWERS})
    with open_engine("duckdb", tmp_path) as engine:
        answers = engine.read("surveys", files["surveys"], arrow_schema(SURVEYS))
        rows = engine.collect(surveyed(answers, FixedDay(AS_OF)).order_by("customer_id")).to_pylist()
    assert [(r["customer_id"], r["score"]) for r in rows] == [("lately", 5.0), ("twice", 9.0)]
    assert rows[0]["as_of_at"].isoformat() == "2026-10-31T15:00:00"  # 23:00 local, in UTC


def customers(**values: float) -> pa.RecordBatch:
    """One customer with nothing on record but `values`."""
    columns = [pa.array(["a"])] + [pa.array([values.get(n)], pa.float64()) for n in FEATURE_NAMES]
    return pa.RecordBatch.from_arrays(columns, names=["customer_id", *FEATURE_NAMES])


def test_each_signal_leaves_seven_tenths_of_the_doubt() -> None:
    scorer = SignalScorer("")
    one = scorer.score(customers(out_of_bundle_months=2, poor_days=6))
    two = scorer.score(customers(out_of_bundle_months=2, poor_days=7))
    assert one.column("probability").to_pylist() == [0.3]
    assert two.column("probability").to_pylist() == [0.51]


def test_nothing_on_record_is_no_signal() -> None:
    assert SignalScorer("").score(customers()).column("probability").to_pylist() == [0.0]


def test_signals_name_the_class_with_the_most_of_them() -> None:
    rows = pa.Table.from_batches([customers(poor_days=8, network_complaints=3, sudden_bill=1)])
    told = SignalScorer("").explain(rows).to_pylist()[0]
    assert told["main_cause"] == "network"
    assert told["reasons"] == [
        "近三个月常驻小区有 8 天质量不达标",
        "近九十天申告网络问题三次",
        "上月账单超过前三个月平均的五倍",
    ]


def test_signals_are_those_of_the_playbooks() -> None:
    playbooks: object = load("recovery_playbooks")["playbooks"]
    assert isinstance(playbooks, tuple)
    codes = {signal["code"] for playbook in playbooks for signal in playbook["trigger_signals"]}
    assert set(SIGNALS) <= codes
    assert set(SIGNALS.values()) <= set(FEATURE_NAMES)


def test_too_few_surveys_fall_back_to_signals_and_say_why() -> None:
    training = pa.table(
        {n: np.arange(9.0) for n in (*FEATURE_NAMES, "score")}
        | {n: ["x"] * 9 for n in ("region", "plan_code", "value_tier")}
    )
    scorer = scorer_for(training, training, dissatisfied_at_most=6)
    assert scorer.kind == "signals"
    assert scorer.card()["because"]
