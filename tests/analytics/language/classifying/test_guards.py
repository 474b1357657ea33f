# SPDX-License-Identifier: Apache-2.0
"""What would fool whoever trains is found before anything is learnt."""

import pytest

from amends.analytics.language.classifying import CannotClassify, ClassifierSpec, guard
from amends.analytics.language.classifying.guards import FindingKind

SPEC = ClassifierSpec(min_rows=20)


def _texts(rows: int) -> tuple[list[str], list[str]]:
    return [f"第{i}段文字" for i in range(rows)], ["甲" if i % 2 else "乙" for i in range(rows)]


def test_nothing_is_found_where_nothing_is_odd() -> None:
    found = guard(*_texts(80), SPEC)
    assert found.findings == ()
    assert found.classes == ("乙", "甲")
    assert found.rows.tolist() == list(range(80))


def test_empty_texts_and_unlabelled_rows_are_left_out_and_listed() -> None:
    texts, labels = _texts(80)
    texts[3], labels[5], texts[7], labels[7] = "　", "", "", ""
    found = guard(texts, labels, SPEC)
    assert {f.kind: f.rows for f in found.findings} == {
        FindingKind.EMPTY_TEXT: (3, 7),
        FindingKind.UNLABELLED: (5,),
    }
    assert found.rows.shape[0] == 77


def test_tiny_classes_are_left_out_and_small_ones_warned_of() -> None:
    texts, labels = _texts(80)
    labels[:3], labels[10:20] = ["丙"] * 3, ["丁"] * 10
    found = guard(texts, labels, SPEC)
    assert found.classes == ("丁", "乙", "甲")
    assert [(f.kind, "丙" in f.said or "丁" in f.said) for f in found.findings] == [
        (FindingKind.TINY_CLASS, True),
        (FindingKind.FEW_ROWS, True),
    ]


def test_same_text_with_other_labels_is_listed() -> None:
    texts, labels = _texts(80)
    texts[11], texts[20], texts[30] = "第10段 文字", "第22段文字", "第22段文字"
    conflict = next(f for f in guard(texts, labels, SPEC).findings if f.kind is FindingKind.CONFLICT)
    assert conflict.rows == (10, 11)
    assert any(f.kind is FindingKind.DUPLICATE for f in guard(texts, labels, SPEC).findings)


def test_a_label_that_stands_in_its_texts_is_told() -> None:
    texts, labels = _texts(80)
    texts = [f"{t}（类别：{c}）" if c == "甲" else t for t, c in zip(texts, labels, strict=True)]
    found = guard(texts, labels, SPEC).findings
    assert [f.kind for f in found] == [FindingKind.LEAK]
    assert "甲" in found[0].said


@pytest.mark.parametrize(
    ("texts", "labels", "said"),
    [
        (*_texts(10), "只有 10 行"),
        ([f"文{i}" for i in range(60)], [f"编号{i}" for i in range(60)], "60 种标签"),
        ([f"文{i}" for i in range(60)], ["甲"] * 58 + ["乙"] * 2, "只有 1 个"),
        ([""] * 60, ["甲"] * 60, "只有 0 行"),
    ],
)
def test_what_cannot_be_learnt_is_refused_with_the_numbers(
    texts: list[str], labels: list[str], said: str
) -> None:
    with pytest.raises(CannotClassify, match=said):
        guard(texts, labels, SPEC)


def test_a_spec_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="precision"):
        ClassifierSpec(precision=95)
    with pytest.raises(ValueError, match="folds"):
        ClassifierSpec(folds=10)
