# SPDX-License-Identifier: Apache-2.0
"""The effect of a treatment: against statsmodels, against the formulas written out, against what was planted."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from amends.analytics.effects.lift import ArmTooSmall, OutcomeIncomplete, effect

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]


@pytest.fixture
def wave() -> tuple[Numbers, Bools, Numbers]:
    rng = np.random.default_rng(7)
    known = rng.normal(size=(240, 2))
    treated = rng.random(240) < 0.3
    noise = rng.normal(size=240) * (1 + 0.5 * treated)
    outcome = 1 + 0.5 * treated + known @ [0.8, -0.4] + treated * known[:, 0] * 0.3 + noise
    return outcome, treated, known


def test_adjusted_effect_when_checked_against_statsmodels(wave: tuple[Numbers, Bools, Numbers]) -> None:
    # statsmodels 0.15.0: OLS on [1, T, xc, T xc], cov_type="HC2"
    outcome, treated, known = wave
    found = effect(outcome, treated, covariates=known)
    assert (found.value, found.error) == pytest.approx((0.5171558884649133, 0.1692581188007016), rel=1e-12)


def test_plain_effect_is_the_difference_with_neymans_error(wave: tuple[Numbers, Bools, Numbers]) -> None:
    outcome, treated, _ = wave
    found = effect(outcome, treated)
    one, other = outcome[treated], outcome[~treated]
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert found.error == pytest.approx(np.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size))
    assert found.relative == pytest.approx(found.value / other.mean())


def test_clusters_of_one_change_nothing(wave: tuple[Numbers, Bools, Numbers]) -> None:
    outcome, treated, known = wave
    alone = effect(outcome, treated, covariates=known, clusters=np.arange(240))
    assert alone.error == pytest.approx(effect(outcome, treated, covariates=known).error, rel=1e-10)


@pytest.mark.parametrize("size", [1, 6])
def test_errors_and_degrees_follow_the_formulas_written_out(
    wave: tuple[Numbers, Bools, Numbers], size: int
) -> None:
    outcome, treated, known = wave
    clusters = np.random.default_rng(1).permutation(240) // size
    centred = known - known.mean(axis=0)
    design = np.column_stack([np.ones(240), treated, centred, centred * treated[:, None]])
    bread = np.linalg.inv(design.T @ design)
    residual = np.eye(240) - design @ bread @ design.T
    columns = []
    for each in np.unique(clusters):
        here = clusters == each
        roots, axes = np.linalg.eigh(residual[np.ix_(here, here)])
        reach = axes @ np.diag(roots**-0.5) @ axes.T @ design[here] @ bread[:, 1]
        columns.append(residual[:, here] @ reach)
    spread = np.column_stack(columns)
    roots = np.linalg.eigvalsh(spread.T @ spread)
    found = effect(outcome, treated, covariates=known, clusters=clusters if size > 1 else None)
    assert found.error == pytest.approx(np.sqrt(((outcome @ spread) ** 2).sum()), rel=1e-10)
    assert found.degrees == pytest.approx(roots.sum() ** 2 / (roots**2).sum(), rel=1e-8)


def test_degrees_of_a_small_holdout_are_about_its_size() -> None:
    treated = np.arange(1_000) >= 20
    assert 18 < effect(np.random.default_rng(3).normal(size=1_000), treated).degrees < 22


def test_clusters_in_many_chunks_give_the_same(
    wave: tuple[Numbers, Bools, Numbers], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, treated, known = wave
    clusters = np.random.default_rng(1).integers(0, 40, 240)
    whole = effect(outcome, treated, covariates=known, clusters=clusters)
    monkeypatch.setattr("amends.analytics.effects.lift.AT_ONCE", 7)
    assert effect(outcome, treated, covariates=known, clusters=clusters).error == pytest.approx(whole.error)


def test_redundant_columns_are_left_out(wave: tuple[Numbers, Bools, Numbers]) -> None:
    outcome, treated, known = wave
    more = np.column_stack([known, known.sum(axis=1), np.full(240, 3.0)])
    found = effect(outcome, treated, covariates=more)
    assert found.adjusted_by == 2
    assert found.value == pytest.approx(effect(outcome, treated, covariates=known).value)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(20261122)
    covered = 0
    for _ in range(600):
        known = rng.normal(size=(300, 1))
        treated = rng.random(300) < 0.9
        outcome = known[:, 0] + 0.3 * treated * (1 + known[:, 0]) + rng.normal(size=300)
        found = effect(outcome, treated, covariates=known)
        covered += found.low <= 0.3 * (1 + known.mean()) <= found.high
    assert 0.93 <= covered / 600 <= 0.97


@pytest.mark.parametrize(
    ("rows", "clusters"), [([True, False, False], None), ([True] * 3 + [False] * 3, [0] * 6)]
)
def test_arm_when_too_small_is_refused(rows: list[bool], clusters: list[int] | None) -> None:
    codes = None if clusters is None else np.array(clusters)
    with pytest.raises(ArmTooSmall):
        effect(np.arange(float(len(rows))), np.array(rows), clusters=codes)


def test_outcome_when_missing_is_refused(wave: tuple[Numbers, Bools, Numbers]) -> None:
    outcome, treated, known = wave
    with pytest.raises(OutcomeIncomplete, match="结果有 1 行"):
        effect(np.r_[np.nan, outcome[1:]], treated)
    known[3, 0] = np.nan
    with pytest.raises(OutcomeIncomplete, match="协变量有 1 行"):
        effect(outcome, treated, covariates=known)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("arm", "points", "reach"), [("Mens E-Mail", 7.66, 0.66), ("Womens E-Mail", 4.52, 0.63)]
)
def test_effect_of_the_known_mailing(shared_dir: Path, arm: str, points: float, reach: float) -> None:
    with (shared_dir / "data/hillstrom_email/hillstrom_data.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["segment"] in {arm, "No E-Mail"}]
    visit = np.array([float(row["visit"]) for row in rows])
    found = effect(visit, np.array([row["segment"] == arm for row in rows]))
    assert 100 * found.value == pytest.approx(points, abs=0.005)
    assert 50 * (found.high - found.low) == pytest.approx(reach, abs=0.005)
