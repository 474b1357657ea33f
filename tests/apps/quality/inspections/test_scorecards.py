# SPDX-License-Identifier: Apache-2.0
"""Scorecards: what the pack has, what a malformed one says, what marks come to."""

from copy import deepcopy
from typing import Any, cast

import pytest

from amends.apps.quality.rules.scorecards import CardMalformed, Mark, card_contents, read_card, score
from amends.packs import load, thawed
from tests.apps.quality.inspections.talks import card


@pytest.fixture
def document() -> dict[str, Any]:
    return cast(dict[str, Any], deepcopy(thawed(load("scorecards"))))


@pytest.mark.requirement("S0-057")
def test_card_has_the_block_of_willingness_with_items_that_can_be_observed() -> None:
    items = [each for each in card().items if each.section == "willingness"]
    assert {"OPENING", "SMILE", "GUEST", "THANKS"} == {each.code for each in items}
    assert sum(bool(each.observed) for each in items) >= 3
    assert all(each.look for each in items)


@pytest.mark.parametrize("code", ["hotline", "hall", "chat"])
def test_four_blocks_of_the_seed_stand_on_each_card(code: str) -> None:
    blocks = {"willingness", "consideration", "responsibility", "understanding"}
    assert blocks <= {each.code for each in card(code).sections}
    assert "EQUAL" in card(code).by_code


@pytest.mark.requirement("S2-074")
def test_each_s_and_each_measure_is_an_item_of_every_card(document: dict[str, Any]) -> None:
    assert {name: len(parts) for name, parts in document["maps"].items()} == {
        "five_s": 5, "four_zhuo": 4, "five_du": 5,
    }  # fmt: skip
    for code in ("hotline", "hall", "chat"):
        for parts in document["maps"].values():
            assert all(set(each["items"]) & card(code).by_code.keys() for each in parts.values())


def test_score_counts_sections_by_share_and_leaves_out_what_was_not_seen() -> None:
    marks = {"OPENING": Mark.PASS, "SMILE": Mark.FAIL, "NO_INTERRUPT": Mark.PASS, "GUEST": Mark.NOT_SEEN}
    result = score(card(), marks)
    assert result.by_section["willingness"] == 50
    assert result.by_section["course"] is None
    assert result.total == pytest.approx((15 * 50 + 25 * 100) / 40, abs=0.05)


def test_nothing_seen_is_no_score() -> None:
    assert (score(card(), {}).total, score(card(), {}).passed) == (None, None)


def test_malformed_card_says_where(document: dict[str, Any]) -> None:
    content = card_contents(document)["hotline"]
    content["sections"][0]["share"] = 99
    with pytest.raises(CardMalformed, match="100"):
        read_card(content)
    content = card_contents(document)["chat"] | {"items": {}}
    with pytest.raises(CardMalformed, match="no item"):
        read_card(content)
