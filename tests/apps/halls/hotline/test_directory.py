# SPDX-License-Identifier: Apache-2.0
"""The directory of channels, and callers who dialled wrongly."""

from datetime import time, timedelta

import pytest

from amends.apps.halls.models.hotline import Call
from amends.apps.halls.queries.hotline.calls import misdials
from amends.apps.halls.rules.hotline.directory import Channel, channels, look_up, misdial_sentence
from tests.apps.halls.hotline.conftest import WHY, browser, talking
from tests.people import NOON, People


@pytest.mark.requirement("S0-091")
def test_free_channel_is_found_by_what_it_can_do_with_its_hours() -> None:
    (found,) = look_up("测速", free_only=True)
    assert found.is_engineer
    assert found.is_free
    assert (found.opens, found.closes) == ("08:00", "22:00")
    assert [each.code for each in look_up("漫游", free_only=True)] == []


@pytest.mark.parametrize(("now", "opened"), [("07:59", False), ("08:00", True), ("22:00", False)])
def test_hours_are_half_open(now: str, opened: bool) -> None:
    (found,) = look_up("工程师")
    assert found.is_open(time.fromisoformat(now)) is opened


def test_hours_over_midnight_and_unknown_ones() -> None:
    night = Channel("x", "夜间", "1", is_own=True, opens="22:00", closes="06:00")
    assert night.is_open(time(23))
    assert night.is_open(time(5, 59))
    assert not night.is_open(time(6))
    assert Channel("y", "别家", "2", is_own=False).is_open(time(12)) is None


def test_every_code_stands_once() -> None:
    codes = [each.code for each in channels()]
    assert len(codes) == len(set(codes))


@pytest.mark.requirement("S2-040")
def test_sentence_blames_nobody_and_gives_the_number_where_it_is_known() -> None:
    (found,) = look_up("市长热线")
    for sentence in (misdial_sentence(found), misdial_sentence(None)):
        assert sentence.startswith("没关系")
        assert not any(word in sentence for word in ("打错", "怎么", "看清"))
    assert "12345" in misdial_sentence(found)


@pytest.mark.requirement("S2-040")
def test_misdial_leads_to_the_directory_and_is_counted(people: People) -> None:
    call, desk = talking(people.alice), browser(people.alice)
    answer = desk.post(f"/halls/live/{call.code}/end/", {"outcome": "misdial"})
    assert answer.headers["Location"] == "/halls/directory/?misdial=on"
    assert "没关系" in desk.get(answer.headers["Location"]).content.decode()
    assert "号码是 12315" in desk.get("/halls/directory/?misdial=on&words=消费者").content.decode()
    assert Call.objects.unscoped(WHY).get().outcome == "misdial"
    span = (NOON, NOON + timedelta(hours=1))
    assert [misdials(each.scope, *span) for each in (people.bob, people.charlie)] == [1, 0]
    page = browser(people.bob).get("/halls/calls/?since=2026-11-01&until=2026-11-03").content.decode()
    assert "看看我们的号码是不是容易拨错" in page


@pytest.mark.requirement("S0-091")
def test_directory_shows_cost_and_hours(people: People) -> None:
    page = browser(people.alice).get("/halls/directory/?free=on").content.decode()
    assert "工程师专线" in page
    assert "免费" in page
    assert "08:00–22:00" in page
    assert "境外漫游" not in page
    assert "没有" in browser(people.alice).get("/halls/directory/?words=zzz").content.decode()
