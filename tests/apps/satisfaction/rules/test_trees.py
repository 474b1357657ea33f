# SPDX-License-Identifier: Apache-2.0
"""The element tree."""

from dataclasses import replace

import pytest

from amends.apps.satisfaction.queries.trees import standards, touchpoints, tree_numbered
from amends.apps.satisfaction.rules.trees import (
    Element,
    as_rows,
    elements_of,
    leaf_shares,
    leaves_below,
    placed,
    tree_faults,
)


def _start() -> tuple[Element, ...]:
    tree = tree_numbered(0)
    assert tree is not None
    return tree.elements


def _changed(code: str, **values: object) -> tuple[Element, ...]:
    return tuple(replace(each, **values) if each.code == code else each for each in _start())  # type: ignore[arg-type]


def _words(elements: tuple[Element, ...]) -> str:
    return " ".join(each.words for each in tree_faults(elements, touchpoints()))


@pytest.mark.requirement("S3-009")
def test_weights_of_siblings_sum_to_one_within_a_thousandth() -> None:
    assert tree_faults(_start(), touchpoints()) == ()
    assert tree_faults(_changed("EL-VOICE", weight=0.301), touchpoints()) == ()
    assert "最好的网络下面各要素的权重之和是 1.002" in _words(_changed("EL-VOICE", weight=0.302))
    assert "最上层各要素的权重之和" in _words(_changed("EX-BRAND", weight=0.05))


@pytest.mark.requirement("S3-002")
def test_every_element_links_to_at_least_one_touchpoint() -> None:
    assert all(each.touchpoints for each in _start())
    assert "账单没有连到任何触点" in _words(_changed("EL-BILL", touchpoints=()))
    assert "TP-MOON 不在触点清单里" in _words(_changed("EL-BILL", touchpoints=("TP-MOON",)))


@pytest.mark.requirement("S4-014")
def test_six_expectations_exist_in_the_tree() -> None:
    top = [each.name for each in _start() if not each.parent]
    assert top == ["最好的网络", "深入的了解", "值得信赖的品牌", "贴心的产品", "优质的服务", "准确的计费"]
    left = tuple(each for each in _start() if each.code not in {"EX-INSIGHT"})
    assert "缺 EX-INSIGHT" in _words(left)


def test_faults_name_unknown_parents_circles_and_doubles() -> None:
    assert "上级 EX-MOON 不在结构里" in _words(_changed("EL-BILL", parent="EX-MOON"))
    assert "绕回到了自己下面" in _words(_changed("EX-BILLING", parent="EL-BILL"))
    assert "出现了 2 次" in _words((*_start(), _start()[0]))
    assert "结构里没有要素" in _words(())
    assert "要在 0 与 1 之间" in _words(_changed("EL-BILL", weight=1.5))


def test_leaves_share_the_whole() -> None:
    shares = leaf_shares(_start())
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["EL-DATA"] == pytest.approx(0.38 * 0.45)
    assert "EX-NETWORK" not in shares
    assert leaves_below(_start(), "EX-NETWORK") == ("EL-VOICE", "EL-DATA", "EL-HOME")
    assert leaves_below(_start(), "EX-INSIGHT") == ("EX-INSIGHT",)
    assert [each.depth for each in placed(_start())][:3] == [0, 1, 1]


def test_rows_read_back_as_the_same_elements() -> None:
    assert elements_of(as_rows(_start())) == _start()


def test_standards_of_touchpoints_are_in_the_pack() -> None:
    named = {code for each in touchpoints().values() for code in each.standards}
    assert named <= set(standards())
    assert touchpoints()["TP-BILL"].department == "财务"
