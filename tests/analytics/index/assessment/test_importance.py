# SPDX-License-Identifier: Apache-2.0
"""Importance–performance map: units, conventions, and answers outside the scale."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from amends.analytics.index.assessment.importance import (
    Importance,
    OutsideScale,
    importance_map,
    item_shares,
)
from amends.analytics.index.scale import Convention, NoScale
from amends.analytics.index.spec import Estimate
from tests.analytics.index.assessment.conftest import SMALL, Mobi, answers, fitted


def test_only_what_leads_to_the_target_is_on_the_map(small: Estimate) -> None:
    found = importance_map(small, "Satisfaction", answers())
    assert found.names == ("Image", "Quality")
    assert found.items == ("i1", "i2", "i3", "q1", "q2", "q3")


def test_items_share_out_the_importance_of_their_latent(small: Estimate) -> None:
    found = importance_map(small, "Loyalty", answers())
    np.testing.assert_allclose(found.item_importance.reshape(3, 3).sum(axis=1), found.importance)


def test_a_point_more_of_the_source_lifts_the_target_by_its_importance() -> None:
    rows = answers()
    found = fitted(SMALL, rows)
    scores = rows @ item_shares(found, Convention.UNSTANDARDISED)
    slope = np.polyfit(scores[:, 2], scores[:, 3], 1)[0]
    assert importance_map(found, "Loyalty", rows).importance[2] == pytest.approx(slope)


@pytest.mark.parametrize("convention", list(Convention))
def test_the_map_does_not_depend_on_where_the_scale_begins(convention: Convention) -> None:
    rows = answers()
    moved = replace(SMALL, scale=(0, 90))
    one = importance_map(fitted(SMALL, rows), "Loyalty", rows, convention=convention)
    other = importance_map(fitted(moved, 10 * (rows - 1)), "Loyalty", 10 * (rows - 1), convention=convention)
    np.testing.assert_allclose(one.performance, other.performance)
    np.testing.assert_allclose(one.importance, other.importance)


def test_answers_outside_the_scale_are_refused_by_name(small: Estimate) -> None:
    rows = answers()
    rows[3, 4] = 11
    with pytest.raises(OutsideScale, match="q2 有超出量表 1–10") as refused:
        importance_map(small, "Loyalty", rows)
    assert refused.value.items == ("q2",)


def test_gaps_are_not_outside_the_scale(small: Estimate) -> None:
    rows = answers()
    rows[3, 4] = np.nan
    assert importance_map(small, "Loyalty", rows).scale == (1, 10)


def test_a_model_without_scale_is_refused() -> None:
    rows = answers()
    with pytest.raises(NoScale):
        importance_map(fitted(replace(SMALL, scale=None), rows), "Loyalty", rows)


@pytest.mark.shared
def test_the_map_agrees_with_csem(mobi: Mobi) -> None:
    found = importance_map(mobi.plain, "Satisfaction", mobi.rows)
    expected = [0.4146546179, 0.4322749467, 0.6397952827, 0.1382887773]
    np.testing.assert_allclose(found.importance, expected, rtol=0, atol=1e-9)
    points = (np.array([7.617518362, 7.522643579, 7.747891021, 6.611208153]) - 1) / 9 * 100
    np.testing.assert_allclose(found.performance, points, rtol=0, atol=1e-7)
    assert found.item_importance[0] == pytest.approx(0.08960147957, abs=1e-9)


@pytest.mark.shared
def test_the_standardised_map_agrees_with_openpls(mobi: Mobi) -> None:
    found = importance_map(
        mobi.plain,
        "Satisfaction",
        mobi.rows,
        units=Importance.STANDARDISED,
        convention=Convention.STANDARDISED,
    )
    expected = [0.3897266434, 0.4178675473, 0.6207621558, 0.1947651048]
    np.testing.assert_allclose(found.importance, expected, rtol=0, atol=1e-7)
    expected = [73.1479577348, 72.3995070392, 74.7692684749, 61.9974057484]
    np.testing.assert_allclose(found.performance, expected, rtol=0, atol=1e-6)


@pytest.mark.shared
def test_performances_agree_with_the_three_conventions(mobi: Mobi, results: Path) -> None:
    written = json.loads((results / "mobi_index_0_100_conventions.json").read_text())
    for key, convention in zip(("w_over_sd", "w_norm", "equal"), Convention, strict=True):
        found = importance_map(mobi.plain, "Loyalty", mobi.rows, convention=convention)
        expected = [written[key][name] for name in found.names]
        np.testing.assert_allclose(found.performance, expected, rtol=0, atol=1e-6)


@pytest.mark.shared
def test_a_scale_of_1_to_7_is_refused_where_seminrextras_prints_109_points(mobi: Mobi) -> None:
    narrow = replace(mobi.plain, spec=replace(mobi.plain.spec, scale=(1, 7)))
    with pytest.raises(OutsideScale):
        importance_map(narrow, "Satisfaction", mobi.rows)
