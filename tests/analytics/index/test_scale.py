# SPDX-License-Identifier: Apache-2.0
"""The index on 0–100, by each convention."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.scale import Convention, NoScale, beyond, index_of
from tests.analytics.index.conftest import Survey
from tests.analytics.index.test_estimating import fitted

KEYS = {
    Convention.UNSTANDARDISED: "w_over_sd",
    Convention.STANDARDISED: "w_norm",
    Convention.EQUAL: "equal",
}


@pytest.mark.shared
@pytest.mark.parametrize("convention", Convention)
def test_index_agrees_with_what_the_packages_publish_by_each_convention(
    mobi: Survey, shared_dir: Path, convention: Convention
) -> None:
    path = shared_dir / "reference/results/mobi_index_0_100_conventions.json"
    known = json.loads(path.read_text(encoding="utf-8"))[KEYS[convention]]
    found = index_of(fitted(mobi), convention=convention, outside=beyond(mobi.spec, mobi.answers))
    for name, score in zip(mobi.spec.names, found.scores, strict=True):
        assert score == pytest.approx(known[name], abs=1e-6)
    assert found.value == pytest.approx(known["Satisfaction"], abs=1e-6)


@pytest.mark.shared
def test_index_is_by_unstandardised_weights_unless_asked(mobi: Survey) -> None:
    found = index_of(fitted(mobi))
    assert found.value == pytest.approx(72.454118, abs=1e-6)
    assert found.convention == "unstandardised weights"


def test_index_does_not_depend_on_the_unit_of_the_answers(made: Survey) -> None:
    other = Survey(replace(made.spec, scale=(0, 100)), (made.answers - 1) / 9 * 100)
    np.testing.assert_allclose(index_of(fitted(made)).scores, index_of(fitted(other)).scores)


def test_index_when_answers_lie_beyond_the_scale_is_refused_and_others_are_nan(made: Survey) -> None:
    narrow = Survey(replace(made.spec, scale=(1, 5)), made.answers)
    with pytest.raises(NoScale, match="超出 1–5"):
        index_of(fitted(narrow), outside=beyond(narrow.spec, narrow.answers))
    first = made.answers.copy()
    first[0, 0] = 11
    scores = index_of(fitted(made), outside=beyond(made.spec, first)).scores
    assert np.isnan(scores[0])
    assert np.isfinite(scores[1:]).all()


def test_index_when_the_model_has_no_scale_says_what_to_add(made: Survey) -> None:
    with pytest.raises(NoScale, match="scale:"):
        index_of(fitted(Survey(replace(made.spec, scale=None), made.answers)))
