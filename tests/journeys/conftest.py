# SPDX-License-Identifier: Apache-2.0
"""A browser, a server, and a published run with customers in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.apps.recovery.conftest import Listed, listed
from tests.people import PASSWORD, People, make_people
from tests.ui.conftest import browser, page

__all__ = ["Listed", "browser", "listed", "page"]

LogIn = Callable[[str], None]
Seat = Callable[[str], Page]


@pytest.fixture
def people(transactional_db: None) -> People:
    """Alice and the others, where the server's threads see them."""
    return make_people()


@pytest.fixture
def log_in(page: Page, live_server: LiveServer) -> LogIn:
    """Come in through the login page, as a person does."""

    def come_in(username: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{live_server.url}/")

    return come_in


@pytest.fixture
def look(page: Page, tmp_path: Path) -> Callable[[], None]:
    """The page is wide enough at a desk and on a phone: nothing hangs over its edge."""

    def look_at_both() -> None:
        for width, height in ((1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for _ in range(30):  # charts take the new width a moment later
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide <= width:
                    break
                page.wait_for_timeout(100)
            assert wide <= width, f"{page.url} is {wide} wide at {width}"
        page.set_viewport_size({"width": 1366, "height": 768})

    return look_at_both


@pytest.fixture
def seat(browser: BrowserContext, live_server: LiveServer) -> Iterator[Seat]:
    """A browser of their own for each person, logged in."""
    chromium = browser.browser
    assert isinstance(chromium, Browser)
    opened: list[BrowserContext] = []

    def sit_down(username: str) -> Page:
        opened.append(chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url))
        own = opened[-1].new_page()
        own.goto("/accounts/login/")
        own.fill("input[name=login]", username)
        own.fill("input[name=password]", PASSWORD)
        own.press("input[name=password]", "Enter")
        own.wait_for_url(f"{live_server.url}/")
        return own

    yield sit_down
    for each in opened:
        each.close()
