# SPDX-License-Identifier: Apache-2.0
"""Total and indirect effects."""

from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.assessment.effects import effects, total_effects
from amends.analytics.index.spec import Estimate
from tests.analytics.index.assessment.conftest import Mobi, table


def test_effects_are_products_along_the_ways_and_add_up(small: Estimate) -> None:
    found, paths = effects(small), small.paths
    assert found.indirect[0, 2] == pytest.approx(paths[0, 1] * paths[1, 2])
    assert found.total[0, 3] == pytest.approx((paths[0, 2] + paths[0, 1] * paths[1, 2]) * paths[2, 3])
    np.testing.assert_allclose(found.direct + found.indirect, found.total, atol=1e-15)


def test_totals_of_many_models_are_those_of_each(small: Estimate) -> None:
    both = total_effects(np.stack([small.paths, small.paths / 2]))
    np.testing.assert_allclose(both[1], total_effects(small.paths / 2))


@pytest.mark.shared
@pytest.mark.parametrize(("run", "which"), [("A", "plain"), ("B", "mode_b"), ("PLSc", "consistent")])
def test_effects_agree_with_seminr(mobi: Mobi, results: Path, run: str, which: str) -> None:
    found = effects(getattr(mobi, which))
    for kind, ours in (("totaleffects", found.total), ("indirect", found.indirect)):
        expected = table(results / f"seminr234_mobi_mode{run}_path_{kind}.csv", found.names, found.names)
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-7)
