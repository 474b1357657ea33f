# SPDX-License-Identifier: Apache-2.0
"""Conversations as they come: good rows kept, bad ones named, personal data masked."""

import json
from collections.abc import Callable

import pytest

from amends.apps.quality.rules.reading import Problem, Reading, read_chat, read_csv, read_marked, read_turns


def test_marked_text_in_one_line_is_split_by_speaker_and_masked() -> None:
    found = read_marked("客服：您好，工号12。 客户：我的号码是13812341215。\n还是不行\n客服：好的。")
    assert [(each.speaker, each.text) for each in found.turns] == [
        ("agent", "您好，工号12。"), ("customer", "我的号码是138****1215。 还是不行"), ("agent", "好的。"),
    ]  # fmt: skip
    assert found.problems == ()


def test_csv_keeps_good_rows_and_names_bad_cells() -> None:
    text = "说话人,内容,开始,结束\n客服,您好,0,2.5\n路人,喂,3,4\n客户,,5,6\n客户,是的,1:02,abc\n客户,好,9,8\n"
    found = read_csv(text)
    assert [(each.number, each.end) for each in found.turns] == [(1, 2.5)]
    assert found.problems == (
        Problem(3, "speaker", "unknown_speaker"), Problem(4, "text", "no_words"),
        Problem(5, "end", "no_seconds"), Problem(6, "end", "ends_before"),
    )  # fmt: skip


def test_csv_without_its_columns_says_which() -> None:
    assert read_csv("a,b\n1,2\n").problems == (
        Problem(1, "speaker", "no_column"),
        Problem(1, "text", "no_column"),
    )


def test_chat_export_takes_names_above_the_words() -> None:
    text = "客服小李 2026-11-02 10:00:01\n您好\n请说\n李* 10:01\n网不行\n"
    found = read_chat(text)
    assert [(each.speaker, each.text) for each in found.turns] == [
        ("agent", "您好\n请说"),
        ("customer", "网不行"),
    ]
    assert [each.speaker for each in read_chat(text, ours="李*").turns] == ["customer", "agent"]


def test_turns_with_seconds_come_as_json() -> None:
    rows = [{"speaker": "agent", "text": "您好", "start": 0, "end": 1.5}, 7, {"speaker": "x", "text": "好"}]
    found = read_turns(json.dumps({"turns": rows}))
    assert [(each.start, each.end) for each in found.turns] == [(0.0, 1.5)]
    assert [(each.row, each.code) for each in found.problems] == [(2, "no_turn"), (3, "unknown_speaker")]
    assert read_turns("{").problems[0].code == "no_json"


@pytest.mark.parametrize("label", ["客服小王", "客服 1001", "坐席张三", "客户经理"])
def test_label_with_a_name_or_a_number_is_of_its_role(label: str) -> None:
    read = read_marked(f"客户：我要投诉\n{label}：你自己看说明\n客户：什么？")
    assert [turn.speaker for turn in read.turns] == ["customer", "agent", "customer"]
    assert read.problems == ()


def test_short_label_that_nobody_knows_is_named() -> None:
    read = read_marked("客户：我要投诉\n王经理：你自己看说明")
    assert [(each.row, each.code) for each in read.problems] == [(2, "unknown_speaker")]


def test_column_without_a_name_is_no_time() -> None:
    read = read_csv(",speaker,text\n0,客服,您好\n1,客户,我想问一下")
    assert [(turn.start, turn.end) for turn in read.turns] == [(None, None)] * 2


def test_chat_line_that_ends_in_a_clock_stays_a_line() -> None:
    text = "客服小李 10:00\n您好\n李* 10:01\n你们师傅没有来\n我约的时间是 10:30\n现在几点了\n"
    found = read_chat(text)
    assert [each.text for each in found.turns] == [
        "您好",
        "你们师傅没有来\n我约的时间是 10:30\n现在几点了",
    ]
    again = (
        "客服 10:00\n您好\n我是小是 10:01\n在吗\n我是小是 10:02\n喂\n"  # a name that stands again and again
    )
    assert [each.text for each in read_chat(again).turns] == ["您好", "在吗", "喂"]


def test_table_that_breaks_off_keeps_the_rows_before() -> None:
    found = read_csv("说话人,内容\n客服,您好\n客户," + "长" * 140_000 + "\n")
    assert [each.text for each in found.turns] == ["您好"]
    assert [(each.row, each.code) for each in found.problems] == [(3, "no_csv")]


@pytest.mark.parametrize("text", ["[" * 100_000, "[" + "9" * 5000 + "]", "", "\0", "null"])
def test_odd_json_is_a_problem_and_no_fault(text: str) -> None:
    found = read_turns(text)
    assert found.turns == ()
    assert found.problems[0].code in {"no_json", "no_turns"}


def test_signs_that_no_database_keeps_are_left_out() -> None:
    rows = [{"speaker": "agent", "text": "您\x00好\ud800"}, {"speaker": "agent", "text": None}]
    found = read_turns(json.dumps(rows))
    assert [each.text for each in found.turns] == ["您 好"]
    assert [(each.row, each.code) for each in found.problems] == [(2, "no_words")]


@pytest.mark.parametrize("read", [read_marked, read_csv, read_chat])
@pytest.mark.parametrize("text", ["", "\n\n", "\0\0", "PK\x03\x04" + "乱" * 5000, ",,,\n,,\n", '"', "客服"])
def test_odd_files_are_read_without_a_fault(read: Callable[[str], Reading], text: str) -> None:
    assert read(text).turns == ()
