# SPDX-License-Identifier: Apache-2.0
"""A browser, a server, and a published run with customers in it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.apps.recovery.conftest import Listed, listed
from tests.people import PASSWORD, People, make_people
from tests.ui.conftest import browser, page

__all__ = ["Listed", "browser", "listed", "page"]

LogIn = Callable[[str], None]
Seat = Callable[[str], Page]
ROOT = Path(__file__).parents[2]


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


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo operator, made from nothing; who asks for it belongs into the group `every_page`."""
    home = tmp_path_factory.mktemp("every") / "demo"
    _run("amends", "demo", "--home", str(home), "--customers", "1500", "--no-serve")
    return home


@pytest.fixture(scope="session")
def faults(small_demo: Path) -> dict[str, Any]:
    """What a walk through all its pages found."""
    found: dict[str, Any] = json.loads(_run("tests.journeys.every_page", str(small_demo)).splitlines()[-1])
    assert found["pages"] > 2_000
    assert found["patterns"] > 200
    assert found["watched"] > 5_000
    return found


def _run(*command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-m", *command], env={**environment, "PYTHONPATH": path}, capture_output=True, text=True,
        check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout
