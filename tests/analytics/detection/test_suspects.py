# SPDX-License-Identifier: Apache-2.0
"""Planted traps are found, and honest columns are left in peace."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.detection import DetectorSpec, SuspectColumn, inspect_columns
from tests.analytics.detection.conftest import Table, customers

SPEC = DetectorSpec()
N = 2000


@pytest.fixture(scope="module")
def table() -> tuple[Table, NDArray[np.bool_]]:
    return customers(N)


def _found(columns: Table, truth: NDArray[np.bool_], **kwargs: Any) -> dict[str, SuspectColumn]:
    return {s.name: s for s in inspect_columns(columns, truth, spec=kwargs.pop("spec", SPEC), **kwargs)}


def _gappy(
    truth: NDArray[np.bool_], filled_bad: float, filled_good: float, seed: int = 1
) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    filled = rng.random(truth.size) < np.where(truth, filled_bad, filled_good)
    return np.where(filled, rng.gamma(2.0, 3.0, truth.size).round(2), np.nan)


def test_honest_columns_are_not_suspected(table: tuple[Table, NDArray[np.bool_]]) -> None:
    assert _found(*table) == {}


def test_presence_that_tells_the_label_is_left_out_with_the_rates(
    table: tuple[Table, NDArray[np.bool_]],
) -> None:
    columns, truth = table
    found = _found({**columns, "poor": _gappy(truth, 0.9, 0.35)}, truth)["poor"]
    assert (found.kind, found.left_out, found.position) == ("missingness_tells_label", True, 5)
    assert "空白" in found.evidence_zh
    assert "AUC" in found.evidence_en


def test_gaps_at_random_are_not_suspected(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    assert _found({**columns, "poor": _gappy(truth, 0.4, 0.4)}, truth) == {}


def test_presence_with_a_dose_response_is_kept(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    values = _gappy(truth, 0.6, 0.38) + np.where(truth, 2.5, 0.0)
    found = _found({**columns, "complaint_hours": values}, truth).get("complaint_hours")
    assert found is None or not found.left_out


def test_a_trap_that_only_shows_within_another_is_followed(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    first = _gappy(truth, 0.9, 0.35)
    rng = np.random.default_rng(4)
    chance = np.where(np.isnan(first), np.where(truth, 0.1, 0.45), np.where(truth, 0.45, 0.1))
    second = np.where(rng.random(N) < chance, rng.gamma(2.0, 3.0, N).round(2), np.nan)
    alone = _found({**columns, "b": second}, truth).get("b")
    together = _found({**columns, "a": first, "b": second}, truth)
    assert together["a"].left_out
    assert together["b"].left_out
    assert alone is None or not alone.left_out


def test_insisting_keeps_the_column_and_the_report(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    spec = DetectorSpec(insist=frozenset({"poor"}))
    found = _found({**columns, "poor": _gappy(truth, 0.9, 0.35)}, truth, spec=spec)["poor"]
    assert not found.left_out


def test_another_survey_score_is_an_answer(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    rng = np.random.default_rng(6)
    score = np.clip(np.where(truth, rng.integers(1, 9, N), rng.integers(4, 11, N)), 1, 10).astype(np.float64)
    found = _found({**columns, "网络覆盖": score}, truth)["网络覆盖"]
    assert (found.kind, found.left_out) == ("answer_in_disguise", True)


def test_a_copy_of_the_answer_is_left_out_even_as_text(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    noisy = truth ^ (np.random.default_rng(2).random(N) < 0.03)
    found = _found({**columns, "结论": np.where(noisy, "差", "好").astype(object)}, truth)["结论"]
    assert (found.kind, found.left_out) == ("answer_in_disguise", True)


def test_a_rare_level_that_knows_the_answer_is_left_out(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    told = truth & (np.random.default_rng(2).random(N) < 0.15)
    found = _found({**columns, "安抚": told.astype(np.float64)}, truth)["安抚"]
    assert (found.kind, found.left_out) == ("answer_in_disguise", True)
    assert "100%" in found.evidence_zh


@pytest.mark.parametrize("copy", ["same", "unit", "codes"])
def test_copies_are_left_out_and_the_first_kept(table: tuple[Table, NDArray[np.bool_]], copy: str) -> None:
    columns, truth = table
    made = {
        "same": columns["noise"].copy(),
        "unit": columns["noise"] * 1024,
        "codes": np.array(
            [{"畅享": "A", "神州行": "B", "动感地带": "C"}.get(v) for v in columns["plan"]], dtype=object
        ),
    }[copy]
    found = _found({**columns, "again": made}, truth)
    assert {n: (s.kind, s.left_out) for n, s in found.items()} == {"again": ("duplicate_column", True)}


def test_two_unrelated_continuous_columns_are_no_copies(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    rng = np.random.default_rng(3)
    assert _found({**columns, "x": rng.random(N), "y": rng.random(N)}, truth) == {}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (np.full(N, 3.0), "constant"),
        (np.full(N, np.nan), "constant"),
        (np.arange(N, dtype=np.float64) + 10_000, "identifier"),
        (np.array([f"U{i}" for i in range(N)], dtype=object), "identifier"),
        (np.array([f"说法{i}" if i % 9 == 0 else None for i in range(N)], dtype=object), "free_text"),
    ],
)
def test_shapes_that_teach_nothing_are_left_out(
    table: tuple[Table, NDArray[np.bool_]], values: NDArray[Any], kind: str
) -> None:
    columns, truth = table
    found = _found({**columns, "odd": values}, truth)["odd"]
    assert (found.kind, found.left_out) == (kind, True)


def test_drift_and_absence_in_scoring_are_reported_not_left_out(
    table: tuple[Table, NDArray[np.bool_]],
) -> None:
    columns, truth = table
    there = customers(800, seed=6)[0]
    moved = {"drops": there["drops"] * 3 + 1, "plan": there["plan"], "noise": there["noise"]}
    found = _found(columns, truth, scoring=moved)
    assert {n: (str(s.kind), s.left_out) for n, s in found.items()} == {
        "fee": ("absent_in_scoring", False),
        "drops": ("drift", False),
    }


def test_blank_in_scoring_counts_as_absent(table: tuple[Table, NDArray[np.bool_]]) -> None:
    columns, truth = table
    there = {**customers(800, seed=6)[0], "fee": np.full(800, np.nan)}
    assert _found(columns, truth, scoring=there)["fee"].kind == "absent_in_scoring"
