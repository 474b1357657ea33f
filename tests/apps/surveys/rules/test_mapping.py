# SPDX-License-Identifier: Apache-2.0
"""Which item continues which: what code and wording suggest, and what a person may not say."""

from dataclasses import dataclass

import pytest

from amends.apps.surveys.rules.mapping import Link, Wrong, proposed, wrong_links
from amends.apps.surveys.rules.words import MappingKind

SAME, REWORDED, CHANGED = MappingKind.SAME, MappingKind.REWORDED, MappingKind.CHANGED


@dataclass(frozen=True)
class Asked:
    code: str
    title: str
    minimum: float | None = 1
    maximum: float | None = 10
    choices: tuple[object, ...] = ()


def _proposed(before: Asked, after: Asked) -> tuple[str, MappingKind] | None:
    found = proposed([before], [after])
    return (found[0].before, found[0].kind) if found else None


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (Asked("P21", "上网速度"), Asked("P21", "上网速度。"), ("P21", SAME)),
        (Asked("P21", "手机上网的速度"), Asked("P21", "手机上网速度快不快"), ("P21", REWORDED)),
        (Asked("P21", "上网速度"), Asked("P21", "账单看得明白"), ("P21", CHANGED)),
        (Asked("P21", "上网速度"), Asked("P21", "上网速度", maximum=7), ("P21", CHANGED)),
        (Asked("P21", "上网的速度快慢怎么样"), Asked("D1", "上网的速度快慢怎么样？"), ("P21", SAME)),
        (Asked("P21", "上网的速度快慢怎么样"), Asked("D1", "上网的速度快慢如何"), None),
        (Asked("P21", "手机上网的速度快慢怎么样"), Asked("D1", "手机上网的速度快慢怎样"), ("P21", REWORDED)),
        (Asked("P21", "上网速度"), Asked("D1", "上网速度", maximum=7), None),
    ],
)
def test_proposal_goes_by_code_wording_and_scale(
    before: Asked, after: Asked, found: tuple[str, MappingKind] | None
) -> None:
    assert _proposed(before, after) == found


def test_choices_count_as_the_scale_of_what_has_none() -> None:
    first = Asked("C1", "解决了吗", None, None, ({"value": "yes"}, {"value": "no"}))
    more = Asked("C1", "解决了吗", None, None, ({"value": "yes"}, {"value": "no"}, {"value": "partly"}))
    turned = Asked("C1", "解决了吗", None, None, ({"value": "no"}, {"value": "yes"}))
    assert _proposed(first, more) == ("C1", CHANGED)
    assert _proposed(first, turned) == ("C1", SAME)


def test_an_item_is_continued_once_by_the_most_alike() -> None:
    before = [Asked("A", "等候时间可以接受吗")]
    after = [Asked("B", "等候时间可接受吗"), Asked("C", "等候时间可以接受吗？")]
    assert [(each.code, each.kind) for each in proposed(before, after)] == [("C", SAME)]


@pytest.mark.parametrize(
    ("links", "wrong"),
    [
        ([Link("N", "A", SAME)], []),
        ([Link("N", "X", SAME)], [Wrong.UNKNOWN]),
        ([Link("N", "A", SAME), Link("M", "A", CHANGED)], [Wrong.TWICE]),
        ([Link("M", "A", REWORDED)], [Wrong.SCALE]),
        ([Link("M", "A", CHANGED)], []),
    ],
)
def test_a_person_cannot_call_another_scale_comparable(links: list[Link], wrong: list[Wrong]) -> None:
    before, after = [Asked("A", "上网速度")], [Asked("N", "网速"), Asked("M", "网速", maximum=7)]
    assert [each.wrong for each in wrong_links(links, before, after)] == wrong
