# SPDX-License-Identifier: Apache-2.0
"""Numbers as people say them."""

import pytest

from amends.analytics.causes.wording import UnknownFormat, count_zh, in_words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (1, "一"),
        (2, "两"),
        (10, "十"),
        (12, "十二"),
        (22, "二十二"),
        (99, "九十九"),
        (100, "100"),
        (2.5, "2.5"),
    ],
)
def test_counts_are_said_in_characters(number: float, said: str) -> None:
    assert count_zh(number) == said


@pytest.mark.parametrize(
    ("value", "form", "said"),
    [
        (86.0, "", "86"),
        (3.10, "", "3.1"),
        (0.354, "%", "35%"),
        (1.44, ".1f", "1.4"),
        (17425910.0, "kb", "16.6GB"),
        (500.0, "mb", "500MB"),
        ("苹果", "", "苹果"),
        (None, "", None),
        (float("nan"), "zh", None),
    ],
)
def test_values_lose_what_says_nothing(value: object, form: str, said: str | None) -> None:
    assert in_words(value, form) == said


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownFormat, match="zz"):
        in_words(1.0, "zz")
