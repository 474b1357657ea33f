# SPDX-License-Identifier: Apache-2.0
"""Questionnaires in Excel: nothing is lost on the way there and back, and what cannot be read is named by its place."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.apps.surveys.queries.sheets import NotAWorkbook, read_workbook
from amends.apps.surveys.rules.profile import faults
from amends.apps.surveys.rules.sheets.reading import ReadSheets
from amends.apps.surveys.rules.sheets.sentences import sentence
from amends.apps.surveys.rules.sheets.workbook import workbook
from amends.apps.surveys.rules.sheets.writing import sheets_of
from amends.apps.surveys.rules.starters import STARTERS, document
from amends.apps.surveys.rules.starters.questions import NOT_APPLICABLE
from amends.packs import load
from tests.apps.surveys.rules.documents import every, short

Json = dict[str, Any]
ODD = ["_x0041_", "=1+1", " 空格", "a\nb", "a\r\nb", "1", "true", "", "'x", '{"a": 1}', "是", "\u2028", "😀"]
# What the profile lets a text be, and a little of what spreadsheets are known to change.
plain = st.text(
    st.characters(exclude_characters="<", exclude_categories=["Cs"], min_codepoint=9), max_size=30
)
texts = st.sampled_from(ODD) | plain
words = (
    texts | st.fixed_dictionaries({"default": texts, "en": texts}) | st.fixed_dictionaries({"zh-cn": texts})
)
values = (
    st.integers(-5, 1000) | st.sampled_from([each for each in ODD if each]) | st.text("abc1 _", min_size=1)
)
entries = values | st.builds(lambda value, text: {"value": value, "text": text}, values, words)
lists = st.lists(entries, min_size=1, max_size=4)
marks = st.dictionaries(st.sampled_from(["element", "dimension", "measure", "note"]), texts, max_size=3)
numbers = st.integers(0, 300) | st.floats(0, 300)
conditions = st.sampled_from(["{Q1} <= 6", "{Q1} = '<b>'", " {Q1} empty "])
parts = st.fixed_dictionaries({"name": st.just("part")}, optional={"title": words})
endings = st.fixed_dictionaries({"type": st.just("complete"), "expression": conditions})
OPTIONAL: Json = {
    "title": words, "description": words, "visibleIf": conditions, "isRequired": st.booleans(), "amends": marks
}  # fmt: skip
KINDS: dict[str, Json] = {
    "rating": {
        "rateMin": st.integers(0, 3), "rateMax": st.integers(4, 10), "displayMode": st.just("buttons"),
        "rateValues": lists | st.just([*range(1, 11), NOT_APPLICABLE]),
        "minRateDescription": words,
    },
    "radiogroup": {"choices": lists, "showOtherItem": st.booleans(), "otherText": words},
    "checkbox": {"choices": lists, "maxSelectedChoices": st.integers(0, 5), "noneText": words},
    "text": {
        "inputType": st.sampled_from(["text", "number", "date"]), "min": numbers | st.just("2026-01-01"),
        "max": numbers, "maxLength": st.integers(1, 500),
    },
    "comment": {"maxLength": st.integers(1, 500), "placeholder": words},
    "matrix": {"rows": lists, "columns": lists, "eachRowRequired": st.booleans()},
    "multipletext": {"items": st.lists(parts, min_size=1)},
    "expression": {"expression": conditions},
}  # fmt: skip


def _question(kind: str) -> st.SearchStrategy[Json]:
    named = {"type": st.just(kind), "name": st.text("QABC", min_size=1, max_size=4)}
    return st.fixed_dictionaries(named, optional=OPTIONAL | KINDS[kind])


questions = st.sampled_from(sorted(KINDS)).flatmap(_question)
panels = st.fixed_dictionaries(
    {"type": st.just("panel"), "name": st.just("about"), "elements": st.lists(questions, max_size=2)},
    optional={"title": words, "visibleIf": conditions},
)
pages = st.fixed_dictionaries(
    {"name": st.sampled_from(["one", "page1"]), "elements": st.lists(questions | panels, max_size=4)},
    optional={"title": words, "questionOrder": st.just("random")},
)
rule_parts = {"then": st.just("open_case"), "priority": st.just("P1"), "reason": words}
quota_parts = {"limit": st.integers(1, 9), "full": st.just("flag"), "title": words}
rules = st.fixed_dictionaries({"if": conditions}, optional=rule_parts)
quotas = st.fixed_dictionaries({"code": st.just("q"), "if": conditions}, optional=quota_parts)
ours = st.fixed_dictionaries(
    {}, optional={"routing": st.lists(rules, max_size=2), "quotas": st.lists(quotas, max_size=2), "intro": words,
                  "mode": st.lists(st.sampled_from(["sms", "qr"]), max_size=2, unique=True),
                  "scoring": st.dictionaries(st.text(max_size=5), texts, max_size=2)},
)  # fmt: skip
documents = st.fixed_dictionaries(
    {"pages": st.lists(pages, min_size=1, max_size=3)},
    optional={"title": words, "amends": ours, "showProgressBar": st.booleans(),
              "triggers": st.lists(endings, max_size=2)},
)  # fmt: skip


def _there_and_back(questionnaire: Json) -> ReadSheets:
    return read_workbook(workbook(sheets_of(questionnaire)))


@given(documents)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_of_a_questionnaire_is_lost_in_excel(questionnaire: Json) -> None:
    back = _there_and_back(questionnaire)
    assert back.faults == ()
    assert back.document == questionnaire


@pytest.mark.parametrize("questionnaire", [*(document(load(name)) for name in STARTERS), every(), short()])
def test_questionnaires_of_every_kind_come_back_as_they_were(questionnaire: Json) -> None:
    back = _there_and_back(questionnaire)
    assert (back.document, back.faults) == (questionnaire, ())
    assert faults(back.document) == ()


def test_common_questions_need_no_json() -> None:
    rows = sheets_of(document(load("survey_interaction")))
    assert [row for sheet in rows.values() for row in sheet if row.get("more")] == []


def _file(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook as somebody types it."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


HEADS: list[object] = ["type", "name", "label", "required", "list_name", "min", "max", "其他设置"]


def test_a_sheet_typed_by_hand_becomes_a_questionnaire() -> None:
    file = _file(
        题目=[
            ["题型", "题号", "题目", "必答", "选项表", "最小", "最大", "可答不适用"],
            ["评分", "Q1", "满意吗？", "是", None, 1, 10, "是"],
            ["页", None, "第二页"],
            ["单选", "Q2", "解决了吗？", None, "yn", None, None, None],
        ],
        选项=[["选项表", "值", "文字"], ["yn", "yes", "是"], ["yn", 2, "否"]],
        规则=[["类别", "条件", "怎样跟进", "原因"], ["跟进", "{Q1} <= 6", "open_case", "评分低"]],
        设置=[["设置", "内容"], ["编号", "SV-NEW"], ["标题", "新问卷"], ["调查方式", "sms、qr"]],
    )
    read = read_workbook(file)
    assert read.faults == ()
    assert faults(read.document) == ()
    assert read.about == {"code": "SV-NEW"}
    first, second = (page["elements"][0] for page in read.document["pages"])
    assert (first["isRequired"], first["rateMax"], first["displayMode"], len(first["rateValues"])) == (
        True,
        10,
        "buttons",
        11,
    )
    assert second["choices"] == [{"value": "yes", "text": "是"}, {"value": 2, "text": "否"}]
    assert read.document["amends"]["mode"] == ["sms", "qr"]
    assert read.rows["pages/1/elements/0"] == 4


@pytest.mark.parametrize(
    ("row", "place", "words"),
    [
        (["打勾", "Q1", "x"], "survey 表第 3 行“题型”列：", "可以写：页、"),
        ([None, "Q1", "x"], "survey 表第 3 行“题型”列：", "没有写题型"),
        (["单选", None, "x"], "survey 表第 3 行“题号”列：", "例如 Q1"),
        (["单选", "Q1", "x", "maybe"], "survey 表第 3 行“必答”列：", "“是”或“否”"),
        (["单选", "Q1", "x", None, "no"], "survey 表第 3 行“选项表”列：", "choices"),
        (["评分", "Q1", "x", None, None, "one"], "survey 表第 3 行“最小”列：", "不是数字"),
        (["评分", "Q1", "x", None, None, None, None, "{"], "survey 表第 3 行“其他设置”列：", "JSON"),
        (["分组结束"], "survey 表第 3 行“题型”列：", "没有要结束的分组"),
        (["分组开始", "g"], "survey 表第 3 行“题型”列：", "分组没有结束"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_row_and_column(row: list[object], place: str, words: str) -> None:
    (fault,) = read_workbook(_file(survey=[HEADS, ["页", "page1"], row])).faults
    said = sentence(fault, "zh-CN")
    assert said.startswith(place)
    assert words in said
    assert "row 3" in sentence(fault, "en")


def test_other_sheets_are_named_too() -> None:
    sheets: dict[str, list[list[object]]] = {
        "survey": [HEADS, ["评分", "Q1", "x"]],
        "choices": [
            ["list_name", "kind", "value"],
            ["yn", "what", "a"],
            [None, None, "b"],
            ["yn", None, None],
        ],
        "rules": [["类别", "条件"], ["whenever", "{Q1}=1"], ["跟进", None]],
        "settings": [["设置", "内容"], ["colour", "red"]],
    }
    found = [(each.sheet, each.row, each.key) for each in read_workbook(_file(**sheets)).faults]
    assert set(found) == {
        ("choices", 2, "kind"), ("choices", 3, "list"), ("rules", 2, "rule"), ("rules", 3, "no_condition"),
        ("settings", 2, "setting"), ("choices", 4, "no_value"),
    }  # fmt: skip


def test_files_that_are_no_questionnaire_are_refused_in_words() -> None:
    with pytest.raises(NotAWorkbook, match=r"Excel|工作簿"):
        read_workbook(b"not a workbook")
    (missing,) = read_workbook(_file(**{"a": [["x"]], "b": [["y"]]})).faults
    assert "survey" in sentence(missing, "zh-CN")
    (headless,) = read_workbook(_file(survey=[["评分", "Q1", "x"], ["评分", "Q2", "y"]])).faults
    assert headless.key == "no_headings"


def test_formulas_stay_text() -> None:
    hostile = {
        "pages": [{"name": "p", "elements": [{"type": "comment", "name": "Q1", "title": '=HYPERLINK("x")'}]}]
    }
    content = workbook(sheets_of(hostile))
    import openpyxl

    cells = [
        cell for row in openpyxl.load_workbook(io.BytesIO(content))["survey"].iter_rows() for cell in row
    ]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=")] == ["s"]
