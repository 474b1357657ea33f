# SPDX-License-Identifier: Apache-2.0
"""SRMR and dULS, under every name that they go by."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from amends.analytics.index.assessment.model_fit import Inner, Outer, Residuals, implied_latents, model_fit
from amends.analytics.index.spec import Estimate
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted


@pytest.mark.parametrize("residuals", list(Residuals))
def test_a_model_with_every_path_is_saturated(residuals: Residuals) -> None:
    names = SMALL.names
    every = replace(SMALL, paths=tuple((a, b) for at, a in enumerate(names) for b in names[at + 1 :]))
    found = fitted(every, answers())
    np.testing.assert_allclose(implied_latents(found, residuals), found.construct_correlations, atol=1e-12)


def test_fit_worsens_when_paths_or_factors_bind(small: Estimate) -> None:
    free = model_fit(small, Inner.SATURATED, Outer.COMPOSITE)
    assert free.srmr < model_fit(small, Inner.ESTIMATED, Outer.COMPOSITE).srmr
    assert free.srmr < model_fit(small, Inner.SATURATED, Outer.COMMON_FACTOR).srmr
    assert free.srmr == pytest.approx(np.sqrt(free.d_uls / 55))


def test_tracing_multiplies_paths_along_a_chain() -> None:
    chain = replace(
        SMALL, paths=(("Image", "Quality"), ("Quality", "Satisfaction"), ("Satisfaction", "Loyalty"))
    )
    found = fitted(chain, answers())
    expected = found.paths[0, 1] * found.paths[1, 2] * found.paths[2, 3]
    for residuals in Residuals:
        assert implied_latents(found, residuals)[0, 3] == pytest.approx(expected)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("run", "which", "outer"),
    [
        ("PLSA", "plain", Outer.COMMON_FACTOR),
        ("COMPOSITE_A", "plain", Outer.COMPOSITE),
        ("PLSB_composite", "mode_b", Outer.COMPOSITE),
        ("PLSc", "consistent", Outer.COMMON_FACTOR),
    ],
)
def test_the_estimated_model_agrees_with_csem(
    mobi: Mobi, csem: Callable[[str], dict[str, Any]], run: str, which: str, outer: Outer
) -> None:
    found, expected = model_fit(getattr(mobi, which), Inner.ESTIMATED, outer), csem(run)
    assert (found.srmr, found.d_uls) == pytest.approx(
        (expected["assess_SRMR"], expected["assess_DL"]), rel=1e-8
    )


@pytest.mark.shared
def test_the_saturated_factor_model_without_diagonal_agrees_with_openpls(mobi: Mobi) -> None:
    found = model_fit(mobi.plain, Inner.SATURATED, Outer.COMMON_FACTOR, diagonal=False)
    assert (found.srmr, found.d_uls) == pytest.approx((0.0783307476036558, 1.6934548615607459), abs=1e-8)


@pytest.mark.shared
def test_the_consistent_one_differs_from_openpls_whose_reliabilities_are_too_large(mobi: Mobi) -> None:
    found = model_fit(mobi.consistent, Inner.SATURATED, Outer.COMMON_FACTOR, diagonal=False)
    assert found.srmr == pytest.approx(0.059696925, abs=1e-8)
    assert found.srmr != pytest.approx(
        0.059710249, abs=1e-6
    )  # openpls: rho_A is n / (n − 1) times what it should be


@pytest.mark.shared
def test_residuals_that_keep_the_variance_at_one_fit_another_model(mobi: Mobi) -> None:
    found = model_fit(mobi.plain, Inner.ESTIMATED, Outer.COMPOSITE, residuals=Residuals.UNIT)
    assert found.srmr == pytest.approx(0.123098503, abs=1e-8)  # 0.123603854 by cSEM's residuals
