# SPDX-License-Identifier: Apache-2.0
"""One page of each kind, as one of the demo's people sees it, looked at by axe-core and at two widths."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from amends.pipeline.demo.accounts import PASSWORD
from docs.pictures import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every_page")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
GRAVE = {"serious", "critical"}
Tab = Callable[[str], Page]
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
PUBLIC = ("/accounts/login/", "/feedback/", "/feedback/status/")


def grave(page: Page) -> list[str]:
    """What axe-core finds that shuts somebody out: the rule, and where it is broken first."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']} ({len(each['nodes'])}): {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in GRAVE
    ]


@pytest.fixture(scope="module")
def address(small_demo: Path) -> Iterator[str]:
    """Where the demo is served."""
    with served(small_demo) as found:
        yield found


@pytest.fixture(scope="module")
def tab(browser: BrowserContext, address: str) -> Iterator[Tab]:
    """A page of the demo's in a browser of its own; logged in where somebody is named."""
    chromium = browser.browser
    assert isinstance(chromium, Browser)
    opened: list[BrowserContext] = []

    def sit_down(username: str) -> Page:
        opened.append(chromium.new_context(viewport=DESK, reduced_motion="reduce", base_url=address))
        page = opened[-1].new_page()
        if username:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(f"{address}/")
        return page

    yield sit_down
    for each in opened:
        each.close()


@pytest.fixture(scope="module")
def looks(tab: Tab, faults: dict[str, Any]) -> dict[str, tuple[list[str], list[str]]]:
    """Who and where → what axe-core found, and the screens that the page hangs over."""
    by_person: dict[str, list[str]] = defaultdict(list, {"": list(PUBLIC)})
    for username, path in faults["opened"].values():
        by_person[username].append(path)
    found = {}
    for username, paths in by_person.items():
        page = tab(username)
        for path in paths:
            page.goto(path)
            found[f"{username} {path}"] = (grave(page), wide(page))
    return found


def wide(page: Page) -> list[str]:
    """The screens that the page hangs over, at a desk and on a phone."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for _ in range(30):  # charts take the new width a moment later
            width = page.evaluate("document.documentElement.scrollWidth")
            if width <= size["width"]:
                break
            page.wait_for_timeout(100)
        else:
            found.append(f"{width} at {size['width']}")
    return found


def test_axe_sees_what_shuts_somebody_out(tab: Tab) -> None:
    page = tab("")
    page.goto("/accounts/login/")
    page.evaluate("document.querySelector('input[name=login]').labels.forEach((label) => label.remove())")
    page.evaluate("document.querySelector('input[name=login]').removeAttribute('placeholder')")
    assert [each.split(" ")[0] for each in grave(page)] == ["label"]


def test_page_that_hangs_over_is_seen(tab: Tab) -> None:
    page = tab("")
    page.goto("/accounts/login/")
    page.evaluate("document.body.style.minWidth = '700px'")
    assert [each.split(" at ")[1] for each in wide(page)] == ["390"]


def test_no_page_shuts_anybody_out(looks: dict[str, tuple[list[str], list[str]]]) -> None:
    assert len(looks) > 200
    assert {where: broken for where, (broken, _) in looks.items() if broken} == {}


def test_no_page_hangs_over_the_screen(looks: dict[str, tuple[list[str], list[str]]]) -> None:
    assert {where: over for where, (_, over) in looks.items() if over} == {}
