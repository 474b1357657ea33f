# SPDX-License-Identifier: Apache-2.0
"""Numbers and names: one spelling, and masked forms that give nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.kernel.identifiers import (
    masked_mail,
    masked_name,
    masked_number,
    normal_mail,
    normal_number,
    normal_text,
)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("138 0000 1215", "13800001215"),
        ("+86-138-0000-1215", "13800001215"),
        ("８６１３８００００１２１５", "13800001215"),
        ("010-62345678", "01062345678"),
    ],
)
def test_number_has_one_spelling(typed: str, normal: str) -> None:
    assert normal_number(typed) == normal


def test_text_is_folded_and_its_spaces_are_single() -> None:
    assert normal_text("　王　小明  ＡＢ") == "王 小明 AB"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王小明", "王*明"),
        ("李静", "李*"),
        ("欧阳小明", "欧**明"),
        ("石渡县青石路便利店", "石***店"),
        ("", ""),
    ],
)
def test_name_keeps_what_is_needed_to_address_somebody(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.text(alphabet="0123456789", min_size=8, max_size=13))
def test_masked_number_hides_the_middle(number: str) -> None:
    shown = masked_number(number)
    assert shown == f"{number[:3]}****{number[-4:]}"


@given(st.text(alphabet="0123456789", max_size=7))
def test_short_number_keeps_two_digits_at_most(number: str) -> None:
    assert sum(each != "*" for each in masked_number(number)) <= 2


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Zhang.San@Example.COM ", "Zhang.San@example.com"),
        ("ｚｓ＠example.com", "zs@example.com"),
        ("zs@example", ""),
        ("张三", ""),
        ("a@b.com, c@d.com", ""),
        ("a@b.com\nBcc: x@y.com", ""),
    ],
)
def test_address_has_one_spelling_and_what_is_none_has_none(typed: str, normal: str) -> None:
    assert normal_mail(typed) == normal


def test_masked_address_hides_the_name_and_its_length() -> None:
    assert masked_mail("zhang.san@example.com") == "z***@example.com"
    assert masked_mail("") == ""
