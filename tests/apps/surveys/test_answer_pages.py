# SPDX-License-Identifier: Apache-2.0
"""The pages that customers open: what it is, the questions, thanks, and what a link says that leads nowhere."""

import json
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import Client
from django.test.utils import override_settings

from amends.apps.customers.models import Consent
from amends.apps.surveys.actions.answering import NotOpen
from amends.apps.surveys.models import Invitation, OpenLink, Response
from amends.apps.surveys.queries.answering import Door
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.answers import HAPPY, WHY_LOW, long_version
from tests.apps.surveys.conftest import invited, link_token, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon."""
    with patch("django.utils.timezone.now", return_value=NOON):
        yield


@pytest.fixture
def invitation(people: People) -> Invitation:
    """A customer of the eastern team, asked the long questionnaire."""
    return invited(wave(long_version(people.group), people.province), make_customer(people))


@pytest.fixture
def link(people: People) -> OpenLink:
    """A code at the counter of a hall."""
    asked = wave(long_version(people.group), people.province, trigger="open_link", way="qr")
    return OpenLink.objects.create(wave=asked, unit=people.east, code="hall7", place="一号营业厅")


def _at(invitation: Invitation, page: str = "") -> str:
    return f"/s/{link_token(invitation)}/{page}"


def _send(
    client: Client, address: str, answers: dict[str, object], page: int = 0
) -> tuple[int, dict[str, object]]:
    body = json.dumps({"answers": answers, "page": page})
    answer = client.post(address, body, content_type="application/json")
    return answer.status_code, answer.json()


def _only() -> Response:
    return Response.objects.unscoped("test").get()


def test_first_page_says_who_asks_and_that_it_may_be_left(client: Client, invitation: Invitation) -> None:
    page = client.get(_at(invitation)).content.decode()
    for words in ("投诉处理得怎么样", "示例省", "大约 2 分钟", "自愿作答", "不再收到调查"):
        assert words in page


def test_a_link_is_opened_when_the_page_was_before_somebody_not_when_it_was_fetched(
    client: Client, invitation: Invitation
) -> None:
    mine = Invitation.objects.unscoped("test")
    client.get(_at(invitation))
    client.head(_at(invitation))
    assert mine.get().state == "sent"
    assert client.get(_at(invitation, "opened/")).status_code == 405
    assert [client.post(_at(invitation, "opened/")).status_code for _turn in range(2)] == [204, 204]
    assert (mine.get().state, mine.get().opened_at) == ("opened", NOON)


def test_who_answers_without_javascript_has_opened_the_link(client: Client, invitation: Invitation) -> None:
    client.post(_at(invitation, "start/"), {"plain": "1"})
    client.post(_at(invitation, "opened/"))
    mine = Invitation.objects.unscoped("test").get()
    assert (mine.state, mine.opened_at) == ("started", NOON)


def test_customer_answers_with_saving_and_submits_once(client: Client, invitation: Invitation) -> None:
    assert client.post(_at(invitation, "start/")).headers["Location"] == _at(invitation, "answer/")
    page = client.get(_at(invitation, "answer/")).content.decode()
    assert '"type": "rating"' in page
    assert "amends" not in page.split('id="survey"')[1].split("</script>")[0]
    assert _send(client, _at(invitation, "save/"), {"C2": 7}) == (200, {"ok": True})
    assert _only().answers == {"C2": 7}
    code, told = _send(client, _at(invitation, "submit/"), {"C2": 7})
    assert (code, set(told["faults"])) == (422, {"C1"})  # type: ignore[call-overload]
    done = {"ok": True, "url": _at(invitation, "done/")}
    assert _send(client, _at(invitation, "submit/"), HAPPY) == (200, done)
    assert _send(client, _at(invitation, "submit/"), HAPPY | {"C2": 1}) == (200, done)
    assert _only().answers["C2"] == 9
    assert "会有人来跟进" in client.get(_at(invitation, "done/")).content.decode()
    assert "已经答过了" in client.get(_at(invitation)).content.decode()


def test_customer_answers_page_by_page_without_javascript(client: Client, invitation: Invitation) -> None:
    plain = _at(invitation, "plain/")
    assert client.post(_at(invitation, "start/"), {"plain": "1"}).headers["Location"] == plain
    missing = client.post(plain, {"asked": ["C1", "C2"], "C2": "8", "go": "next"})
    assert missing.status_code == 422
    assert (
        client.post(plain, {"asked": ["C1", "C2"], "C1": "solved", "C2": "8", "go": "next"}).status_code
        == 302
    )
    assert "第 2 页" in client.get(plain).content.decode()
    assert client.post(plain, {"asked": ["O1"], "O1": "还行", "go": "back"}).status_code == 302
    assert "第 1 页" in client.get(plain).content.decode()
    client.post(plain, {"asked": ["C1", "C2"], "C1": "solved", "C2": "8", "go": "next"})
    done = client.post(plain, {"asked": ["O1"], "O1": "还行", "go": "finish"})
    assert done.headers["Location"] == _at(invitation, "done/")
    assert _only().answers == {"C1": "solved", "C2": 8, "O1": "还行"}


def test_question_that_an_answer_brings_is_asked_without_javascript(client: Client, people: People) -> None:
    asked = wave(long_version(people.group, WHY_LOW), people.province)
    invitation = invited(asked, make_customer(people))
    plain = _at(invitation, "plain/")
    client.post(_at(invitation, "start/"), {"plain": "1"})
    assert "哪里不满意？" not in client.get(plain).content.decode()
    again = client.post(plain, {"asked": ["Q1"], "Q1": "2", "go": "finish"}).content.decode()
    assert "哪里不满意？" in again
    assert "多了题目" in again
    told = {"asked": ["Q1", "Q2"], "Q1": "2", "Q2": "等太久"}
    assert client.post(plain, told | {"go": "finish"}).headers["Location"] == plain
    assert "怎样补救？" in client.get(plain).content.decode()
    done = client.post(plain, {"asked": ["Q3"], "go": "finish"})
    assert done.headers["Location"] == _at(invitation, "done/")
    assert _only().answers == {"Q1": 2, "Q2": "等太久"}


def test_page_speaks_english_when_chosen(client: Client, invitation: Invitation) -> None:
    client.cookies["django_language"] = "en"
    assert "How we handled it" in client.get(_at(invitation)).content.decode()


@pytest.mark.parametrize(("what", "lines", "says"), [("now", 0, "这次不答"), ("never", 1, "不再发调查")])
def test_customer_leaves(client: Client, invitation: Invitation, what: str, lines: int, says: str) -> None:
    page = client.post(_at(invitation, "leave/"), {"what": what}).content.decode()
    assert says in page
    assert Consent.objects.unscoped("test").count() == lines


@pytest.mark.parametrize("state", ["completed", "refused", "expired"])
def test_customer_opts_out_after_the_link_ended(client: Client, people: People, state: str) -> None:
    row = invited(
        wave(long_version(people.group), people.province), make_customer(people), state=state, ended_at=NOON
    )
    page = client.get(_at(row)).content.decode()
    assert f'action="{_at(row, "leave/")}"' in page
    assert "不再收到调查" in page
    client.post(_at(row, "leave/"), {"what": "now"})
    assert not Consent.objects.unscoped("test").exists()
    assert "不再发调查" in client.post(_at(row, "leave/"), {"what": "never"}).content.decode()
    assert Consent.objects.unscoped("test").count() == 1
    row.refresh_from_db(from_queryset=Invitation.objects.unscoped("test"))
    assert row.state == state


def test_nothing_is_called_registered_at_an_open_link(client: Client, link: OpenLink) -> None:
    page = client.post(f"/q/{link.code}/leave/", {"what": "never"}).content.decode()
    assert "已经登记" not in page
    assert "不再收到调查" not in page


def test_wave_that_stops_before_the_beginning_says_so(client: Client, invitation: Invitation) -> None:
    with patch("amends.apps.surveys.views.answering.begin", side_effect=NotOpen(Door.PAUSED)):
        page = client.post(_at(invitation, "start/"))
    assert "这次调查暂停了" in page.content.decode()


def test_wave_that_stops_before_the_submission_says_so(client: Client, invitation: Invitation) -> None:
    client.post(_at(invitation, "start/"))
    with patch("amends.apps.surveys.views.answering.submit", side_effect=NotOpen(Door.PAUSED)):
        code, told = _send(client, _at(invitation, "submit/"), HAPPY)
    assert (code, told["ok"]) == (409, False)
    assert "不能再提交" in str(told["words"])


def test_unknown_link_says_what_to_do(client: Client, people: People) -> None:
    answer = client.get("/s/nobodyswordhere/")
    assert answer.status_code == 404
    assert "没有找到这个链接" in answer.content.decode()
    assert client.get("/q/nowhere/").status_code == 404


def test_forms_are_refused_from_elsewhere(invitation: Invitation) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(_at(invitation, "start/")).status_code == 403
    assert not Response.objects.unscoped("test").exists()


@pytest.mark.parametrize("body", ["", "[]", '{"answers": 3}', "x" * 140_000])
def test_what_is_no_answer_is_refused(client: Client, invitation: Invitation, body: str) -> None:
    client.post(_at(invitation, "start/"))
    sent = client.post(_at(invitation, "save/"), body, content_type="application/json")
    assert sent.status_code == 400


def test_open_link_takes_one_answer_a_session(client: Client, link: OpenLink) -> None:
    client.get("/q/hall7/")
    client.post("/q/hall7/start/")
    client.post("/q/hall7/start/")
    assert _only().unit == link.unit
    assert _send(client, "/q/hall7/submit/", HAPPY)[0] == 200
    assert "已经答过了" in client.get("/q/hall7/").content.decode()
    thanks = client.get("/q/hall7/done/").content.decode()
    assert "会有人来跟进" not in thanks  # nobody knows who it was
    assert "还有要反映的问题" in thanks
    assert client.post("/q/hall7/again/").headers["Location"] == "/q/hall7/"
    client.post("/q/hall7/start/")
    _send(client, "/q/hall7/submit/", HAPPY)
    rows = Response.objects.unscoped("test").order_by("pk")
    assert [row.flags for row in rows] == [[], ["same_device"]]


def test_closed_open_link_takes_none(client: Client, link: OpenLink) -> None:
    link.closed_at = NOON
    link.save()
    assert "已经结束" in client.get("/q/hall7/").content.decode()


def test_flood_from_one_device_is_stopped(client: Client, link: OpenLink) -> None:
    client.get("/q/hall7/")
    with patch("amends.apps.surveys.actions.answering.PER_DEVICE", 2):
        for expected in (302, 302, 429):
            assert client.post("/q/hall7/start/").status_code == expected
            client.post("/q/hall7/again/")


@override_settings(AMENDS_STAFF_NETWORKS=["127.0.0.0/8"])
def test_answer_from_our_own_network_is_marked(client: Client, link: OpenLink) -> None:
    client.post("/q/hall7/start/")
    _send(client, "/q/hall7/submit/", HAPPY)
    assert _only().flags == ["staff_network"]


def test_addresses_of_people_are_not_kept(client: Client, link: OpenLink) -> None:
    client.post("/q/hall7/start/", REMOTE_ADDR="203.0.113.9")
    row = _only()
    assert "203.0.113.9" not in f"{row.network}{row.device}{row.session}"
    assert len(row.network) == len(row.device) == 64


def test_pages_ask_the_database_little(
    client: Client, invitation: Invitation, django_assert_max_num_queries: object
) -> None:
    client.post(_at(invitation, "start/"))
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get(_at(invitation, "answer/"))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        _send(client, _at(invitation, "save/"), {"C2": 7})


def test_page_that_saves_itself_hears_that_nothing_is_kept_any_more(
    client: Client, invitation: Invitation
) -> None:
    client.post(_at(invitation, "start/"))
    asked = invitation.wave
    asked.state = "paused"
    asked.save()
    for page in ("save/", "submit/"):
        status, told = _send(client, _at(invitation, page), dict(HAPPY))
        assert (status, told) == (409, {"ok": False, "words": "这次调查已经暂停或结束，不能再提交"})
    assert _only().answers == {}
    asked.state = "open"
    asked.save()
    assert _send(client, _at(invitation, "submit/"), dict(HAPPY))[0] == 200
    assert _send(client, _at(invitation, "save/"), dict(HAPPY)) == (
        409,
        {"ok": False, "words": "您已经提交过了"},
    )
