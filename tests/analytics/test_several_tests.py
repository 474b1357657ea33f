# SPDX-License-Identifier: Apache-2.0
"""Many tests at once: the worked case, and what holds for any p-values."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.analytics.several_tests import PValuesMalformed, benjamini_hochberg, holm

p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@pytest.mark.shared
def test_adjusted_when_checked_against_statsmodels(shared_dir: Path) -> None:
    golden = json.loads((shared_dir / "reference/results/survey_stats_golden.json").read_text())
    p_values = np.array(golden["multipletests_p"])
    assert holm(p_values) == pytest.approx(golden["multipletests"]["holm"], abs=1e-15)
    assert benjamini_hochberg(p_values) == pytest.approx(golden["multipletests"]["fdr_bh"], abs=1e-15)


@given(p_lists, st.randoms())
def test_adjusted_when_shuffled_are_the_same(p_values: list[float], random: Random) -> None:
    order = list(range(len(p_values)))
    random.shuffle(order)
    for adjust in (holm, benjamini_hochberg):
        found = adjust(np.array(p_values))
        assert adjust(np.array(p_values)[order]) == pytest.approx(found[order])


@given(p_lists)
def test_adjusted_when_any_lie_between_raw_and_bonferroni(p_values: list[float]) -> None:
    raw = np.array(p_values)
    strict, mild = holm(raw), benjamini_hochberg(raw)
    assert (raw <= mild + 1e-15).all()
    assert (mild <= strict + 1e-15).all()
    assert (strict <= np.minimum(raw * len(raw), 1) + 1e-15).all()


def test_p_values_when_malformed_are_refused() -> None:
    with pytest.raises(PValuesMalformed):
        holm(np.array([0.1, 1.2]))


def test_holm_counts_the_smallest_most_and_keeps_the_order() -> None:
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03, 0.005])), [0.03, 0.06, 0.06, 0.02])


def test_what_was_not_tested_counts_for_nothing() -> None:
    np.testing.assert_allclose(holm(np.array([np.nan, 0.02, 0.6])), [np.nan, 0.04, 0.6])
