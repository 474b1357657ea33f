# SPDX-License-Identifier: Apache-2.0
"""Sample sizes: the printed formulas, every step shown, both ways of rounding up."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.sampling.sizes import (
    Rounding,
    SizeImpossible,
    SizeSpec,
    Stage,
    planned_design_effect,
    size_for_mean,
    size_for_proportion,
)


def test_steps_when_design_population_and_response_are_given() -> None:
    spec = SizeSpec(margin=0.03, population=100_000, design_effect=1.5, response_rate=0.3)
    size = size_for_proportion(spec)
    assert [step.rounded for step in size.steps] == [1068, 1602, 1577, 5257]
    assert [step.stage for step in size.steps] == list(Stage)
    assert (size.interviews, size.contacts) == (1577, 5257)


@pytest.mark.parametrize(("population", "each_step", "at_end"), [(100_000, 1057, 1056), (2_000, 697, 697)])
def test_rounding_when_conventions_differ(population: int, each_step: int, at_end: int) -> None:
    size = size_for_proportion(SizeSpec(margin=0.03, population=population))
    assert (size.interviews, size.other_interviews) == (each_step, at_end)
    assert size.conventions_differ is (each_step != at_end)
    turned = size_for_proportion(SizeSpec(margin=0.03, population=population, rounding=Rounding.AT_END))
    assert (turned.interviews, turned.other_interviews) == (at_end, each_step)


@pytest.mark.shared
@pytest.mark.parametrize("population", [None, 2_000, 100_000, 1_000_000])
def test_proportion_when_checked_against_svy(shared_dir: Path, population: int | None) -> None:
    golden = json.loads((shared_dir / "reference/results/survey_stats_golden.json").read_text())
    expected = golden[f"n_prop_p.5_moe.03_N={population}"]
    size = size_for_proportion(SizeSpec(margin=0.03, population=population))
    assert size.interviews == expected["svy"]
    assert size.steps[-1].exact == pytest.approx(expected["formula_unrounded"], rel=1e-13)


def test_mean_when_population_is_small() -> None:
    size = size_for_mean(SizeSpec(margin=2, population=400, rounding=Rounding.AT_END), deviation=20)
    assert size.steps[0].exact == pytest.approx(384.14588, abs=1e-5)  # (1.959964·20/2)²
    assert size.steps[2].exact == pytest.approx(384.14588 / (1 + 384.14588 / 400), rel=1e-7)
    assert size.interviews == 196


def test_contacts_when_the_division_comes_out_even() -> None:
    spec = SizeSpec(margin=0.5, level=0.6826894921370859, response_rate=0.1)
    assert size_for_proportion(spec).contacts == 10  # z = 1: one answer, and 1/0.1 is not 10.000…1


@given(st.integers(1, 10**9), st.floats(0.001, 0.2), st.floats(0.01, 0.99))
def test_size_when_the_population_is_any(population: int, margin: float, proportion: float) -> None:
    size = size_for_proportion(SizeSpec(margin=margin, population=population), proportion)
    endless = size_for_proportion(SizeSpec(margin=margin), proportion)
    assert 1 <= size.interviews <= endless.interviews
    assert size.other_interviews <= size.interviews


@given(st.integers(1, 10**6), st.floats(0.5, 10))
def test_answers_when_the_population_is_small_never_exceed_it(population: int, margin: float) -> None:
    assert size_for_mean(SizeSpec(margin=margin, population=population), 30).interviews <= population


@pytest.mark.parametrize(
    "wrong",
    [
        {"margin": 0},
        {"margin": 0.1, "level": 1},
        {"margin": 0.1, "population": 0},
        {"margin": 0.1, "response_rate": 0},
    ],
)
def test_spec_when_impossible_says_what_to_change(wrong: dict[str, float]) -> None:
    with pytest.raises(SizeImpossible, match=r"请|必须"):
        SizeSpec(**wrong)  # type: ignore[arg-type]  # each case is one wrong number


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_proportion_when_certain_is_refused(share: float) -> None:
    with pytest.raises(SizeImpossible):
        size_for_proportion(SizeSpec(margin=0.03), share)


def test_mean_when_nobody_differs_is_refused() -> None:
    with pytest.raises(SizeImpossible):
        size_for_mean(SizeSpec(margin=1), 0)


def test_design_effect_when_planned_from_clusters_and_weights() -> None:
    assert planned_design_effect(20, 0.05) == pytest.approx(1.95)
    assert planned_design_effect(20, 0.05, of_weights=1.2) == pytest.approx(2.34)
    with pytest.raises(SizeImpossible):
        planned_design_effect(0, 0.05)
