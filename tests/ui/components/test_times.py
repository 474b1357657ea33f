# SPDX-License-Identifier: Apache-2.0
"""Deadlines in words."""

from datetime import UTC, datetime, timedelta

import pytest

from amends.ui.components.times import due, due_words, moment, span_words

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "不到 1 分"),
        (0.9, "不到 1 分"),
        (1, "1 分"),
        (59.9, "59 分"),
        (60, "1 时"),
        (130, "2 时 10 分"),
        (125, "2 时 05 分"),
        (24 * 60 - 1, "23 时 59 分"),
        (24 * 60, "1 天"),
        (24 * 60 + 30, "1 天"),
        (50 * 60, "2 天 2 时"),
    ],
)
def test_span_in_at_most_two_units(minutes: float, words: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-25, ("超时 25 分", "bad")),
        (0, ("剩 不到 1 分", "warn")),
        (120, ("剩 2 时", "warn")),
        (121, ("剩 2 时 01 分", "dim")),
    ],
)
def test_due_words_weigh_more_when_nearer(minutes: int, expected: tuple[str, str]) -> None:
    assert due_words(NOW + timedelta(minutes=minutes), NOW) == expected


def test_due_shows_local_time_as_title() -> None:
    html = due(NOW + timedelta(hours=3), NOW)
    assert 'title="2026-11-20 13:00"' in html
    assert 'datetime="2026-11-20T05:00:00+00:00"' in html


@pytest.mark.parametrize(
    ("minutes", "words", "weight"), [(-1, "按时", "ok"), (0, "按时", "ok"), (25, "晚 25 分", "warn")]
)
def test_due_is_settled_when_done(minutes: int, words: str, weight: str) -> None:
    html = due(NOW, NOW + timedelta(days=9), done_at=NOW + timedelta(minutes=minutes))
    assert f">{words}</time>" in html
    assert f"nowrap {weight}" in html


def test_no_moment_is_said_and_not_left_blank() -> None:
    assert "无时限" in due(None, NOW)
    assert "—" in moment(None)
