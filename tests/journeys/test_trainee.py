# SPDX-License-Identifier: Apache-2.0
"""A trainee's day: fails a role-play, reads why, passes it, and sees the progress; on a phone and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.core.queries.log import log_faults
from amends.apps.training.models.playing import Play
from tests.apps.training.playing.contents import scenario
from tests.people import PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "the journey looks behind the page"
ONE = scenario("RP-01")


def _say(page: Page, texts: tuple[str, ...]) -> None:
    for text in texts:
        page.fill("[name=text]", text)
        with page.expect_navigation():
            page.press("[name=text]", "Control+Enter")


def test_trainee_fails_reads_why_passes_and_sees_the_progress(
    people: People,
    page: Page,
    log_in: Callable[[str], None],
    look: Callable[[], None],
    live_server: LiveServer,
) -> None:
    log_in("alice")
    page.goto(f"{live_server.url}/training/plays/")
    look()
    page.get_by_role("button", name=f"开始练 {ONE.title}").click()
    _say(page, ONE.plays["bad"])
    main = page.locator("main")
    expect(page.locator("h1")).to_contain_text("还没有通过")
    expect(main).to_contain_text("劝客户下次到我们营业厅买")
    expect(main).to_contain_text(ONE.need.says)
    expect(main).to_contain_text(ONE.criteria[0].better)
    look()
    page.get_by_role("button", name="再练一次").click()
    _say(page, ONE.plays["good"][:2])
    expect(main).to_contain_text("做到了")
    look()
    page.goto(f"{live_server.url}/training/plays/")  # called away, and back
    page.get_by_role("button", name=f"接着练 {ONE.title}").click()
    _say(page, ONE.plays["good"][2:])
    expect(page.locator("h1")).to_contain_text("通过了")
    page.goto(f"{live_server.url}/training/plays/")
    expect(main).to_contain_text("您通过了 1 个")
    page.goto(f"{live_server.url}/training/plays/mine/")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert [each.passed for each in Play.objects.unscoped(WHY).order_by("pk")] == [False, True]
    assert log_faults() == []


def test_a_play_needs_no_script(people: People, browser: BrowserContext, live_server: LiveServer) -> None:
    chromium = browser.browser
    assert isinstance(chromium, Browser)
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, base_url=live_server.url
    )
    plain = context.new_page()
    plain.goto("/accounts/login/")
    plain.fill("input[name=login]", "alice")
    plain.fill("input[name=password]", PASSWORD)
    plain.press("input[name=password]", "Enter")
    plain.goto("/training/plays/")
    plain.get_by_role("button", name=f"开始练 {ONE.title}").click()
    for text in ONE.plays["good"]:
        plain.fill("[name=text]", text)
        plain.get_by_role("button", name="说", exact=True).click()
    expect(plain.locator("h1")).to_contain_text("通过了")
    context.close()
