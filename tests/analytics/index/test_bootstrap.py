# SPDX-License-Identifier: Apache-2.0
"""Resamples: exactly those of seminr on its indices, and the laws of designs and intervals."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.bootstrap import Bootstrap, TooFewResamples, bootstrap, bootstrap_on
from amends.analytics.index.estimating import estimate
from amends.analytics.index.figures import Kind
from amends.analytics.index.moments import Missing, moments_of
from amends.analytics.index.resampling import NotNested
from tests.analytics.index.conftest import Reference, Survey

FILES = [
    (Kind.PATH, "paths"),
    (Kind.TOTAL, "totalpaths"),
    (Kind.WEIGHT, "weights"),
    (Kind.LOADING, "loadings"),
    (Kind.HTMT, "htmt"),
]


@pytest.fixture(scope="module")
def on_its_indices(mobi: Survey, shared_dir: Path) -> Bootstrap:
    path = shared_dir / "reference/results/seminr234_mobi_boot1000_seed123_indices_1based.csv.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    indices = np.array([[int(each) for each in line.split(",")] for line in lines]) - 1
    return bootstrap_on(mobi.spec, mobi.answers, indices)


@pytest.mark.shared
@pytest.mark.parametrize(("kind", "file"), FILES)
def test_bootstrap_on_the_indices_of_seminr_is_that_of_seminr(
    on_its_indices: Bootstrap, reference: Callable[[str], Reference], kind: Kind, file: str
) -> None:
    known = reference(f"seminr234_mobi_boot1000_seed123_{file}.csv")
    item = kind in (Kind.WEIGHT, Kind.LOADING)
    names = [" -> ".join(part.split("  ->  ")[: 1 if item else 2]) for part in known.rows]
    at = [on_its_indices.at(kind, name) for name in names]
    found = on_its_indices
    ours = np.column_stack([found.estimate, found.mean, found.deviation, found.percentile()])[at]
    np.testing.assert_allclose(ours, known.values[:, [0, 1, 2, 4, 5]], atol=2e-8)
    assert found.samples.shape[1] == 1000


@pytest.mark.shared
def test_index_of_the_survey_has_the_known_interval(mobi: Survey) -> None:
    found = bootstrap(mobi.spec, mobi.answers, samples=2000, rng=np.random.default_rng(20261122))
    at = found.at(Kind.SCORE, "Satisfaction")
    assert found.deviation[at] == pytest.approx(0.917, abs=0.05)
    np.testing.assert_allclose(found.percentile()[at], [70.64, 74.27], atol=0.2)
    np.testing.assert_allclose(found.bca()[at], [70.64, 74.27], atol=0.25)


@pytest.mark.parametrize("missing", Missing)
def test_bootstrap_on_every_row_once_repeats_the_estimate(made: Survey, missing: Missing) -> None:
    gaps = np.random.default_rng(1).random(made.answers.shape) < 0.03
    answers = np.where(gaps, np.nan, made.answers)
    found = bootstrap_on(made.spec, answers, np.tile(np.arange(300), (2, 1)), missing=missing)
    np.testing.assert_allclose(found.samples[:, 0], found.estimate, atol=1e-6)


@pytest.mark.parametrize("missing", [Missing.CASEWISE, Missing.PAIRWISE])
def test_bootstrap_on_given_rows_is_the_estimate_of_those_rows(made: Survey, missing: Missing) -> None:
    rng = np.random.default_rng(2)
    answers = np.where(rng.random(made.answers.shape) < 0.03, np.nan, made.answers)
    rows = rng.integers(0, 300, (3, 300))
    found = bootstrap_on(made.spec, answers, rows, missing=missing)
    for at, each in enumerate(rows):
        alone = estimate(made.spec, moments_of(answers[each], missing=missing))
        assert found.samples[found.at(Kind.PATH, "b -> c"), at] == pytest.approx(alone.paths[1, 2], abs=1e-6)


def test_bootstrap_with_a_seed_repeats_itself(made: Survey) -> None:
    one, two = (bootstrap(made.spec, made.answers, samples=50, rng=np.random.default_rng(4)) for _ in "12")
    np.testing.assert_array_equal(one.samples, two.samples)


def test_bootstrap_when_strata_differ_much_is_narrower_than_without(made: Survey) -> None:
    strata = np.repeat(["north", "south"], 150)
    answers = np.clip(made.answers + np.where(strata == "north", 3, -3)[:, None], -99, 99)
    spec = replace(made.spec, scale=(-10, 20))
    at, spread = 0, []
    for each in (None, strata):
        found = bootstrap(spec, answers, samples=400, rng=np.random.default_rng(1), strata=each)
        at = found.at(Kind.SCORE, "c")
        spread.append(found.deviation[at])
    assert spread[1] < 0.7 * spread[0]


def test_bootstrap_when_clusters_hold_alike_people_is_wider_than_without(made: Survey) -> None:
    answers, clusters = np.tile(made.answers[:60], (5, 1)), np.tile(np.arange(60), 5)
    alone, together = (
        bootstrap(made.spec, answers, samples=400, rng=np.random.default_rng(1), clusters=each)
        for each in (None, clusters)
    )
    at = alone.at(Kind.SCORE, "c")
    assert together.deviation[at] == pytest.approx(alone.deviation[at] * 5**0.5, rel=0.15)
    assert together.method.startswith("Rao-Wu")


def test_bootstrap_when_weights_are_given_uses_them(made: Survey) -> None:
    weights = np.where(made.answers[:, 8] > 6, 3.0, 1.0)
    found = bootstrap(made.spec, made.answers, samples=50, rng=np.random.default_rng(1), weights=weights)
    alone = estimate(made.spec, moments_of(made.answers, weights=weights))
    assert found.estimate[found.at(Kind.PATH, "b -> c")] == pytest.approx(alone.paths[1, 2])
    assert found.mean[found.at(Kind.PATH, "b -> c")] == pytest.approx(alone.paths[1, 2], abs=0.05)


def test_studentised_intervals_come_from_resamples_of_resamples(made: Survey) -> None:
    found = bootstrap(made.spec, made.answers, samples=150, nested=20, rng=np.random.default_rng(1))
    at = found.at(Kind.SCORE, "c")
    assert np.median(found.within[at]) == pytest.approx(found.deviation[at], rel=0.15)
    np.testing.assert_allclose(found.studentised()[at], found.percentile()[at], atol=found.deviation[at])


def test_studentised_intervals_under_strata_and_clusters_have_the_errors_of_the_design(made: Survey) -> None:
    strata = np.repeat([0, 1, 2], [16, 84, 200])
    clusters = np.repeat(np.arange(75), 4)  # 4, 21 and 50 primary units of the three strata
    found = bootstrap(
        made.spec, made.answers, samples=300, nested=20, rng=np.random.default_rng(1), strata=strata,
        clusters=clusters, weights=np.where(strata == 0, 6.0, 1.0),
    )  # fmt: skip
    at = found.at(Kind.SCORE, "c")
    assert np.median(found.within[at]) == pytest.approx(found.deviation[at], rel=0.15)
    low, high = found.studentised()[at]
    assert low < found.estimate[at] < high
    assert high - low == pytest.approx(np.ptp(found.percentile()[at]), rel=0.4)


def test_studentised_intervals_need_three_primary_units_a_stratum(made: Survey) -> None:
    strata = np.array(["城"] * 2 + ["乡"] * 298)
    with pytest.raises(NotNested, match="“城”里只有两个"):
        bootstrap(made.spec, made.answers, samples=9, nested=5, rng=np.random.default_rng(1), strata=strata)


def test_bootstrap_when_rounds_run_out_reports_it(made: Survey) -> None:
    spec = replace(made.spec, most_rounds=2)
    with pytest.raises(TooFewResamples, match="只有 0 个"):
        bootstrap(spec, made.answers, samples=20, rng=np.random.default_rng(1))
    some = bootstrap(
        replace(made.spec, most_rounds=7), made.answers, samples=200, rng=np.random.default_rng(1)
    )
    assert 0 < some.not_converged < 200
    assert some.not_converged + some.inadmissible + some.samples.shape[1] == some.asked == 200


def test_signs_that_change_are_counted(made: Survey) -> None:
    noise = np.random.default_rng(1).normal(size=(60, 9))
    found = bootstrap(replace(made.spec, scale=None), noise, samples=100, rng=np.random.default_rng(1))
    assert found.crossed[found.at(Kind.PATH, "a -> c")] > 0
    assert sum(found.turned.values()) > 0
