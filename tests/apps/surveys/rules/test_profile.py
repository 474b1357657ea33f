# SPDX-License-Identifier: Apache-2.0
"""What our profile of the format refuses, and in which words."""

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from amends.apps.surveys.rules.profile import QUESTION_TYPES, SCHEMA, faults
from amends.apps.surveys.rules.schema import MOST
from tests.apps.surveys.rules.documents import Json, every, short, survey

Change = Callable[[Json], Any]
Q3 = "第 2 页第 1 题（Q3）："


def _words(change: Change, document: Json | None = None) -> list[str]:
    changed = document or short()
    change(changed)
    return [each.words for each in faults(changed)]


def _q3(document: Json) -> Json:
    found: Json = document["pages"][1]["elements"][0]
    return found


def test_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_good_documents_have_no_faults() -> None:
    assert faults(short()) == faults(every()) == ()
    types = {each["type"] for page in every()["pages"] for each in page["elements"]} | {"text"}
    assert types >= set(QUESTION_TYPES) - {"text"}


@pytest.mark.parametrize(
    "document", [[], {}, None, "x", {"pages": 3}, {"pages": [3]}, {"pages": [{"elements": [1]}]}]
)
def test_nonsense_has_faults(document: object) -> None:
    assert faults(document)


CHANGES: list[tuple[Change, str]] = [
    (lambda d: d.update(completedHtml="<b>"), "问卷：不支持“completedHtml”这项设置，请删去"),
    (lambda d: d.update(navigateToUrl="x"), "问卷：不支持“navigateToUrl”这项设置，请删去"),
    (lambda d: _q3(d).update(choicesByUrl={"url": "x"}), Q3 + "不支持“choicesByUrl”这项设置，请删去"),
    (lambda d: _q3(d).update(defaultValue="yes"), Q3 + "不支持“defaultValue”这项设置，请删去"),
    (lambda d: _q3(d).update(type="html"), Q3 + "不支持题型“html”；可用：panel、"),
    (lambda d: _q3(d).update(type="file"), Q3 + "不支持题型“file”"),
    (lambda d: _q3(d).update(title="<b>好</b>"), Q3 + "“题目文字”里不能有“<”"),
    (lambda d: _q3(d).update(title={"en": "Good?"}), Q3 + "“题目文字”要有中文"),
    (lambda d: _q3(d).update(title={"default": "好", "fr": "Bon"}), Q3 + "不支持“fr”这项设置"),
    (lambda d: _q3(d).update(name="3题"), "第 2 页第 1 题（3题）：编号“3题”应以字母开头"),
    (lambda d: _q3(d).update(name="q1"), "第 2 页第 1 题（q1）：编号“q1”已用过"),
    (lambda d: _q3(d).update(name="constructor"), "第 2 页第 1 题（constructor）：编号“constructor”是保留字"),
    (lambda d: _q3(d).pop("name"), "第 2 页第 1 题（?）：缺少“编号”，请补上"),
    (lambda d: _q3(d).pop("choices"), Q3 + "缺少“选项”，请补上"),
    (lambda d: _q3(d).update(choices=["a", "a"]), Q3 + "取值“a”重复"),
    (lambda d: _q3(d).update(choices=["a", "other"]), Q3 + "选项的取值“other”与打开的特殊选项相同"),
    (lambda d: _q3(d).update(choices=[]), Q3 + "“选项”至少要有 1 个"),
    (lambda d: _q3(d).update(showCommentArea=True), Q3 + "“其他”选项与备注框不能同时用"),
    (lambda d: _q3(d)["choices"].append({"value": "c", "visibleIf": "{Q1} = 1"}), Q3 + "有“其他”选项的题"),
    (lambda d: _q3(d).update(isRequired="yes"), Q3 + "“isRequired”的值不合要求：yes"),
    (lambda d: _q3(d).update(amends={"measure": "joy"}), Q3 + "“测量内容”不能是“joy”；可用：satisfaction、"),
    (lambda d: _q3(d).update(amends={"measure": "interaction"}), Q3 + "互动质量的维度只能是：tangibles"),
    (lambda d: _q3(d).update(visibleIf="{Q1} >"), Q3 + "条件读不懂：{Q1} >"),
    (lambda d: _q3(d).update(visibleIf="today() > {Q1}"), Q3 + "条件里不能用函数“today”"),
    (lambda d: _q3(d).update(visibleIf="{Q7} = 1"), Q3 + "条件提到的“Q7”不在问卷里"),
    (lambda d: _q3(d).update(visibleIf="{Q1.x} = 1"), Q3 + "条件提到的“Q1.x”不在问卷里"),
    (lambda d: _q3(d).update(visibleIf="{Q3} = 'no'"), Q3 + "条件不能看这一题自己"),
    (lambda d: _q3(d).update(visibleIf="{Q1} = 12"), Q3 + "条件里的“12”不是 Q1 的选项"),
    (lambda d: _q3(d).update(title="{Q8} 如何？"), Q3 + "文字里的“{Q8}”不在问卷里"),
    (lambda d: _q3(d).update(title="{Q3} 如何？"), Q3 + "文字里的“{Q3}”还没有答案"),
    (lambda d: d["pages"][0].update(visibleIf="{Q3} = 'no'"), "第 1 页：条件看的“Q3”在后面第 2 页"),
    (lambda d: d.update(triggers=[{"type": "setvalue", "expression": "{Q1} = 1"}]), "问卷：不支持题型“setvalue”"),
    (lambda d: d.update(triggers=[{"type": "complete", "expression": "{Q3} = 'x'"}]), "问卷：条件里的“x”不是 Q3"),
    (lambda d: d.update(amends={"routing": [{"if": "{Q1} < 3", "then": "fire"}]}), "问卷：“动作”不能是“fire”"),
    (
        lambda d: d.update(amends={"quotas": [{"code": "a", "if": "{Q1} = 1", "limit": 1}] * 2}),
        "问卷：配额编号“a”重复",
    ),
    (lambda d: d.update(pages=[]), "问卷：“页”至少要有 1 个"),
    (lambda d: d["pages"][1].update(elements=[]), "第 2 页：“题目”至少要有 1 个"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=[words for _, words in CHANGES])
def test_fault_says_where_and_what(change: Change, words: str) -> None:
    found = _words(change)
    assert any(each.startswith(words) for each in found), found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rateMin": 5, "rateMax": 5}, "分数从 5 到 5 不成量表"),
        ({"rateMin": 0, "rateMax": 10, "rateStep": 3}, "分数从 0 到 10 不成量表"),
        ({"rateValues": [3, 2, 1]}, "分值要从小到大"),
        ({"rateValues": [1, 2, "x"]}, "分值要从小到大"),
        ({"rateMax": 11}, "“最高分”不能大于 10"),
    ],
)
def test_scale_is_refused_when_it_is_none(changes: Json, words: str) -> None:
    assert any(words in each for each in _words(lambda d: d["pages"][0]["elements"][0].update(changes)))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"inputType": "number", "min": 9, "max": 1}, "下限 9 大于上限 1"),
        ({"inputType": "number", "min": "2026-01-01"}, "“最小值”与输入类型不符"),
        ({"inputType": "text", "max": 3}, "“最大值”与输入类型不符"),
        ({"inputType": "password"}, "“inputType”不能是“password”"),
    ],
)
def test_limits_are_refused_when_they_do_not_fit(question: Json, words: str) -> None:
    document = survey([{"type": "text", "name": "T"} | question])
    assert words in faults(document)[0].words


def test_row_is_refused_when_named_like_another_item() -> None:
    grid = {"type": "matrix", "name": "G", "rows": ["r1"], "columns": [1, 2]}
    found = faults(survey([grid, {"type": "comment", "name": "G_r1"}]))
    assert [each.path for each in found] == ["pages/0/elements/0"]
    assert "它的一行与别的题同名（G_r1）" in found[0].words


def test_panels_are_refused_when_too_deep() -> None:
    inner: Json = {"type": "comment", "name": "Q"}
    for depth in range(4):
        inner = {"type": "panel", "name": f"P{depth}", "elements": [inner]}
    assert [each.words for each in faults(survey([inner]))] == [
        "第 1 页第 1 题（Q）：题组套得太深，最多 3 层"
    ]


def test_document_is_refused_when_too_large() -> None:
    many = [{"type": "comment", "name": f"Q{n}"} for n in range(MOST["questions"] // 2 + 1)]
    pages = [[each | {"name": f"{each['name']}_{page}"} for each in many[:100]] for page in range(3)]
    assert [each.words for each in faults(survey(*pages))] == ["问卷：题目太多，最多 200 题；请拆成几份"]
    assert "问卷太大" in faults(short() | {"title": "长" * MOST["bytes"]})[0].words


def test_faults_are_english_when_asked() -> None:
    document = short()
    _q3(document).update(type="html")
    assert faults(document, language="en")[0].words.startswith(
        "Page 2, question 1 (Q3): type “html” is not supported"
    )


def test_path_leads_to_the_fault() -> None:
    document = short()
    _q3(document)["choices"][1]["text"] = "<i>"
    assert [each.path for each in faults(document)] == ["pages/1/elements/0/choices/1/text"]
