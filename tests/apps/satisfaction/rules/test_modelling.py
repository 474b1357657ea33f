# SPDX-License-Identifier: Apache-2.0
"""Models as people write them."""

from dataclasses import dataclass

import pytest

from amends.analytics.index.spec import IndexSpec
from amends.analytics.index.templates import TEMPLATES
from amends.apps.satisfaction.rules.modelling import (
    ModelFaulty,
    construct_of_latents,
    filled_template,
    read_model,
)
from tests.apps.satisfaction.conftest import TCSI

GOOD = """latents:
  质量: [P1, P2]
  满意度: {items: [A1, A2], mode: A}
paths:
  - 质量 -> 满意度
scale: {min: 1, max: 10}
index: 满意度
"""


@dataclass(frozen=True)
class _Asked:
    code: str
    construct: str
    element: str
    minimum: float = 1
    maximum: float = 10


ITEMS = [_Asked(code, construct, element) for code, construct, element, _measure in TCSI]


def _fault(text: str) -> tuple[int, str]:
    with pytest.raises(ModelFaulty) as caught:
        read_model(text, {"P1", "P2", "A1", "A2"})
    (fault,) = caught.value.faults
    return fault.line, fault.words


def test_a_good_model_is_read() -> None:
    spec = read_model(GOOD, {"P1", "P2", "A1", "A2"})
    assert isinstance(spec, IndexSpec)
    assert spec.index == "满意度"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("- 质量 -> 满意度", "- 质量 -> 忠诚", 5, "不是潜变量"),
        ("[P1, P2]", "[P1, P9]", 2, "没有按分打的题 P9"),
        ("mode: A}", "mode: C}", 3, "没有“C”"),
        ("index: 满意度", "index: 快乐", 7, "不是潜变量"),
        ("scale: {min: 1, max: 10}", "scale: {min: 10, max: 1}", 6, "要小于最大值"),
        ("scale: {min: 1, max: 10}\n", "", 0, "没有写量程"),
        ("index: 满意度\n", "", 0, "没有写发布哪个潜变量"),
        ("  质量: [P1, P2]", "  质量: [P1, P2", 3, "格式不对"),
        ("[P1, P2]", "&x [P1, P2]", 2, "不能用 & 和 *"),
        ("[A1, A2]", "[A1, P2]", 2, "P2 出现了不止一次"),
    ],
)
def test_a_fault_names_its_line(old: str, new: str, line: int, words: str) -> None:
    found, said = _fault(GOOD.replace(old, new))
    assert words in said
    assert found == line


def test_a_model_that_is_too_long_is_refused() -> None:
    assert "模型太长" in _fault(GOOD + "#" * 20_000)[1]


@pytest.mark.parametrize("name", list(TEMPLATES))
def test_templates_are_filled_with_the_items_of_the_wave(name: str) -> None:
    spec = read_model(filled_template(name, ITEMS), {each.code for each in ITEMS})
    assert isinstance(spec, IndexSpec)
    about = construct_of_latents(spec, ITEMS)
    assert about[spec.index] == "satisfaction"
    assert dict(zip(spec.names, spec.latents, strict=True))[spec.index].items == ("A1", "A2", "A3")
    assert "loyalty" in about.values()


def test_a_latent_that_nothing_asks_about_is_left_out() -> None:
    text = filled_template("TCSI-style", [each for each in ITEMS if each.construct != "perceived_fairness"])
    assert "感知公平" not in text
    read_model(text)


def test_a_count_is_no_rating() -> None:
    counted = _Asked("G2", "complaint_construct", "", 0, 999)
    assert "抱怨: {items: [G3], mode: A}" in filled_template("TCSI-style", [*ITEMS, counted])
    assert "G2" not in filled_template("ACSI", [*ITEMS, counted])
