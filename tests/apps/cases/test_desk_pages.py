# SPDX-License-Identifier: Apache-2.0
"""The list and the search as pages: live, filtered by what is known, with nothing typed in an address."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.rules.states import Origin
from amends.apps.cases.views.tables import _stacked
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.ui.components.labels import tag
from tests.apps.cases.conftest import Opened, make_customer
from tests.people import People


@pytest.fixture
def bob(people: People) -> Client:
    """Bob's browser."""
    return _as(people.bob)


def _as(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


def _live(page: str, part: str) -> str:
    found = re.search(rf'hx-get="(/cases/live/{part}/[^"]*)"', page)
    assert found
    return found.group(1).replace("&amp;", "&")


@pytest.mark.parametrize("part", ["rows", "tabs"])
def test_list_is_sent_again_only_when_it_changed(
    bob: Client, opened: Opened, people: People, part: str
) -> None:
    case = opened(at=timezone.now())
    live = _live(bob.get("/cases/?tab=unit").content.decode(), part)
    assert bob.get(live).status_code == 204
    if part == "rows":
        close_ineligible(case=case, version=1, reason="已销户", by=people.alice, at=timezone.now())
    else:
        opened(customer=make_customer(people, "C-2"))
    answer = bob.get(live)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert bob.get(_live(answer.content.decode(), part)).status_code == 204


def test_filters_show_what_is_chosen_and_drop_what_is_unknown(bob: Client, opened: Opened) -> None:
    case = opened()
    page = bob.get(
        "/cases/?tab=unit&state=located&topic=TF-01&owner=艾丽&priority=p9&sort=newest"
    ).content.decode()
    for chosen in (
        'value="located" selected',
        'value="TF-01" selected',
        'value="newest" selected',
        'value="艾丽"',
    ):
        assert chosen in page
    assert '<details class="more" open>' in page
    assert case.number not in page
    assert case.number in bob.get("/cases/?tab=unit&priority=p9&channel=x&due=y").content.decode()


def test_filters_are_written_in_the_language_of_the_reader(bob: Client, opened: Opened) -> None:
    assert "资费与计费" in bob.get("/cases/").content.decode()
    bob.post("/language/", {"language": "en", "next": "/cases/"})
    assert "Tariff and billing" in bob.get("/cases/").content.decode()


def test_words_leave_the_address_and_are_found(bob: Client, opened: Opened) -> None:
    case = opened(origin=Origin.COMPLAINT, story="宽带断了三天")
    answer = bob.post("/cases/search/", {"q": "断了三天"})
    assert answer.status_code == 302
    assert "%" not in answer["Location"]
    page = bob.get(answer["Location"]).content.decode()
    assert case.number in page
    assert "宽带断了三天" in page
    assert 'value="断了三天"' in page


def test_address_of_a_search_serves_nobody_else(bob: Client, opened: Opened, people: People) -> None:
    opened(origin=Origin.COMPLAINT, story="宽带断了三天")
    where = bob.post("/cases/search/", {"q": "断了三天"})["Location"]
    assert _as(people.alice).get(where)["Location"] == "/cases/search/"
    assert bob.get("/cases/search/?s=broken")["Location"] == "/cases/search/"


def test_number_of_a_case_opens_it(bob: Client, opened: Opened) -> None:
    case = opened()
    where = bob.post("/cases/search/", {"q": case.number.lower()})["Location"]
    assert bob.get(where)["Location"] == f"/cases/{case.number}/"


def test_code_of_a_customer_finds_their_cases_and_is_logged(
    bob: Client, opened: Opened, customer: Customer
) -> None:
    case = opened()
    where = bob.post("/cases/search/", {"q": customer.code})["Location"]
    assert case.number in bob.get(where).content.decode()
    assert Event.objects.unscoped("a test looks").filter(kind=EventKind.CUSTOMERS_SEARCHED).count() == 1


def test_same_words_lead_from_customers_to_cases(bob: Client, opened: Opened, customer: Customer) -> None:
    case = opened()
    where = bob.post("/customers/search/", {"q": "张*明"}).get("Location", "/customers/search/")
    if "s=" not in where:
        where = bob.post("/customers/", {"q": "张*明"})["Location"]
    found = re.search(r'href="(/cases/search/\?s=[^"]+)"', bob.get(where).content.decode())
    assert found
    assert 'value="张*明"' in bob.get(found.group(1)).content.decode()
    assert case.number


@pytest.mark.parametrize("path", ["/cases/search/", "/cases/live/rows/", "/cases/live/tabs/"])
def test_pages_are_closed_to_who_does_not_work_cases(people: People, path: str) -> None:
    assert _as(people.ed).get(path).status_code == 403


def test_search_box_of_every_page_finds_a_case_where_no_customer_is_meant(
    bob: Client, opened: Opened
) -> None:
    case = opened()
    where = bob.post("/customers/", {"q": case.number})["Location"]
    assert where.startswith("/cases/search/")
    assert bob.get(where)["Location"] == f"/cases/{case.number}/"
    assert bob.post("/customers/", {"q": "13900000000"})["Location"].startswith("/customers/")


def test_parts_of_a_cell_are_text_unless_they_are_safe() -> None:
    shown = _stacked("<b>王芳</b>", tag("催办 1", "warning"))
    assert (
        shown
        == '<span class="case-stack">&lt;b&gt;王芳&lt;/b&gt; <span class="tag warning">催办 1</span></span>'
    )
