# SPDX-License-Identifier: Apache-2.0
"""Where words stand: quotations with and without an end, and lines that go on and on."""

import time
from collections.abc import Callable

import pytest

from amends.analytics.language.checking import Finding, check
from tests.analytics.language.checking.conftest import pack_rules

Found = Callable[..., tuple[Finding, ...]]


@pytest.mark.parametrize("opened", '“「『‘"')
def test_unclosed_quotation_excuses_its_own_sentence_only(found: Found, opened: str) -> None:
    text = f"请不要对客户说{opened}这不归我管。你自己去找厂家。"
    assert [each.text for each in found(text)] == ["你自己去找厂家"]


@pytest.mark.parametrize("signs", ["“”", "「」", "『』", "‘’", '""'])
def test_closed_quotation_excuses_all_of_its_sentences(found: Found, signs: str) -> None:
    assert found(f"请不要对客户说{signs[0]}这不归我管。你自己去找厂家。{signs[1]}") == ()


def test_after_the_end_of_a_quotation_the_writer_speaks_again(found: Found) -> None:
    assert [each.text for each in found("客户说“不行”，你自己去找厂家。")] == ["你自己去找厂家"]


def test_quotation_opened_again_was_never_closed(found: Found) -> None:
    text = "请不要说“慢点。你自己去找厂家。客户说“你弄错了”，我们核对。"
    assert [each.text for each in found(text)] == ["你自己去找厂家"]


def test_end_of_a_quotation_within_another_does_not_end_the_other(found: Found) -> None:
    assert found("请不要对客户说“他讲‘不归我管’。你自己去找厂家。”") == ()


def test_unclosed_quotation_without_any_mark_ends_by_itself(found: Found) -> None:
    assert found("请不要对客户说“这不归我管") == ()
    assert len(found("请不要对客户说“" + "好" * 70 + "，你自己去找厂家")) == 1


def test_guards_of_an_endless_sentence_look_at_what_is_near(found: Found) -> None:
    far, refusal = "，".join(["谢谢您的耐心"] * 40), "这个退不了"
    offer = "我帮您退到话费账户"
    assert found(f"{refusal}，{offer}，{far}") == ()
    assert [each.category for each in found(f"{refusal}，{far}，{offer}")] == ["bare_refusal"]


ENDLESS = ["对不起", "办不了，", "“办不了”，", "保证明天退，", "“办不了", "你 应 该 早 ", "割接的 "]


@pytest.mark.parametrize("unit", ENDLESS)
def test_cost_of_a_letter_does_not_grow_with_its_line(unit: str) -> None:
    short, long = _seconds(unit, 4_000), _seconds(unit, 32_000)
    assert long < 20 * max(short, 0.001)  # eight times the letters; by the square it would be 64


def _seconds(unit: str, letters: int) -> float:
    """CPU of one check, the cheapest of three: noise only ever adds."""
    text, rules, costs = unit * (letters // len(unit)), pack_rules(), []
    for _ in range(3):
        started = time.process_time()
        check(text, rules)
        costs.append(time.process_time() - started)
    return min(costs)
