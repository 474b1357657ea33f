# SPDX-License-Identifier: Apache-2.0
"""Matching columns: what the page says becomes the mapping, what the page cannot show stays."""

from typing import Any

import pytest

from amends.apps.customers.rules.matching import (
    NotMatched,
    chosen_mapping,
    parsed_recode,
    picked,
    source_of,
    written_recode,
)

HEADERS = [
    {"position": 1, "header": "编号"},
    {"position": 2, "header": "费用"},
    {"position": 3, "header": "费用"},
    {"position": 4, "header": ""},
    {"position": 5, "header": "2"},
]


def _chosen(base: dict[str, Any], picks: dict[int, str], **more: dict[str, str]) -> dict[str, Any]:
    told: dict[str, dict[str, str]] = {"units": {}, "recodes": {}, "constants": {}} | more
    return chosen_mapping(base, HEADERS, picks=picks, **told)


@pytest.mark.parametrize(("position", "source"), [(1, "编号"), (2, 2), (4, 4), (5, 5)])
def test_column_is_named_by_its_header_where_that_is_sure(position: int, source: str | int) -> None:
    assert source_of(position, HEADERS) == source


def test_unit_recode_and_constant_of_the_page_are_kept() -> None:
    mapping = _chosen(
        {"feed": "x"},
        {1: "customer_id", 3: "amount"},
        units={"amount": "yuan"},
        recodes={"customer_id": "0=否，1=是"},
        constants={"month": "2022-06", "amount": "5"},
    )
    assert mapping["columns"] == {
        "customer_id": {"from": "编号", "recode": {"0": "否", "1": "是"}},
        "amount": {"from": 3, "unit": "yuan"},
        "month": {"constant": "2022-06"},
    }


def test_what_the_page_cannot_show_stays_with_its_source() -> None:
    base = {
        "sheet": "一",
        "columns": {"customer_id": {"from": "编号", "prefix": "X-"}, "k": {"row_number": True}},
    }
    same = _chosen(base, {1: "customer_id"})
    assert same == base
    assert _chosen(base, {2: "customer_id"})["columns"]["customer_id"] == 2


def test_unpivoted_columns_stay() -> None:
    base = {
        "unpivot": {"name": "element", "value": "score", "columns": {}},
        "columns": {"score": {"unit": "ratio"}},
    }
    assert _chosen(base, {1: "customer_id"})["columns"] == {"score": {"unit": "ratio"}, "customer_id": "编号"}


def test_one_of_ours_cannot_be_two_of_theirs() -> None:
    with pytest.raises(NotMatched) as error:
        _chosen({}, {1: "amount", 2: "amount"})
    assert error.value.problems == (("twice", "amount"),)


def test_mapping_is_shown_as_it_was_chosen() -> None:
    picks = {1: "customer_id", 3: "amount"}
    assert picked(_chosen({}, picks), HEADERS) == picks


@pytest.mark.parametrize("text", ["0=否，1=是", "0=否; 1=是", "0=否\n1=是", "0=否,1=是,"])
def test_recode_is_read_in_any_spelling(text: str) -> None:
    assert parsed_recode(text) == {"0": "否", "1": "是"}
    assert written_recode(parsed_recode(text)) == "0=否，1=是"
