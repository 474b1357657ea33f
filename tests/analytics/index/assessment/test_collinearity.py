# SPDX-License-Identifier: Apache-2.0
"""Variance inflation of items and of antecedents."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from amends.analytics.index.assessment.collinearity import inflation, vif_antecedents, vif_items
from amends.analytics.index.spec import Estimate
from tests.analytics.index.assessment.conftest import Mobi, square


def test_inflation_is_one_over_what_the_others_leave(small: Estimate) -> None:
    block = small.correlations[:3, :3]
    explained = block[0, 1:] @ np.linalg.solve(block[1:, 1:], block[1:, 0])
    assert inflation(block)[0] == pytest.approx(1 / (1 - explained))


def test_inflation_has_no_bound_when_variables_repeat() -> None:
    assert np.isinf(inflation(np.ones((2, 2)))).all()


def test_a_lone_antecedent_is_not_inflated(small: Estimate) -> None:
    found = vif_antecedents(small)
    assert found[2, 3] == 1
    assert found[0, 2] == found[1, 2] > 1
    assert np.isnan(found[~small.spec.leads]).all()


@pytest.mark.shared
def test_items_agree_with_seminr(mobi: Mobi, results: Path) -> None:
    written = (results / "seminr234_mobi_modeA_path_vif_items.dput").read_text()
    expected = {item: float(value) for item, value in re.findall(r"(\w+\d|CUSCO) = ([\d.]+)", written)}
    found = dict(zip(mobi.plain.spec.items, vif_items(mobi.plain), strict=True))
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("run", "which"), [("PLSA", "plain"), ("PLSc", "consistent"), ("PLSB_composite", "mode_b")]
)
def test_antecedents_agree_with_csem(
    mobi: Mobi, csem: Callable[[str], dict[str, Any]], run: str, which: str
) -> None:
    names = mobi.plain.spec.names
    expected = square(csem(run)["assess_VIF"], names).T
    found = vif_antecedents(getattr(mobi, which))
    np.testing.assert_allclose(found[expected > 0], expected[expected > 0], rtol=1e-7)
    assert int((expected > 0).sum()) == 9


@pytest.mark.shared
def test_antecedents_of_a_consistent_model_differ_from_seminr_which_takes_composites(mobi: Mobi) -> None:
    names = mobi.plain.spec.names
    at = names.index("Image"), names.index("Satisfaction")
    assert vif_antecedents(mobi.plain)[at] == pytest.approx(
        2.37235008755838, abs=1e-9
    )  # seminr, plain and PLSc
    assert vif_antecedents(mobi.consistent)[at] == pytest.approx(7.73031012, abs=1e-6)  # cSEM, PLSc
