# SPDX-License-Identifier: Apache-2.0
"""Agreement against examples that were worked by hand and published."""

import numpy as np
import pytest

from amends.analytics.agreement import (
    Agreement,
    RatingsUneven,
    agreement,
    agreement_share,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
)

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C: four observers, twelve units, with gaps.
GAPS = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
    (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip
# The same, part A: two observers, ten units, two labels.
TWO = list(zip((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0), strict=True))
# Fleiss' example as Wikipedia works it («Fleiss' kappa»): fourteen raters, ten units, five labels; counts a label.
COUNTS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip


def test_cohen_of_the_fifty_grants() -> None:
    """Wikipedia, «Cohen's kappa»: 20 both yes, 15 both no, 5 and 10 apart: 0.40."""
    rows = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert cohen_kappa(rows) == pytest.approx(0.4)


def test_fleiss_of_fourteen_raters() -> None:
    rows = [[label for label, n in enumerate(row) for _ in range(n)] for row in COUNTS]
    assert fleiss_kappa(rows) == pytest.approx(0.210, abs=0.0005)


def test_alpha_of_two_and_of_four_with_gaps() -> None:
    assert krippendorff_alpha(TWO) == pytest.approx(0.095, abs=0.0005)
    assert krippendorff_alpha(GAPS) == pytest.approx(0.743, abs=0.0005)


def test_one_label_says_nothing_and_gaps_are_refused_by_fleiss() -> None:
    assert krippendorff_alpha([(1, 1), (1, 1)]) is None
    assert cohen_kappa([(1, 1)]) is None
    assert agreement_share([(1, 1), (1, 2)]) == 0.5
    with pytest.raises(RatingsUneven):
        fleiss_kappa([(1, None)])
    with pytest.raises(RatingsUneven):
        cohen_kappa([(1, 1, 1)])


def ends(found: Agreement) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def test_interval_holds_alpha_and_narrows_with_more_units() -> None:
    few = agreement(GAPS, rng=np.random.default_rng(1))
    many = agreement(GAPS * 8, rng=np.random.default_rng(1))
    assert few.units == 11
    assert few.alpha is not None
    (low, high), (near, far) = ends(few), ends(many)
    assert low < few.alpha < high
    assert far - near < (high - low) / 2


def test_interval_is_not_said_of_one_unit() -> None:
    assert agreement([(1, 2)], rng=np.random.default_rng(1)).low is None
