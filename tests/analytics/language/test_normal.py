# SPDX-License-Identifier: Apache-2.0
"""One spelling, and whether spaces part the words."""

import pytest

from amends.analytics.language.normal import folded, is_spaced


def test_width_case_and_spaces_are_of_no_account() -> None:
    assert folded("　ＶｏＬＴＥ　 通话 ") == "volte 通话"


@pytest.mark.parametrize(
    ("texts", "spaced"),
    [
        (["投诉 小区 物业 违规 收 停车费"], True),
        (["the network is down again"], True),
        (["投诉小区物业违规收停车费，请尽快处理。"], False),
        (["", "  "], False),
    ],
)
def test_spaces_part_words_where_words_are_short(texts: list[str], *, spaced: bool) -> None:
    assert is_spaced(texts) is spaced
