# SPDX-License-Identifier: Apache-2.0
"""Small things inside a line."""

import pytest

from amends.ui.components.labels import UnknownIconError, UnknownKindError, icon, level, meter, tag


def test_icon_is_decoration_unless_it_has_words() -> None:
    assert 'aria-hidden="true"' in icon("phone")
    assert 'role="img" aria-label="电话"' in icon("phone", "电话")


def test_icon_of_our_word_leads_to_their_drawing() -> None:
    assert "sprite.svg#chart-bar" in icon("chart")


def test_icon_fails_when_nobody_drew_it() -> None:
    with pytest.raises(UnknownIconError, match=r"icons\.txt"):
        icon("unicorn")


def test_tag_escapes_its_words() -> None:
    assert tag("<b>急</b>", "error") == '<span class="tag error">&lt;b&gt;急&lt;/b&gt;</span>'


def test_tag_fails_when_the_kind_has_no_meaning() -> None:
    with pytest.raises(UnknownKindError, match="info, primary, warning, error, success"):
        tag("急", "purple")


def test_level_keeps_the_code_as_words() -> None:
    assert level("P1") == '<span class="tag level p1">P1</span>'


def test_meter_says_the_percentage_in_words() -> None:
    assert '<span class="num">86%</span>' in meter(0.856)
    assert 'value="0.8560"' in meter(0.856)
    assert "未知" in meter(None)
