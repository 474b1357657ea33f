# SPDX-License-Identifier: Apache-2.0
"""The look in the real Chromium under the product's own content security policy."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def gallery(page: Page, site: str) -> Page:
    """The page of all components, loaded."""
    page.goto(f"{site}/ui/")
    return page


def test_policy_is_strict_and_holds(page: Page, site: str) -> None:
    response = page.goto(f"{site}/ui/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy


def test_charts_are_drawn_in_the_theme(gallery: Page) -> None:
    expect(gallery.locator("#effect + .chart canvas")).to_be_visible()
    gallery.get_by_text("看数字").first.click()
    expect(gallery.get_by_role("cell", name="61.8")).to_be_visible()


def test_chart_without_a_series_is_drawn_all_the_same(gallery: Page) -> None:
    """Where it cannot be drawn, it is hidden."""
    gallery.evaluate("""() => {
        const box = document.createElement("div");
        const option = '<div id="bare" hidden>{"title": {"text": "暂无数据"}}</div>';
        box.innerHTML = option + '<div class="chart" data-chart="bare"></div>';
        document.querySelector("main").prepend(box);
        document.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
        box.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    }""")
    expect(gallery.locator("[data-chart=bare] canvas")).to_be_visible()


@pytest.mark.parametrize("width", [390, 768, 1366])
def test_page_is_never_wider_than_the_screen(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 800})
    assert gallery.evaluate(WIDER) <= 0


def test_rows_become_cards_on_a_phone(gallery: Page) -> None:
    cell = gallery.locator("tr[data-row] td.clip").first
    assert cell.evaluate("e => getComputedStyle(e).display") == "table-cell"
    gallery.set_viewport_size({"width": 390, "height": 844})
    assert cell.evaluate("e => getComputedStyle(e).display") == "block"


def test_navigation_is_a_menu_on_a_phone(gallery: Page) -> None:
    navigation = gallery.locator("#navigation")
    expect(navigation).to_be_visible()
    gallery.set_viewport_size({"width": 390, "height": 844})
    expect(navigation).to_be_hidden()
    gallery.get_by_role("button", name="打开导航").click()
    expect(navigation).to_be_visible()
    gallery.keyboard.press("Escape")
    expect(navigation).to_be_hidden()


def test_keys_walk_pick_and_open_rows(gallery: Page) -> None:
    for key in ("j", "j", "k", "j", "x"):
        gallery.keyboard.press(key)
    expect(gallery.locator("[name=picked][value=C261130801]")).to_be_checked()
    expect(gallery.get_by_role("button", name="分派 1")).to_be_enabled()
    gallery.keyboard.press("Enter")
    expect(gallery).to_have_url(re.compile("#C261130801$"))


def test_keys_are_letters_while_somebody_types(gallery: Page) -> None:
    gallery.locator("#id_words").fill("")
    gallery.keyboard.type("j?/")
    expect(gallery.locator("#id_words")).to_have_value("j?/")


def test_keys_rest_when_they_are_switched_off(gallery: Page) -> None:
    gallery.keyboard.press("?")
    gallery.get_by_label("关闭单键快捷键").check()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("?")
    expect(gallery.locator("#shortcuts")).to_be_hidden()


def test_one_box_picks_all_rows(gallery: Page) -> None:
    gallery.get_by_label("选中本页全部").check()
    assert gallery.locator("[name=picked]:checked").count() == 18


def test_definition_opens_beside_its_number_and_closes_by_escape(gallery: Page) -> None:
    button = gallery.get_by_role("button", name="满意度的口径")
    button.click()
    words = gallery.get_by_text("不含未接通")
    expect(words).to_be_visible()
    near, box = button.bounding_box(), words.bounding_box()
    assert near is not None
    assert box is not None
    assert 0 < box["y"] - near["y"] < 80
    gallery.keyboard.press("Escape")
    expect(words).to_be_hidden()


def test_dialog_asks_before_anything_is_sent(gallery: Page) -> None:
    gallery.get_by_role("button", name="受理").click()
    dialog = gallery.get_by_role("dialog", name="受理这件投诉？")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    dialog.get_by_role("button", name="取消").click()
    expect(dialog).to_be_hidden()


def test_panel_fills_itself(gallery: Page) -> None:
    gallery.evaluate("htmx.trigger(document.querySelector('[hx-trigger=never]'), 'never')")
    expect(gallery.get_by_text("面板里的字")).to_be_visible()


def test_server_can_say_a_word_at_the_edge(gallery: Page) -> None:
    event = "new CustomEvent('amends:toast', {detail: {words: '已保存 <b>', kind: 'success'}})"
    gallery.evaluate(f"document.dispatchEvent({event})")
    expect(gallery.locator("#toasts")).to_contain_text("已保存 <b>")


def test_theme_is_kept_when_it_is_chosen(gallery: Page) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = gallery.evaluate(paper)
    gallery.evaluate("localStorage.setItem('amends-theme', 'dark')")
    gallery.reload()
    assert gallery.evaluate(paper) != light


def test_system_theme_is_followed_without_a_choice(gallery: Page) -> None:
    gallery.emulate_media(color_scheme="dark")
    assert (
        gallery.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg')") == "#0f1421"
    )


def test_paper_shows_content_only(gallery: Page) -> None:
    gallery.emulate_media(media="print")
    expect(gallery.locator("#navigation")).to_be_hidden()
    expect(gallery.locator("tr[data-row]").first).to_be_visible()
