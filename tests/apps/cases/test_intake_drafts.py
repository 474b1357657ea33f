# SPDX-License-Identifier: Apache-2.0
"""Two customers at once: neither one's words take the place of the other's, and none are given up for an old case."""

import re
from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.drafts import drafts_under
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.models import Case, Contact, Draft
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer
from tests.people import NOON, People

FIRST = "上个月账单多扣了两笔钱，打了三次电话"
SECOND = "宽带断了三天，一直没有人上门修"
LETTER = "工信申〔2026〕77号"


@pytest.fixture
def alice(people: People, customer: Customer) -> Client:
    """Alice at her desk, with two customers."""
    make_customer(people, "C-2")
    client = Client()
    client.force_login(people.alice)
    return client


@pytest.fixture
def letter(people: People, customer: Customer) -> Case:
    """A letter that was registered before."""
    return receive(
        customer=customer, channel="CH-HOTLINE", story=FIRST, columns={"reference": LETTER}, by=people.alice, at=NOON
    )  # fmt: skip


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\w+)"', page)
    assert found
    return found[1]


def _opened(client: Client, query: str = "") -> dict[str, str]:
    """What a page that was opened carries along."""
    page = client.get(f"/cases/new/{query}").content.decode()
    return {name: _hidden(page, name) for name in ("key", "page")}


def _type(client: Client, page: dict[str, str], **typed: Any) -> Any:
    return client.post("/cases/new/hints/", page | {"channel": "CH-HOTLINE"} | typed)


def _send(client: Client, page: dict[str, str], **typed: Any) -> Any:
    usual = {"customer": "C-1", "channel": "CH-HOTLINE", "request_type": "complaint", "thin": "on"}
    return client.post("/cases/new/", page | usual | typed)


def _cases() -> list[tuple[str, str]]:
    rows = Case.objects.unscoped("a test looks").order_by("pk")
    return list(rows.values_list("customer__code", "story"))


def _stories(people: People) -> list[object]:
    return [each.values["story"] for each in drafts_under(owner=people.alice, beginning="intake")]


def test_second_tab_gets_a_key_of_its_own_though_the_draft_comes_back(alice: Client) -> None:
    first = _opened(alice)
    _type(alice, first, customer="C-1", story=FIRST)
    second = _opened(alice)
    assert (second["page"], second["key"] != first["key"]) == (first["page"], True)
    assert _send(alice, second, customer="C-2", story=SECOND).status_code == 302
    assert _send(alice, first, story=FIRST).status_code == 302
    assert _cases() == [("C-2", SECOND), ("C-1", FIRST)]


@pytest.mark.parametrize("other", [{"customer": "C-2", "story": FIRST}, {"story": SECOND}])
def test_page_sent_again_about_something_else_is_asked_once_more_and_then_taken(
    alice: Client, other: dict[str, str]
) -> None:
    page = _opened(alice)
    assert _send(alice, page, story=FIRST).status_code == 302
    answer = _send(alice, page, **other)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "那时写的不是这些" in shown
    assert other["story"] in shown
    again = {"key": _hidden(shown, "key"), "page": page["page"]}
    assert again["key"] != page["key"]
    assert _send(alice, again, **other).status_code == 302
    assert len(_cases()) == 2


def test_draft_that_arrives_after_it_was_sent_is_not_kept(alice: Client) -> None:
    page = _opened(alice)
    _type(alice, page, customer="C-1", story=FIRST)
    _send(alice, page, story=FIRST)
    assert "data-saved" not in _type(alice, page, customer="C-1", story=FIRST).content.decode()
    assert not Draft.objects.exists()


def test_drafts_of_two_pages_stand_side_by_side(alice: Client, people: People) -> None:
    first, second = _opened(alice), _opened(alice, "?customer=C-2")
    _type(alice, first, customer="C-1", story=FIRST)
    _type(alice, second, customer="C-2", story=SECOND)
    assert sorted(map(str, _stories(people))) == sorted([FIRST, SECOND])
    assert _send(alice, second, customer="C-2", story=SECOND).status_code == 302
    assert _stories(people) == [FIRST]
    shown = alice.get(f"/cases/new/?draft={first['page']}").content.decode()
    assert f">{FIRST}</textarea>" in shown.replace("\n", "")


@pytest.mark.parametrize("about", ["C-1", ""])
def test_draft_about_another_or_about_nobody_is_never_mixed_in(
    alice: Client, people: People, about: str
) -> None:
    _type(alice, _opened(alice), customer=about, story=FIRST)
    page = _opened(alice, "?customer=C-2")
    _type(alice, page, customer="C-2", story=SECOND)
    kept = drafts_under(owner=people.alice, beginning="intake")
    assert {(each.values.get("customer", ""), each.values["story"]) for each in kept} == {
        (about, FIRST),
        ("C-2", SECOND),
    }


def test_blank_page_leaves_the_draft_alone(alice: Client, people: People) -> None:
    _type(alice, _opened(alice), story=FIRST)
    page = alice.get("/cases/new/?blank=yes").content.decode()
    assert f">{FIRST}</textarea>" not in page.replace("\n", "")
    assert FIRST[:10] in page
    assert _stories(people) == [FIRST]


def test_page_that_nobody_wrote_on_leaves_no_draft(alice: Client) -> None:
    _type(alice, _opened(alice), request_type="inquiry")
    assert not Draft.objects.exists()


def test_number_that_is_registered_keeps_the_words_and_offers_the_case(alice: Client, letter: Case) -> None:
    page = _opened(alice)
    answer = _send(alice, page, story=SECOND, reference=LETTER)
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in (f"这个编号已登记为 {letter.number}", SECOND, f'value="join:{letter.number}"'):
        assert words in shown
    answer = _send(alice, page, story=SECOND, reference=LETTER, related=f"join:{letter.number}")
    assert answer["Location"] == f"/cases/{letter.number}/receipt/"
    notes = Contact.objects.unscoped("a test looks").filter(case=letter).values_list("note", flat=True)
    assert SECOND in notes
    assert len(_cases()) == 1


def test_number_that_another_unit_registered_says_no_more_than_that(
    alice: Client, people: People, customer: Customer
) -> None:
    west = make_customer(people, "C-W", west=True)
    there = receive(
        customer=west, channel="CH-HOTLINE", story=FIRST, columns={"reference": LETTER}, by=people.charlie, at=NOON
    )  # fmt: skip
    for more in ({}, {"related": f"join:{there.number}"}):
        answer = _send(alice, _opened(alice), story=SECOND, reference=LETTER, **more)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "这个编号已由另一个机构登记" in shown
        assert SECOND in shown
        assert there.number not in shown.replace(f"join:{there.number}", "")


def test_form_with_a_number_sent_twice_is_one_case(alice: Client) -> None:
    page = _opened(alice)
    for _press in range(2):
        assert _send(alice, page, story=FIRST, reference=LETTER).status_code == 302
    assert len(_cases()) == 1
