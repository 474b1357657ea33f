# SPDX-License-Identifier: Apache-2.0
"""Every kind of chart in the real Chromium, under the strict policy."""

import pytest
from playwright.sync_api import Page, expect

from amends.ui import gallery_charts

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


def test_every_kind_is_drawn_without_a_complaint(page: Page, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/ui/")
    for key, _caption, _chart in gallery_charts.samples():
        expect(page.locator(f"[data-chart={key}] canvas").first).to_be_visible()
    assert said == []


def test_chart_is_as_high_as_it_has_lines(page: Page, site: str) -> None:
    page.goto(f"{site}/ui/")
    box = page.locator("[data-chart=bridge]")
    expect(box.locator("canvas")).to_be_visible()
    assert box.evaluate("e => e.clientHeight") == 7 * 28 + 64
