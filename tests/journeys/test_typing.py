# SPDX-License-Identifier: Apache-2.0
"""Somebody types on the page of a case: what is typed is kept, nothing takes its place unasked, Enter sends nothing."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.models import Case, Reply
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import complaint
from tests.journeys.panels import look_at
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "客户说退款没有到账，三次电话都没有人管，要求今天给一个说法"


@pytest.fixture
def case(people: People, page: Page, live_server: LiveServer, log_in: Callable[[str], None]) -> Case:
    """A complaint that Alice has in front of her."""
    now = timezone.now()
    arrival = Arrival(channel="CH-HOTLINE", received_at=now)
    case = complaint(people, make_customer(people), story="退款没到", at=now, arrival=arrival)
    log_in("alice")
    page.goto(f"{live_server.url}/cases/{case.number}/?step=listen")
    return case


def test_card_that_was_left_stands_there_again(page: Page, case: Case) -> None:
    words, note = page.locator("#step [name=story_zh]"), page.locator("#step [data-draft-note]")
    words.fill(WORDS)
    expect(note).to_contain_text("草稿已保存")
    page.reload()
    expect(words).to_have_value(WORDS)
    expect(note).to_contain_text("已恢复")
    with page.expect_navigation():
        page.get_by_role("button", name="不要了，清空").click()
    expect(page.locator("#step [name=story_zh]")).not_to_have_value(WORDS)


def test_frame_asks_before_it_takes_the_place_of_words_and_enter_sends_no_reply(
    page: Page, case: Case
) -> None:
    page.get_by_text("补偿和答复").click()
    look_at(page.locator(f"[hx-get='/cases/{case.number}/replies/']"))
    page.get_by_text("写书面答复").click()
    text, frame = page.locator("#reply_text"), page.locator("[data-overwrites] a").first
    text.fill("您好，钱已经退了")
    page.once("dialog", lambda dialog: dialog.dismiss())
    frame.click()
    expect(text).to_have_value("您好，钱已经退了")
    page.once("dialog", lambda dialog: dialog.accept())
    frame.click()
    expect(text).not_to_have_value("您好，钱已经退了")
    before = page.url
    page.fill("#reply_address", "wang@example.com")
    page.press("#reply_address", "Enter")
    page.wait_for_timeout(500)
    assert page.url == before
    assert not Reply.objects.unscoped("the journey looks behind the page").exists()


def test_reply_that_was_refused_goes_on_being_kept_on_its_own_page(
    page: Page, case: Case, live_server: LiveServer
) -> None:
    own = page.context.new_page()  # of its own: the refusal is a 422, which the console reports
    own.goto(f"{live_server.url}/cases/{case.number}/replies/")
    own.get_by_text("写书面答复").click()
    own.fill("#reply_text", "您好，【金额】已经退了")
    with own.expect_navigation():
        own.get_by_role("button", name="发出").click()
    assert not Reply.objects.unscoped("the journey looks behind the page").exists()
    own.fill("#reply_text", "您好，两笔钱都已经退了")
    expect(own.locator("[data-draft-note]").last).to_contain_text("草稿已保存")
    own.goto(f"{live_server.url}/cases/{case.number}/replies/")
    expect(own.locator("#reply_text")).to_have_value("您好，两笔钱都已经退了")
    own.close()
