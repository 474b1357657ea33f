# SPDX-License-Identifier: Apache-2.0
"""Adjusted R² and f² by two conventions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.analytics.index.assessment.strength import (
    Excluding,
    adjusted_r2,
    f2_fixed,
    f2_reestimated,
    without_path,
)
from amends.analytics.index.spec import Estimate, IndexSpec, Latent
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted, square, table


def test_f2_of_a_lone_antecedent_is_what_is_explained_over_what_is_not(small: Estimate) -> None:
    share = small.r2[3] / (1 - small.r2[3])
    for found in (f2_fixed(small), f2_reestimated(small)):
        assert found.table[2, 3] == pytest.approx(share)
        assert np.isnan(found.table[~SMALL.leads]).all()


def test_conventions_are_named_and_differ(small: Estimate) -> None:
    fixed, anew = f2_fixed(small), f2_reestimated(small)
    assert (fixed.convention, anew.convention) == (Excluding.FIXED_SCORES, Excluding.REESTIMATED)
    assert abs(fixed.table[0, 2] - anew.table[0, 2]) > 1e-6


def test_a_latent_that_one_path_held_goes_with_it() -> None:
    spec = IndexSpec(SMALL.latents[:3], (("Image", "Satisfaction"), ("Quality", "Satisfaction")))
    assert without_path(spec, ("Image", "Satisfaction")).names == ("Quality", "Satisfaction")
    found = f2_reestimated(fitted(spec, answers()[:, :9])).table
    assert found[0, 2] > 0
    assert found[1, 2] > 0


def test_adjusted_r2_falls_short_of_r2_by_its_antecedents() -> None:
    found = fitted(
        IndexSpec((Latent("a", ("1",)), Latent("b", ("2",))), (("a", "b"),)), answers(11)[:, [0, 9]]
    )
    assert adjusted_r2(found)[1] == pytest.approx(1 - (1 - found.r2[1]) * 10 / 9)
    assert np.isnan(adjusted_r2(found)[0])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("run", "which"), [("PLSA", "plain"), ("PLSc", "consistent"), ("PLSB_composite", "mode_b")]
)
def test_fixed_f2_and_adjusted_r2_agree_with_csem(
    mobi: Mobi, csem: Callable[[str], dict[str, Any]], run: str, which: str
) -> None:
    estimate, expected = getattr(mobi, which), csem(run)
    found = np.nan_to_num(f2_fixed(estimate).table)
    np.testing.assert_allclose(found, square(expected["assess_F2"], estimate.spec.names).T, rtol=0, atol=1e-7)
    adjusted = dict(zip(estimate.spec.names, adjusted_r2(estimate), strict=True))
    assert {name: adjusted[name] for name in expected["R2adj"]} == pytest.approx(expected["R2adj"], abs=1e-8)


@pytest.mark.shared
@pytest.mark.parametrize(("run", "which"), [("A", "plain"), ("B", "mode_b"), ("PLSc", "consistent")])
def test_reestimated_f2_agrees_with_seminr(mobi: Mobi, results: Path, run: str, which: str) -> None:
    estimate = getattr(mobi, which)
    names = estimate.spec.names
    expected = table(results / f"seminr234_mobi_mode{run}_path_fsquare.csv", names, names)
    np.testing.assert_allclose(np.nan_to_num(f2_reestimated(estimate).table), expected, rtol=0, atol=1e-6)
