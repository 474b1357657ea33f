# SPDX-License-Identifier: Apache-2.0
"""A mapping is checked before it is used, and says what is wrong with it."""

from pathlib import Path
from typing import Any

import pytest

from amends.pipeline.intake.mapping import MappingError, mapping_to_plain, mapping_to_yaml
from amends.pipeline.intake.mapping_checks import bound
from amends.pipeline.intake.mapping_reading import load_mapping, parse_mapping
from amends.pipeline.sources import FEEDS
from tests.pipeline.intake.conftest import BILL_COLUMNS, bills_mapping

BILLS, SURVEYS = FEEDS["bills"], FEEDS["surveys"]
HEADERS = ("客户", "账期", "金额", "金额(元)", "备注", "备注")


def problems(plain: Any, feed: str = "bills") -> str:
    with pytest.raises(MappingError) as refused:
        parse_mapping(plain, FEEDS[feed])
    return "\n".join(refused.value.problems)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amont": "金额"}, "是不是「amount"),
        ({"账单金额": "金额"}, "是不是「amount"),
        ({"amount": "金额"}, "必须写明文件中的单位"),
        ({"amount": {"from": "金额", "unit": "GB"}}, "单位「GB」不适用"),
        ({"amount": {"from": "金额", "unit": "yuan", "constant": 1}}, "只写一个来源"),
        ({"amount": {"unit": "yuan"}}, "只写一个来源"),
        ({"amount": {"from": "金额", "unit": "yuan", "default": "无"}}, "default 中的「无」"),
        ({"amount": {"from": "金额", "unit": "yuan", "farbe": 1}}, "不认识「farbe」"),
        ({"month": {"from": "账期", "round": True}}, "round 只用于"),
        ({"customer_id": {"from": "客户", "format": "%Y"}}, "format 只用于"),
        ({"month": {"row_number": True}}, "只用于文字字段"),
        ({"month": 0}, "从 1 起"),
    ],
)
def test_mistake_is_named_with_what_to_do(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in problems({"feed": "bills", "columns": BILL_COLUMNS | changes})


def test_every_required_column_must_be_mapped() -> None:
    text = problems({"feed": "bills", "columns": {"month": "账期"}})
    assert "客户编号" in text
    assert "账单金额" in text


def test_mapping_of_another_feed_is_refused() -> None:
    assert "不能用于「usage」" in problems({"feed": "bills", "columns": BILL_COLUMNS}, "usage")


MISSHAPEN: list[Any] = [
    None, [], "x", {"columns": []}, {"columns": {"month": []}}, {"unpivot": 3}, {"skip_when": [3]},
    {"header_row": "x"}, {"columns": {"month": {"recode": [1]}}},
]  # fmt: skip


@pytest.mark.parametrize("plain", MISSHAPEN)
def test_any_shape_is_refused_by_name(plain: Any) -> None:
    assert problems(plain)


def test_header_not_found_shows_those_that_are_near() -> None:
    with pytest.raises(MappingError, match=r"没有表头「金额元」；相近的有：金额"):
        bound(bills_mapping(amount={"from": "金额元", "unit": "yuan"}), BILLS, HEADERS, range(1, 7))


def test_repeated_header_asks_for_a_position_and_a_position_works() -> None:
    with pytest.raises(MappingError, match="第 5、6 列"):
        bound(bills_mapping(customer_id="备注"), BILLS, HEADERS, range(1, 7))
    assert bound(bills_mapping(customer_id=6), BILLS, HEADERS, range(1, 7)).places[6] == 5
    with pytest.raises(MappingError, match="没有第 9 列"):
        bound(bills_mapping(customer_id=9), BILLS, HEADERS, range(1, 7))


def test_header_is_found_whatever_its_spaces_and_width() -> None:
    found = bound(bills_mapping(amount={"from": "金额（元）", "unit": "yuan"}), BILLS, HEADERS, range(1, 7))
    assert found.places["金额（元）"] == 3


def test_mapping_survives_yaml_and_json(tmp_path: Path) -> None:
    mapping = parse_mapping(
        {
            "feed": "surveys",
            "title": "某月",
            "header_row": 2,
            "utc_offset": "+00:00",
            "columns": {
                "answer_id": {"row_number": True, "prefix": "a-", "suffix": "-{name}"},
                "customer_id": 3,
                "answered_at": {"constant": "2022-06-20"},
                "score": {"recode": {"很好": 10}, "blank_when": ["-1"]},
            },
            "unpivot": {"name": "element", "value": "score", "columns": {"overall": "总", "speed": 5}},
            "skip_when": [{"from": "总", "is": ["合计"]}, {"from": 3, "blank": True}],
        },
        SURVEYS,
    )
    (tmp_path / "m.yaml").write_text(mapping_to_yaml(mapping), encoding="utf-8")
    assert load_mapping(tmp_path / "m.yaml", SURVEYS) == mapping
    assert parse_mapping(mapping_to_plain(mapping), SURVEYS) == mapping


def test_yaml_keeps_codes_and_days_as_written(tmp_path: Path) -> None:
    text = "feed: bills\ncolumns:\n  customer_id: {from: a, recode: {yes: x, on: y, -1: z}}\n"
    more = "  month: {constant: 2022-06-01}\n  amount: {from: b, unit: yuan}\n"
    (tmp_path / "m.yaml").write_text(text + more)
    columns = dict(load_mapping(tmp_path / "m.yaml", BILLS).columns)
    assert columns["customer_id"].recode == (("yes", "x"), ("on", "y"), ("-1", "z"))
    assert columns["month"].constant == "2022-06-01"


def test_broken_yaml_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(b"a: [")
    with pytest.raises(MappingError, match="YAML"):
        load_mapping(tmp_path / "m.yaml", BILLS)


def test_digest_follows_what_decides_and_not_the_title() -> None:
    plain = {"feed": "bills", "columns": BILL_COLUMNS}
    first = parse_mapping(plain, BILLS).digest()
    assert parse_mapping(plain | {"title": "另一个名字"}, BILLS).digest() == first
    assert parse_mapping(plain | {"utc_offset": "+09:00"}, BILLS).digest() != first
