# SPDX-License-Identifier: Apache-2.0
"""A phone without a connection: visits and checks stay on it, arrive once it is back, and outlive the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amends.apps.quality.models import CheckRound, MysteryVisit
from amends.apps.quality.queries.visits import visit_form
from amends.apps.quality.rules.checks import AnswerKind
from tests.apps.quality.halls import Hall, make_hall
from tests.people import PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def hall(people: People) -> Hall:
    """A hall, and the inspector who visits it."""
    return make_hall(people)


def _stored() -> list[MysteryVisit]:
    return list(MysteryVisit.objects.unscoped("the journey looks behind the page"))


def _opened(seat: Callable[[str], Page]) -> Page:
    """The form on the phone of the inspector; a lost connection is no complaint of the page here."""
    page = seat("qi")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/quality/visits/new/")
    return page


def _fill(page: Page) -> None:
    for each in visit_form():
        if each.kind is AnswerKind.YES_NO:
            page.check(f"input[name={each.code}][value=yes]")
        else:
            page.fill(f"input[name={each.code}]", "4")


def test_visit_filled_in_offline_arrives_exactly_once(hall: Hall, seat: Callable[[str], Page]) -> None:
    page = _opened(seat)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.context.set_offline(True)
    _fill(page)
    page.fill("textarea[name=note]", "大厅整洁")
    page.click("form[data-offline] button[data-send]")
    says = page.locator("[data-offline-says]")
    expect(says).to_contain_text("没有网络：1 份")
    page.click("[data-offline-again]")
    expect(says).to_contain_text("没有网络：1 份")
    assert _stored() == []
    page.context.set_offline(False)
    expect(says).to_contain_text("已收到")
    expect(page.locator("[data-offline-again]")).to_be_hidden()
    page.reload()
    page.wait_for_load_state("networkidle")
    (row,) = _stored()
    assert (row.unit, row.by, row.note, row.failed) == (hall.unit, hall.inspector, "大厅整洁", [])


def test_answer_that_got_lost_on_the_way_makes_no_second_visit(
    hall: Hall, seat: Callable[[str], Page]
) -> None:
    page = _opened(seat)
    lost: list[str] = []

    def lose(route: object) -> None:
        if not lost and route.request.method == "POST":  # type: ignore[attr-defined]
            lost.append(route.fetch(max_redirects=0).status_text)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/quality/visits/new/", lose)
    _fill(page)
    page.click("form[data-offline] button[data-send]")
    expect(page.locator("[data-offline-says]")).to_contain_text("没有网络：1 份")
    assert len(_stored()) == 1
    page.click("[data-offline-again]")
    expect(page.locator("[data-offline-says]")).to_contain_text("已收到")
    assert len(_stored()) == 1


def test_draft_outlives_the_page(hall: Hall, seat: Callable[[str], Page]) -> None:
    page = _opened(seat)
    page.check("input[name=two_hands][value=no]")
    page.fill("textarea[name=note]", "填到一半")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto("/quality/visits/new/")
    expect(again.locator("textarea[name=note]")).to_have_value("填到一半")
    expect(again.locator("input[name=two_hands][value=no]")).to_be_checked()
    expect(again.locator("[data-offline-says]")).to_contain_text("上次没有填完")
    again.close()
    assert _stored() == []


def test_visit_waits_for_whoever_filled_it_in(hall: Hall, seat: Callable[[str], Page]) -> None:
    page = _opened(seat)
    _fill(page)
    page.context.clear_cookies()
    page.click("form[data-offline] button[data-send]")
    expect(page.locator("[data-offline-says]")).to_contain_text("重新登录")
    assert _stored() == []
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "qi")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    page.goto("/quality/visits/new/")
    expect(page.locator("[data-offline-says]")).to_contain_text("已收到")
    assert len(_stored()) == 1


def test_visit_is_kept_until_the_server_answers_for_it(hall: Hall, seat: Callable[[str], Page]) -> None:
    page = _opened(seat)
    away: list[str] = []

    def stray(route: object) -> None:  # a page of the hotel's network, which answers everything with 200
        if not away and route.request.method == "POST":  # type: ignore[attr-defined]
            away.append("once")
            route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi</h1>")  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/quality/visits/new/", stray)
    _fill(page)
    page.click("form[data-offline] button[data-send]")
    expect(page.locator("[data-offline-says]")).to_contain_text("重新登录")
    assert _stored() == []
    page.click("[data-offline-again]")
    expect(page.locator("[data-offline-says]")).to_contain_text("已收到")
    assert len(_stored()) == 1


def test_clerk_checks_themselves_without_a_connection(hall: Hall, seat: Callable[[str], Page]) -> None:
    page = seat("hu")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/quality/checks/own/CL-GROOMING/")
    page.context.set_offline(True)
    for each in page.locator("input[value=yes]").all():
        each.check()
    page.click("form[data-offline] button[data-send]")
    expect(page.locator("[data-offline-says]")).to_contain_text("没有网络：1 份")
    page.context.set_offline(False)
    page.wait_for_url("**/quality/checks/own/")
    (row,) = CheckRound.objects.unscoped("the journey looks behind the page")
    assert (row.person, row.failed) == (hall.clerk, [])
