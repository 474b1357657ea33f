# SPDX-License-Identifier: Apache-2.0
"""A long list of colleagues, narrowed by typing: what does not fit leaves the list, what is chosen stays chosen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import amends.apps.cases

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
SCRIPT = Path(amends.apps.cases.__file__).parent / "static" / "cases" / "narrowing.js"
FORM = """<form><input data-narrows="to" hidden><select id="to" name="to" size="8">
<option value="" selected>请选择</option><option value="1">安娜 · 东市</option>
<option value="2">鲍勃 · 西市</option><option value="3">安东 · 西市</option></select></form>"""


@pytest.fixture
def listed(page: Page) -> Page:
    """A page with the list and its box."""
    page.route("**/*", lambda route: route.fulfill(body=FORM, content_type="text/html; charset=utf-8"))
    page.goto("http://list.example/")
    page.add_script_tag(path=SCRIPT)
    page.evaluate("document.dispatchEvent(new Event('DOMContentLoaded'))")
    return page


def _options(page: Page) -> list[str]:
    return page.locator("#to option").all_inner_texts()


def test_what_does_not_fit_leaves_the_list_and_comes_back_in_its_order(listed: Page) -> None:
    everybody = _options(listed)
    box = listed.locator("[data-narrows]")
    box.fill("安 西市")
    assert _options(listed) == ["请选择", "安东 · 西市"]
    box.fill("")
    assert _options(listed) == everybody
    expect(listed.locator("#to")).to_have_value("")


def test_first_that_fits_is_chosen_by_enter_and_stays(listed: Page) -> None:
    box = listed.locator("[data-narrows]")
    box.fill("西市")
    box.press("Enter")
    expect(listed.locator("#to")).to_have_value("2")
    for typed in ("安娜", "谁也不是", ""):
        box.fill(typed)
        expect(listed.locator("#to")).to_have_value("2")
