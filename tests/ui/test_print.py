# SPDX-License-Identifier: Apache-2.0
"""On paper: nothing that is pressed, nothing beyond the edge, light whatever the theme."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
A4 = 688  # pixels between margins of 14 mm
COLOURS = "getComputedStyle(document.querySelector('.panel')).backgroundColor"
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture
def paper(page: Page, site: str) -> Page:
    """The page of all components on paper, chosen to be dark on the screen."""
    page.goto(f"{site}/ui/")
    page.evaluate("localStorage.setItem('amends-theme', 'dark')")
    page.reload()
    assert page.evaluate(COLOURS) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 1000})
    return page


def test_paper_is_light_and_nothing_hangs_over_its_edge(paper: Page) -> None:
    assert paper.evaluate(COLOURS) == "rgb(255, 255, 255)"
    for _ in range(30):  # charts take the new width a moment later
        wide = paper.evaluate(WIDE)
        if wide <= A4:
            break
        paper.wait_for_timeout(100)
    assert wide <= A4


def test_what_is_pressed_stays_behind_and_what_is_read_comes_along(paper: Page) -> None:
    for pressed in ("#navigation", ".top", ".head .actions", "button", ".tabs", "a.button"):
        assert not any(each.is_visible() for each in paper.locator(pressed).all()), pressed
    expect(paper.locator("h1")).to_be_visible()
    expect(paper.locator("main table td:visible").first).to_be_visible()
    expect(paper.locator("canvas").first).to_be_visible()
