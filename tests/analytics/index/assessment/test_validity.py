# SPDX-License-Identifier: Apache-2.0
"""Fornell–Larcker, cross-loadings, HTMT2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.index.assessment.validity import cross_loadings, fornell_larcker, htmt2
from amends.analytics.index.spec import Estimate, IndexSpec, Latent
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted, square, table


def test_table_has_roots_of_variances_on_its_diagonal_and_nothing_above(small: Estimate) -> None:
    found = fornell_larcker(small)
    assert np.diag(found.table) == pytest.approx(np.sqrt(found.variances))
    assert np.isnan(found.table[np.triu_indices(4, 1)]).all()


def test_a_pair_breaks_when_two_latents_share_one_cause() -> None:
    rows = answers(300)
    twins = np.column_stack(
        [rows[:, :3], rows[:, :3] + np.random.default_rng(1).normal(size=(300, 3)), rows[:, 6:]]
    )
    assert fornell_larcker(fitted(SMALL, answers(300))).broken == ()
    assert ("Image", "Quality") in fornell_larcker(fitted(SMALL, twins)).broken


def test_an_item_strays_when_it_stands_in_the_wrong_block() -> None:
    rows = answers(300)
    assert cross_loadings(fitted(SMALL, rows)).strayed == ()
    rows[:, 2] = rows[:, 9] + np.random.default_rng(1).normal(size=300)
    assert cross_loadings(fitted(SMALL, rows)).strayed == ("i3",)


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_htmt2_recovers_the_correlation_of_congeneric_factors(
    one: float, other: float, shared: float
) -> None:
    spec = IndexSpec((Latent("a", ("1", "2", "3")), Latent("b", ("4", "5"))), ())
    loadings = np.array([[one, 0], [0.9, 0], [0.4, 0], [0, other], [0, 0.7]])
    found = loadings @ np.array([[1, shared], [shared, 1]]) @ loadings.T
    np.fill_diagonal(found, 1)
    assert htmt2(spec, found)[0, 1] == pytest.approx(shared)


def test_htmt2_of_many_samples_is_that_of_each() -> None:
    each = [np.asarray(np.corrcoef(answers(80, seed), rowvar=False)) for seed in (1, 2, 3)]
    together = htmt2(SMALL, np.stack(each, axis=-1))
    assert together.shape == (4, 4, 3)
    np.testing.assert_allclose(together[..., 1], htmt2(SMALL, each[1]), rtol=1e-12, equal_nan=True)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("run", "which"), [("PLSA", "plain"), ("PLSc", "consistent"), ("PLSB_composite", "mode_b")]
)
def test_fornell_larcker_agrees_with_csem(
    mobi: Mobi, csem: Callable[[str], dict[str, Any]], run: str, which: str
) -> None:
    found = fornell_larcker(getattr(mobi, which))
    expected = square(csem(run)["assess_Fornell-Larcker"], found.names)
    np.testing.assert_allclose(found.squares, expected, rtol=0, atol=1e-8)


@pytest.mark.shared
def test_tables_agree_with_seminr(mobi: Mobi, results: Path) -> None:
    found, crossed = fornell_larcker(mobi.plain), cross_loadings(mobi.plain)
    expected = table(results / "seminr234_mobi_modeA_path_fornell_larcker.csv", found.names, found.names)
    np.testing.assert_allclose(found.table, expected, rtol=0, atol=1e-8, equal_nan=True)
    expected = table(results / "seminr234_mobi_modeA_path_crossloadings.csv", crossed.items, crossed.names)
    np.testing.assert_allclose(crossed.table, expected, rtol=0, atol=1e-8)


@pytest.mark.shared
def test_htmt2_agrees_with_csem_and_is_nan_where_csem_is(
    mobi: Mobi, csem: Callable[[str], dict[str, Any]]
) -> None:
    names = mobi.plain.spec.names
    found = htmt2(mobi.plain.spec, mobi.plain.correlations)
    lower = np.triu_indices(len(names), 1)  # cSEM's columns came out as our rows
    expected = square(csem("PLSA")["assess_HTMT2"]["htmts"], names).T[lower]
    np.testing.assert_allclose(found[lower], expected, rtol=0, atol=1e-12, equal_nan=True)
    assert np.isnan(found[names.index("Quality"), names.index("Loyalty")])
