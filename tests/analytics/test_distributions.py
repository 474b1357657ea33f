# SPDX-License-Identifier: Apache-2.0
"""The four distributions give what scipy.stats gives."""

import numpy as np
import pytest
from scipy import stats

from amends.analytics.distributions import beta, chi2, norm, ranks, student

Q = np.array([1e-6, 0.01, 0.025, 0.3, 0.5, 0.8, 0.975, 0.999])
X = np.array([-8.0, -2.5, -0.1, 0.0, 0.7, 1.96, 5.0])


def test_normal_is_scipys() -> None:
    for ours, theirs in (
        (norm.ppf(Q), stats.norm.ppf(Q)),
        (norm.sf(X), stats.norm.sf(X)),
        (norm.cdf(X), stats.norm.cdf(X)),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13)


@pytest.mark.parametrize("df", [1, 2.5, 30, 4000.2, np.inf])
def test_student_is_scipys(df: float) -> None:
    for ours, theirs in (
        (student.ppf(Q, df), stats.t.ppf(Q, df)),
        (student.sf(X, df), stats.t.sf(X, df)),
        (student.cdf(X, df), stats.t.cdf(X, df)),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("df", [1, 3, 40])
def test_chi_squared_is_scipys(df: int) -> None:
    np.testing.assert_allclose(chi2.ppf(Q, df), stats.chi2.ppf(Q, df), rtol=1e-12)
    np.testing.assert_allclose(chi2.sf(X**2, df), stats.chi2.sf(X**2, df), rtol=1e-12)


def test_beta_is_scipys() -> None:
    np.testing.assert_allclose(beta.ppf(Q, 3.5, 10), stats.beta.ppf(Q, 3.5, 10), rtol=1e-12)


def test_ranks_are_scipys() -> None:
    values = np.random.default_rng(5).integers(0, 9, 60)
    np.testing.assert_array_equal(ranks(values), stats.rankdata(values))
