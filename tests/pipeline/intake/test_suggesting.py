# SPDX-License-Identifier: Apache-2.0
"""A mapping is proposed from the headers alone."""

import pytest

from amends.pipeline.intake.mapping import mapping_to_plain
from amends.pipeline.intake.mapping_reading import parse_mapping
from amends.pipeline.intake.suggesting import Suggestion, suggest_mapping
from amends.pipeline.intake.table import Cell
from amends.pipeline.sources import FEEDS


def suggest(feed: str, headers: list[str], *sample: tuple[Cell, ...]) -> Suggestion:
    return suggest_mapping(headers, sample or [()] * len(headers), FEEDS[feed])


def test_headers_of_operators_are_known() -> None:
    found = suggest("bills", ["用户编号", "账期", "出账金额(元)", "套外费用（元）", "欠费_分"])
    columns = {name: (how.source, how.unit) for name, how in found.mapping.columns}
    assert columns == {
        "customer_id": ("用户编号", None), "month": ("账期", None), "amount": ("出账金额(元)", "yuan"),
        "out_of_bundle": ("套外费用（元）", "yuan"), "arrears": ("欠费_分", "fen"),
    }  # fmt: skip
    assert found.sure(FEEDS["bills"]) == found.mapping


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_own_names_and_chinese_names_are_certain_for_every_feed(name: str) -> None:
    feed = FEEDS[name]
    for headers in ([c.name for c in feed.columns], [c.zh for c in feed.columns]):
        found = suggest(name, headers)
        assert [how.source for _, how in found.mapping.columns] == headers
        assert {guess.confidence for guess in found.guesses} == {1.0}
        assert parse_mapping(mapping_to_plain(found.mapping), feed) == found.mapping


def test_units_in_headers_are_read_and_other_brackets_are_not_dropped() -> None:
    found = suggest("usage", ["用户id", "月份", "GPRS总流量（KB）", "通话时长(秒)"])
    assert {n: h.unit for n, h in found.mapping.columns}["data_mb"] == "KB"
    assert {n: h.unit for n, h in found.mapping.columns}["voice_minutes"] == "seconds"
    assert suggest("bills", ["用户id", "月份", "ARPU（元）"]).sure(FEEDS["bills"]) is not None
    assert suggest("bills", ["用户id", "月份", "ARPU（家庭宽带）"]).sure(FEEDS["bills"]) is None


@pytest.mark.parametrize("header", ["客户编号()", "客户编号（）", "()", "[]客户编号"])
def test_empty_brackets_in_a_header_name_no_unit(header: str) -> None:
    found = suggest("bills", [header, "账期", "出账金额(元)"])
    assert {n: h.unit for n, h in found.mapping.columns}["amount"] == "yuan"


def test_doubt_and_absence_are_told_and_not_used() -> None:
    found = suggest("bills", ["客户编号", "账期", "本期账单金额合计"])
    assert [(g.column, g.header) for g in found.doubtful] == [("amount", "本期账单金额合计")]
    assert found.sure(FEEDS["bills"]) is None
    assert suggest("bills", ["客户编号", "账期"]).missing == ("amount",)


def test_repeated_header_is_proposed_by_position() -> None:
    found = suggest("bills", ["账期", "客户编号", "金额合计", "客户编号"])
    assert dict(found.mapping.columns)["customer_id"].source == 2


def test_codes_seen_in_the_sample_are_translated() -> None:
    found = suggest("subscribers", ["客户编号", "机构编码", "客户等级"], ("1",), ("BJ",), ("金卡", "银卡"))
    assert ("金卡", "gold") in dict(found.mapping.columns)["value_tier"].recode
    assert dict(suggest("subscribers", ["客户等级"], ("gold",)).mapping.columns)["value_tier"].recode == ()
