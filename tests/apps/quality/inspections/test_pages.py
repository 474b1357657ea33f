# SPDX-License-Identifier: Apache-2.0
"""Pages of inspections: what each shows, to whom, with how many queries."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from amends.apps.core.models import User
from amends.apps.quality.actions.calibrating import (
    CalibrationRefused,
    close_calibration,
    mark_blind,
    open_calibration,
)
from amends.apps.quality.actions.coaching import CoachingRefused, close_coaching, open_coaching
from amends.apps.quality.actions.inspecting import appeal_inspection, begin_inspection, tell_inspection
from amends.apps.quality.actions.refusals import NotYours
from amends.apps.quality.actions.sampling import draw_week
from amends.apps.quality.actions.transcripts import forget_transcripts
from amends.apps.quality.models import BlindMark, Coaching, Drawn, Inspection, Transcript
from amends.apps.quality.queries.calibrations import agreements
from tests.apps.quality.inspections.conftest import LATER, MONDAY, Inspectors, Taken, all_pass
from tests.apps.quality.inspections.talks import card
from tests.people import NOON, People

BOUND = 40


@pytest.fixture
def at_later() -> Any:
    with patch("django.utils.timezone.now", return_value=LATER):
        yield


def seen(user: User, address: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "inspections",
        "transcript_take",
        "inspection_trend",
        "results",
        "calibrations",
        "coaching",
        "coaching_new",
    ],
)
def test_each_page_opens_where_nothing_is_yet(
    inspectors: Inspectors, name: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(BOUND):
        assert "<h1" in seen(inspectors.quinn, reverse(f"quality:{name}"))


@pytest.mark.requirement("S2-011", "S2-030", "S2-007")
def test_desk_shows_the_items_with_their_blocks_and_the_evidence(
    drawn: Drawn, inspectors: Inspectors, django_assert_max_num_queries: Any
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    with django_assert_max_num_queries(BOUND):
        page = seen(inspectors.quinn, reverse("quality:inspection", args=[row.pk]))
    names = card().by_code
    blocks = {
        "倾听五项": ["NO_INTERRUPT", "NOTE", "OPEN_MIND", "ASK_NEED", "ANSWER"],
        "说话六项": ["VOLUME", "PACE", "PLAIN", "BRIEF", "STRUCTURE", "RESPECT", "LISTENER"],
        "微笑的语调": ["SMILE", "CLEAR", "RESPECT", "BRIEF"],
    }
    for block, codes in blocks.items():
        assert page.count(f'<span class="dim small">{block}</span>') == len(codes)
        assert all(f'name="mark:{code}"' in page and names[code].name in page for code in codes)
    assert 'href="#turn-5"' in page  # the restatement


@pytest.mark.requirement("S2-039")
def test_hold_over_the_limit_prompts_the_snippet(
    people: People, inspectors: Inspectors, taken: Taken
) -> None:
    taken(
        rows=(("customer", "帮我查一下", 0, 2), ("agent", "请您稍等。", 2, 4), ("agent", "查到了。", 90, 92))
    )
    draw_week(unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER)
    row = begin_inspection(drawn=Drawn.objects.unscoped("a test").get(), by=inspectors.quinn, at=LATER)
    assert "很抱歉让您久等了" in seen(inspectors.quinn, reverse("quality:inspection", args=[row.pk]))


def test_desk_keeps_what_was_refused_and_the_result_is_for_who_may(
    drawn: Drawn, inspectors: Inspectors, people: People, at_later: None
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    address, client = reverse("quality:inspection", args=[row.pk]), Client()
    client.force_login(inspectors.quinn)
    posted = {"edits": "0", "tell": "1", "mark:OPENING": "pass", "comment": "写了一半"}
    answer = client.post(address, posted)
    assert answer.status_code == 422
    assert "写了一半" in answer.content.decode()
    done = {
        **{f"mark:{code}": "pass" for code in card().by_code},
        "edits": "0",
        "tell": "1",
        "mode": "selling",
    }
    assert client.post(address, done).status_code == 302
    page = reverse("quality:result", args=[row.pk])
    assert "技巧推荐" in seen(people.alice, page)
    assert "提交申诉" in seen(people.alice, page)
    for stranger in (people.charlie, people.ed):
        other = Client()
        other.force_login(stranger)
        assert other.get(page).status_code == 404


def test_conversation_is_taken_by_the_form_and_bad_rows_are_named(
    people: People, inspectors: Inspectors, at_later: None
) -> None:
    client = Client()
    client.force_login(inspectors.quinn)
    posted = {
        "kind": "csv", "channel": "chat", "agent": people.alice.pk, "held_at": "2026-11-02T12:00",
        "content": "speaker,text\n客服,您好\n客户,网不行\n路人,喂\n",
    }  # fmt: skip
    page = client.post(reverse("quality:transcript_take"), posted, follow=True).content.decode()
    assert "第 4 行 speaker" in page
    assert len(Transcript.objects.unscoped("a test").get().turns) == 2
    empty = client.post(reverse("quality:transcript_take"), {**posted, "content": "没有说话人"})
    assert "没有读到对话" in empty.content.decode()


def test_conversation_that_comes_after_the_draw_of_its_week_says_so(
    people: People, inspectors: Inspectors, taken: Taken, at_later: None
) -> None:
    client, late = Client(), "在质检页按“补抽”"
    client.force_login(inspectors.quinn)
    posted = {
        "kind": "text", "channel": "chat", "agent": people.alice.pk, "held_at": f"{MONDAY}T12:00",
        "content": "客服：您好\n客户：网不行",
    }  # fmt: skip
    address = reverse("quality:transcript_take")
    assert late not in client.post(address, posted, follow=True).content.decode()
    draw_week(unit=people.east, week_date=MONDAY, seed=7, by=inspectors.quinn, at=LATER)
    assert late not in client.post(address, posted, follow=True).content.decode()  # the same, which was drawn
    posted["content"] = "客服：您好\n客户：网不行，真的"
    assert late in client.post(address, posted, follow=True).content.decode()
    before = {**posted, "held_at": f"{MONDAY - timedelta(days=1)}T12:00"}
    assert late not in client.post(address, before, follow=True).content.decode()


def test_what_came_in_after_the_draw_is_drawn_by_one_press(
    people: People, inspectors: Inspectors, drawn: Drawn, taken: Taken, at_later: None
) -> None:
    client, page = Client(), reverse("quality:inspections")
    client.force_login(inspectors.quinn)
    button = f'value="{MONDAY:%Y-%m-%d}">补抽'
    assert button not in client.get(page).content.decode()
    row = taken("T-late")
    Transcript.objects.unscoped("a test").filter(pk=row.pk).update(taken_at=LATER + timedelta(hours=1))
    assert button in client.get(page).content.decode()
    pressed = client.post(reverse("quality:inspection_draw"), {"week": f"{MONDAY:%Y-%m-%d}"}, follow=True)
    assert "从 1 段对话里抽了 1 段" in pressed.content.decode()
    assert Drawn.objects.unscoped("a test").filter(transcript=row, plan__turn=1).exists()


def test_words_are_forgotten_when_their_time_is_over(told: Inspection) -> None:
    assert forget_transcripts(by=None, at=NOON + timedelta(days=180)) == 0
    assert forget_transcripts(by=None, at=NOON + timedelta(days=182)) == 1
    told.refresh_from_db()
    row = Transcript.objects.unscoped("a test").get()
    assert (row.turns, told.proposed) == ([], {})
    assert row.figures["turns"] > 0
    assert told.total is not None


def test_calibration_is_blind_once_and_names_items_without_agreement(
    people: People, inspectors: Inspectors, taken: Taken
) -> None:
    talks = [taken(f"T-{at}") for at in range(4)]
    both = [inspectors.quinn, inspectors.rita]
    session = open_calibration(
        unit=people.east, name="十一月", transcripts=talks, inspectors=both, by=inspectors.quinn, at=LATER
    )
    for at, each in enumerate(talks):
        one = dict.fromkeys(card().by_code, "pass" if at % 2 else "fail")
        other = {**one, "RESTATE": "fail" if at % 2 else "pass"}
        mark_blind(calibration=session, transcript=each, marks=one, by=inspectors.quinn, at=LATER)
        mark_blind(calibration=session, transcript=each, marks=other, by=inspectors.rita, at=LATER)
    with pytest.raises(CalibrationRefused):
        mark_blind(calibration=session, transcript=talks[0], marks=one, by=inspectors.rita, at=LATER)
    with pytest.raises(NotYours):
        mark_blind(calibration=session, transcript=talks[0], marks=one, by=people.bob, at=LATER)
    address = reverse("quality:calibration", args=[session.pk])
    assert "Krippendorff" not in seen(inspectors.rita, address)
    close_calibration(calibration=session, by=inspectors.quinn, at=LATER)
    found = agreements(session)
    assert [each.item.code for each in found if each.is_unclear] == ["RESTATE"]
    assert found[0].kappa == pytest.approx(-1)
    assert "定义要写得更清楚" in seen(inspectors.rita, address)


def test_second_press_in_a_session_marks_no_other_conversation(
    people: People, inspectors: Inspectors, taken: Taken, at_later: None
) -> None:
    talks = [taken(f"T-{at}") for at in range(2)]
    both = [inspectors.quinn, inspectors.rita]
    session = open_calibration(
        unit=people.east, name="十一月", transcripts=talks, inspectors=both, by=inspectors.quinn, at=LATER
    )
    client = Client()
    client.force_login(inspectors.quinn)
    address = reverse("quality:calibration", args=[session.pk])
    assert f'name="transcript" value="{talks[0].pk}"' in client.get(address).content.decode()
    posted = {f"mark:{code}": "pass" for code in card().by_code} | {"transcript": talks[0].pk}
    for _press in range(2):
        assert client.post(address, posted).status_code == 302
    marked = BlindMark.objects.unscoped("a test").values_list("transcript", flat=True)
    assert list(marked) == [talks[0].pk]
    assert "这一段已经评过" in client.get(address).content.decode()


def test_coaching_is_opened_once_a_source_and_closed_with_a_result(
    told: Inspection, people: People, inspectors: Inspectors
) -> None:
    due = LATER.date() + timedelta(days=7)
    given: dict[str, Any] = {
        "person": people.alice, "skill": "questioning", "reason": "没有复述", "source": told, "at": LATER,
        "due_date": due, "practice": "RP-01",
    }  # fmt: skip
    first = open_coaching(**given, by=inspectors.quinn)
    assert open_coaching(**given, by=people.bob) == first
    with pytest.raises(NotYours):
        open_coaching(**given, by=people.charlie)
    with pytest.raises(CoachingRefused):
        open_coaching(**{**given, "due_date": LATER.date()}, by=people.bob)
    with pytest.raises(NotYours):
        close_coaching(coaching=first, reached=True, result="好", by=people.alice, at=LATER)
    close_coaching(coaching=first, reached=True, result="三通电话都复述了", by=people.bob, at=LATER)
    assert Coaching.objects.unscoped("a test").get().reached
    assert "三通电话都复述了" in seen(people.alice, reverse("quality:coaching"))


def test_who_decides_an_appeal_sees_why_the_inspector_marked_so(
    drawn: Drawn, inspectors: Inspectors, people: People, at_later: None
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    why = {"mark": "fail", "turns": [3], "comment": "没有说出客户的话"}
    row = tell_inspection(inspection=row, edits=0, draft=all_pass(RESTATE=why), by=inspectors.quinn, at=LATER)
    appeal_inspection(inspection=row, reason="复述了", items=["RESTATE"], by=people.alice, at=LATER)
    page = seen(inspectors.rita, reverse("quality:result", args=[row.pk]))
    assert "复核申诉" in page
    assert "没有说出客户的话" in page
    assert "第 3 句" in page


def test_colleague_takes_over_from_the_list(
    drawn: Drawn, inspectors: Inspectors, people: People, django_assert_max_num_queries: Any
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER - timedelta(days=4))
    address = reverse("quality:drawn", args=[drawn.pk])
    client = Client()
    client.force_login(inspectors.rita)
    with patch("django.utils.timezone.now", return_value=LATER):
        with django_assert_max_num_queries(BOUND):
            assert address in client.get(reverse("quality:inspections")).content.decode()
        assert "接手质检" in client.get(address).content.decode()
        answer = client.post(address, {"take_over": "1"})
        assert answer.headers["Location"] == reverse("quality:inspection", args=[row.pk])
        assert client.get(answer.headers["Location"]).status_code == 200
        odd = client.post(answer.headers["Location"], {"edits": "x"})
    assert odd.status_code == 422
    row.refresh_from_db()
    assert row.inspector == inspectors.rita


def test_result_says_first_what_failed_with_the_words_that_show_it(
    drawn: Drawn, inspectors: Inspectors, people: People
) -> None:
    row = begin_inspection(drawn=drawn, by=inspectors.quinn, at=LATER)
    fatal = next(each for each in card().items if each.fatal)
    failed = {"mark": "fail", "turns": [1], "comment": "没有做到"}
    draft = all_pass(**{"RESTATE": {**failed, "comment": "只听了一半"}, fatal.code: failed})
    tell_inspection(inspection=row, edits=0, draft=draft, by=inspectors.quinn, at=LATER)
    page = seen(people.alice, reverse("quality:result", args=[row.pk]))
    found = page[page.index("没有通过的项") : page.index("逐项评分")]
    assert found.index(fatal.name) < found.index("致命项") < found.index(card().by_code["RESTATE"].name)
    assert f"“{drawn.transcript.turns[0]['text'][:10]}" in found
    assert page.count('<details class="mark-section">') == len(card().sections)
