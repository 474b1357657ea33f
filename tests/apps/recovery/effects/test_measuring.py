# SPDX-License-Identifier: Apache-2.0
"""What is told of a wave: nothing of a broken draw, no differences before the horizon, and else everything planned."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from amends.apps.recovery.rules.effects.measuring import Line, Measured, Plan, measure
from amends.apps.recovery.rules.waves.design import Outcome
from amends.pipeline.marts.schemas import WAVE_OUTCOMES
from tests.apps.recovery.effects.outcomes import Planted, outcomes

PLAN = Plan(held_out=0.2)
CAUSES = ("complaint", "tariff")


def measured(plan: Plan = PLAN, *, seed: int = 5, **given: Any) -> Measured:
    """One simulated wave, measured."""
    rng = np.random.default_rng(seed)
    return measure(outcomes(rng, **given), plan, rng=rng)


def named(lines: Sequence[Line]) -> dict[str, dict[str, Any]]:
    """Figures of everybody by outcome."""
    return {str(line.outcome): line.figures for line in lines if not line.segment_kind}


def test_broken_draw_is_told_and_no_effect() -> None:
    lines = measured(Plan(held_out=0.1)).lines  # a fifth was held out where a tenth was meant to be
    assert [line.outcome for line in lines] == ["sample_ratio"]
    assert not lines[0].figures["holds"]
    assert lines[0].figures["p"] < 0.001


def test_account_in_both_arms_breaks_the_draw() -> None:
    accounts = ["A"] * 2 + [f"B{n}" for n in range(1_398)]
    arms = ["treated", "control", *np.where(np.arange(1_398) % 5 < 4, "treated", "control").tolist()]
    lines = measured(account=accounts, arm=arms).lines
    assert lines[0].figures["split"] == 1
    assert len(lines) == 1


def test_before_the_horizon_no_difference_is_told() -> None:
    early = measured(complete=[False] * 1_400)
    assert not early.final
    told = named(early.lines)["repeat_complaint"]
    assert set(told) == {"treated", "control", "treated_mean", "control_mean"}
    assert not any({"value", "low", "high", "adjusted_p"} & set(line.figures) for line in early.lines)


def test_without_a_control_nothing_is_measured() -> None:
    lines = measured(Plan(held_out=0.0), arm=["treated"] * 1_400).lines
    assert [line.figures.get("problem") for line in lines] == ["no_control"]


def test_effect_comes_with_its_base_and_what_could_be_found() -> None:
    told = named(measured().lines)["repeat_complaint"]
    assert told["treated"] + told["control"] == 1_400
    assert told["low"] < told["value"] < told["high"]
    assert told["p"] <= told["adjusted_p"]
    assert 0.03 < told["detectable"] < 0.1
    assert told["adjusted_by"] >= 6


def test_p_is_adjusted_over_the_planned_outcomes_alone() -> None:
    some = Plan(held_out=0.2, outcomes=(Outcome.CHURN,))
    told = named(measured(some).lines)
    assert set(told) == {"sample_ratio", "churn", "score_after", "ranking"}
    assert told["churn"]["p"] == told["churn"]["adjusted_p"]


def test_outcome_without_a_delivered_month_is_no_effect_and_costs_the_others_nothing() -> None:
    told = named(measured(bill_change_yuan=[None] * 1_400).lines)
    assert told["bill_change_yuan"]["problem"] == "no_month"
    four = sorted(told[str(each)]["p"] for each in Outcome if each is not Outcome.BILL_CHANGE)
    assert min(told[str(each)]["adjusted_p"] for each in Outcome if each is not Outcome.BILL_CHANGE) == (
        pytest.approx(min(4 * four[0], 1))
    )


def test_too_small_an_arm_is_not_told() -> None:
    told = named(measured(members=100).lines)
    assert told["churn"] == {
        "treated": told["churn"]["treated"],
        "control": told["churn"]["control"],
        "problem": "too_few",
    }


def test_segments_are_told_apart_and_small_ones_only_named() -> None:
    units = ("G-P-E-T",) * 14 + ("G-P-W-T",)
    lines = measured(Plan(held_out=0.2, tier_at=2), classes=CAUSES, units=units).lines
    mine = [line for line in lines if line.outcome == "repeat_complaint"]
    causes = {line.segment: line.figures for line in mine if line.segment_kind == "recovery_class"}
    assert set(causes) == set(CAUSES)
    assert all(figures["control"] >= 30 for figures in causes.values())
    by_unit = {line.segment: line.figures for line in mine if line.segment_kind == "unit"}
    assert by_unit["G-P-W-T"] == {"problem": "too_few"}
    assert {line.segment for line in mine if line.segment_kind == "value_tier"} == set()  # all are gold
    assert 0 <= named(lines)["repeat_complaint"]["same"]["recovery_class"] <= 1


def test_households_are_one_draw() -> None:
    pairs = [f"A{n // 2}" for n in range(1_400)]
    arms = np.where(np.arange(1_400) // 2 % 5 < 4, "treated", "control").tolist()
    told = named(measured(account=pairs, arm=arms).lines)
    assert told["sample_ratio"]["accounts"] == [560, 140]
    assert told["churn"]["clusters"] == 700


def test_scores_of_those_who_answered_are_bounded() -> None:
    scores = [float(5 + n % 5) if n % 3 else None for n in range(1_400)]
    told = named(measured(score_after=scores).lines)["score_after"]
    assert told["low"] <= told["low_bound"] <= told["high_bound"] <= told["high"]
    assert told["treated_rate"] == pytest.approx(2 / 3, abs=0.05)


def test_few_answers_are_not_told() -> None:
    scores = [7.0 if n < 20 else None for n in range(1_400)]
    assert named(measured(score_after=scores).lines)["score_after"]["problem"] == "no_answers"


def test_order_of_approach_is_compared_on_a_large_wave_and_not_claimed_without_proof() -> None:
    told = named(measured(members=2_400).lines)["ranking"]
    assert len(told["uplift"]["gain"]) == len(told["risk"]["gain"]) == 21
    assert told["better"] == (told["low"] > 0)
    assert told["low"] < told["difference"] < told["high"]
    assert not told["better"]  # everybody gains alike: no order can gain more


def test_order_cannot_be_compared_where_nobody_came_by_probability() -> None:
    told = named(measured(members=2_400, probability=[None] * 2_400).lines)["ranking"]
    assert told == {"problem": "no_risk"}


def test_figures_are_plain_json() -> None:
    lines = measured(planted=Planted(0, 0, 0), appeal=[0.0] * 1_400).lines
    json.dumps([line.figures for line in lines], allow_nan=False)


def test_no_rows_are_no_measurement() -> None:
    assert measure(WAVE_OUTCOMES.empty_table(), PLAN, rng=np.random.default_rng(1)) == Measured(final=False)
