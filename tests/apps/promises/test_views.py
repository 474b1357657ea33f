# SPDX-License-Identifier: Apache-2.0
"""Pages through Django's client: who may see what, what a form does, what it says when it cannot."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from amends.apps.customers.models import Customer
from amends.apps.promises.actions.end import break_promise, keep_promise
from amends.apps.promises.models import Promise
from tests.apps.promises.conftest import CALL_BACK, DAY, HOUR, REFUND, Make, make_customer, stored
from tests.people import NOON, People

Login = Callable[[str], Client]
TERMS = {"kind": "call_back", "words": "周三前回电", "due_at": "2026-11-04T18:00", "channel": "phone"}


@pytest.fixture
def login(people: People, monkeypatch: pytest.MonkeyPatch) -> Login:
    """`login("alice")`: a browser in which Alice is logged in, an hour after noon."""
    monkeypatch.setattr(timezone, "now", lambda: NOON + HOUR)

    def logged_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(people, name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


def _text(response: Any) -> str:
    return str(response.content.decode())


def _made() -> list[Promise]:
    return list(Promise.objects.unscoped("a test looks").order_by("pk"))


def test_ledger_shows_number_time_left_and_words(login: Login, make: Make) -> None:
    promise = make()
    page = _text(login("alice").get("/promises/"))
    assert promise.number in page
    assert "剩 23 时" in page
    assert "明天中午前给您回电" in page


def test_ledger_shows_nothing_of_others(login: Login, make: Make) -> None:
    promise = make()
    assert promise.number not in _text(login("charlie").get("/promises/?whose=all"))
    assert promise.number not in _text(login("bob").get("/promises/?whose=mine"))
    assert promise.number in _text(login("bob").get("/promises/?whose=all"))


def test_ledger_is_shown_with_a_dozen_queries_however_long(
    login: Login, make: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        make()
    client = login("alice")
    client.get("/promises/new/")  # the session's own first steps are not the ledger's
    with django_assert_max_num_queries(12):
        page = _text(client.get("/promises/"))
    assert page.count("<tr data-row") == 50
    assert "共 60 条" in page


def test_next_page_goes_on_where_the_first_one_ended(login: Login, make: Make) -> None:
    made = [make() for _ in range(51)]
    client = login("alice")
    first = client.get("/promises/?whose=mine")
    following = first.context["pager"]["next"]
    assert made[-1].number not in _text(first)
    assert "whose=mine" in following
    assert made[-1].number in _text(client.get(f"/promises/{following}"))
    assert client.get("/promises/?from=nonsense").status_code == 404


@pytest.mark.parametrize(
    "query", ["state=kept", "kind=refund", "text=C-2", "due_from=2026-11-04", "state=nonsense&kind=refund"]
)
def test_filter_leaves_out_what_does_not_match(login: Login, make: Make, query: str) -> None:
    promise = make()
    client = login("alice")
    assert promise.number in _text(client.get("/promises/?state=open&kind=call_back&text=C-1"))
    assert promise.number not in _text(client.get(f"/promises/?{query}"))


@pytest.mark.parametrize("query", ["due_from=0001-01-01", "due_from=2026-11-02&due_to=2026-11-01", "state=x"])
def test_filter_that_makes_no_sense_is_said_and_left_out(login: Login, make: Make, query: str) -> None:
    promise = make()
    page = _text(login("alice").get(f"/promises/?{query}"))
    assert promise.number in page
    assert 'class="errors"' in page


def test_kept_rate_is_shown_with_base_and_period(login: Login, make: Make, people: People) -> None:
    promise = make(due_at=NOON + HOUR / 2)
    keep_promise(promise=promise, version=1, proof="x", by=people.alice, at=NOON + HOUR / 4)
    page = _text(login("alice").get("/promises/"))
    assert "100.0%" in page
    assert "按时 1 / 到期 1" in page
    assert "2026-11-01 至 2026-11-30" in page


def test_who_is_not_logged_in_is_asked_to(db: None) -> None:
    response = Client().get("/promises/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_administrator_has_no_business_in_the_ledger(login: Login) -> None:
    assert login("ed").get("/promises/").status_code == 403


PLACES = ("", "keep/", "break/", "amend/", "withdraw/", "hand-over/")


@pytest.mark.parametrize("place", PLACES)
def test_somebody_elses_promise_is_not_found(login: Login, make: Make, place: str) -> None:
    address = f"/promises/{make().number}/{place}"
    assert login("alice").get(address).status_code == 200
    assert login("charlie").get(address).status_code == 404
    assert login("charlie").post(address, {"version": 1}).status_code in {404, 405}
    assert login("alice").get(f"/promises/CN-999999/{place}").status_code == 404


@pytest.mark.parametrize("name", ["_customer_panel", "_home_panel"])
def test_panel_is_a_part_for_htmx_and_a_page_for_a_link(login: Login, make: Make, name: str) -> None:
    promise = make(due_at=NOON + 2 * HOUR)
    address = "/promises/panel/" if name == "_home_panel" else "/promises/of/C-1/panel/"
    part = _text(login("alice").get(address, headers={"HX-Request": "true"}))
    whole = _text(login("alice").get(address))
    assert promise.number in part
    assert "<html" not in part
    assert part.strip() in whole


def test_customer_panel_is_not_found_outside_ones_scope(login: Login, make: Make) -> None:
    make()
    assert login("charlie").get("/promises/of/C-1/panel/").status_code == 404


def test_home_panel_leaves_out_what_is_not_urgent(login: Login, make: Make) -> None:
    late, later = make(due_at=NOON + HOUR / 2), make(due_at=NOON + 3 * DAY)
    panel = _text(login("alice").get("/promises/panel/"))
    assert late.number in panel
    assert "超时 30 分" in panel
    assert later.number not in panel


def test_promise_is_made_from_the_form(login: Login, customer: Customer, people: People) -> None:
    form = {**TERMS, "customer": "C-1", "key": "k", "owner": "bob"}
    response = login("alice").post("/promises/new/", form)
    (promise,) = _made()
    assert response["Location"] == f"/promises/{promise.number}/"
    assert (promise.owner, promise.made_by) == (people.bob, people.alice)
    assert promise.due_at.isoformat() == "2026-11-04T10:00:00+00:00"


def test_yuan_of_the_form_are_fen_of_the_ledger(login: Login, customer: Customer) -> None:
    form = {**TERMS, "customer": "C-1", "key": "k", "kind": "refund", "amount": "30.29"}
    login("alice").post("/promises/new/", form)
    assert _made()[0].amount == 3_029


def test_form_sent_twice_makes_one(login: Login, customer: Customer) -> None:
    client = login("alice")
    answers = [
        client.post("/promises/new/", {**TERMS, "customer": "C-1", "key": "k"})["Location"] for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(_made()) == 1


def test_form_carries_a_new_key_and_the_customer_it_was_opened_for(login: Login) -> None:
    client = login("alice")
    forms = [client.get("/promises/new/?customer=C-1").context["form"] for _ in range(2)]
    assert forms[0]["customer"].value() == "C-1"
    assert forms[0]["key"].value() != forms[1]["key"].value()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"customer": "C-9"}, "customer", "没有找到"),
        ({"customer": "W-1"}, "customer", "没有找到"),
        ({"due_at": "2026-11-01T09:00"}, "due_at", "晚于现在"),
        ({"kind": "refund"}, "amount", "写明金额"),
        ({"kind": "refund", "amount": "301"}, "amount", "300 元"),
        ({"owner": "charlie"}, "owner", "请换一位"),
        ({"owner": "nobody"}, "owner", "没有这个工号"),
        ({"words": " "}, "words", "必填"),
    ],
)
def test_form_says_at_the_field_what_is_wrong(
    login: Login, customer: Customer, people: People, changes: dict[str, str], field: str, words: str
) -> None:
    make_customer("W-1", people, west=True)
    response = login("alice").post("/promises/new/", {**TERMS, "customer": "C-1", "key": "k", **changes})
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert _made() == []


def test_promise_is_kept_from_its_page(login: Login, make: Make) -> None:
    promise = make()
    client = login("bob")
    response = client.post(f"/promises/{promise.number}/keep/", {"version": 1, "proof": "通话 77"})
    assert response.status_code == 302
    page = _text(client.get(response["Location"]))
    assert "通话 77" in page
    assert "兑现承诺：按时" in page
    assert "登记未兑现" not in page


def test_second_person_sees_the_newest_and_may_then_go_on(login: Login, make: Make, people: People) -> None:
    promise = make()
    client, address = login("bob"), f"/promises/{promise.number}/keep/"
    Promise.objects.unscoped("somebody else was quicker").filter(pk=promise.pk).update(version=2)
    refused = client.post(address, {"version": 1, "proof": "x"})
    assert refused.status_code == 422
    assert "刚刚被别人改过" in _text(refused)
    assert refused.context["form"]["version"].value() == "2"
    assert stored(promise).is_open
    assert client.post(address, {"version": 2, "proof": "x"}).status_code == 302


def test_promise_is_broken_with_a_follow_up_in_one_form(login: Login, make: Make) -> None:
    promise = make()
    terms = {f"next-{name}": value for name, value in TERMS.items()}
    login("alice").post(f"/promises/{promise.number}/break/", {"version": 1, "reason": "忘了", **terms})
    broken, following = _made()
    assert broken.followed_by == following
    assert following.words == "周三前回电"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": "忘了"}, "给客户一个交代"),
        ({"reason": "", "told": "已致歉"}, "必填"),
        ({"reason": "忘了", "next-words": "再回电"}, "必填"),
        (
            {"reason": "忘了", **{f"next-{n}": v for n, v in TERMS.items()}, "next-kind": "refund"},
            "写明金额",
        ),
    ],
)
def test_breaking_without_an_answer_is_refused_at_the_form(
    login: Login, make: Make, form: dict[str, str], words: str
) -> None:
    promise = make()
    same = {"next-kind": "call_back", "next-channel": "phone"}
    response = login("alice").post(f"/promises/{promise.number}/break/", {"version": 1, **same, **form})
    assert response.status_code == 422
    assert words in _text(response)
    assert stored(promise).is_open


def test_history_tells_every_change_in_order(login: Login, make: Make) -> None:
    promise = make()
    client, address = login("alice"), f"/promises/{promise.number}"
    amended = {"version": 1, "due_at": "2026-11-05T12:00", "agreement": "客户说周四也行"}
    client.post(f"{address}/amend/", amended)
    client.post(f"{address}/hand-over/", {"version": 2, "owner": "bob"})
    client.post(f"{address}/withdraw/", {"version": 3, "words": "已经好了"})
    history = [str(entry["text"]) for entry in client.get(f"{address}/").context["history"]]
    assert history == [
        "作出承诺：2026-11-03 12:00 前做到",
        "客户同意承诺改期：2026-11-03 12:00 改到 2026-11-05 12:00",
        "移交承诺：鲍勃",
        "客户同意撤销承诺",
    ]


def test_settled_promise_offers_no_form(login: Login, make: Make, people: People) -> None:
    promise = make(REFUND)
    break_promise(promise=promise, version=1, reason="忘了", follow_up=CALL_BACK, by=people.alice, at=NOON)
    client = login("alice")
    page = _text(client.get(f"/promises/{promise.number}/"))
    following = stored(promise).followed_by
    assert following is not None
    assert following.number in page
    assert promise.number in _text(client.get(f"/promises/{following.number}/"))
    assert "/keep/" not in page
    assert 'name="proof"' not in _text(client.get(f"/promises/{promise.number}/keep/"))


def test_words_are_escaped(login: Login, make: Make) -> None:
    promise = make(words="<script>alert(1)</script>")
    client = login("alice")
    for address in ("/promises/", f"/promises/{promise.number}/", "/promises/of/C-1/panel/"):
        assert "<script>alert" not in _text(client.get(address))
