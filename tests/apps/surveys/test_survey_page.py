# SPDX-License-Identifier: Apache-2.0
"""A questionnaire in the real Chromium, under the product's own policy, on a phone; and without JavaScript."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.surveys.rules.pages import pages
from tests.apps.surveys.sample_urls import DOCUMENT, SEED, kept
from tests.ui.conftest import browser, page

__all__ = ["browser", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
STATE = ".survey-state"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A server of the sample page."""
    with override_settings(ROOT_URLCONF="tests.apps.surveys.sample_urls"):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture
def phone(page: Page, site: str) -> Page:
    """The questionnaire, unanswered, on a phone."""
    kept.update(answers={}, page=0)
    page.set_viewport_size({"width": 390, "height": 844})
    response = page.goto(site)
    assert response is not None
    assert "unsafe" not in response.headers["content-security-policy"]
    expect(page.get_by_text("您打几分？")).to_be_visible()
    return page


def _score(phone: Page, points: int) -> None:
    phone.locator("[data-name=Score] label").nth(points).click()


def test_scale_stands_in_one_line_on_a_phone(phone: Page) -> None:
    points = phone.locator("[data-name=Score] label")
    boxes = [box for each in points.all() if (box := each.bounding_box())]
    assert len(boxes) == 11
    assert len({round(box["y"]) for box in boxes}) == 1
    assert min(box["width"] for box in boxes) >= 24
    assert min(box["height"] for box in boxes) >= 44
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_answers_are_saved_as_they_are_given_and_sent_at_the_end(phone: Page) -> None:
    _score(phone, 3)
    phone.get_by_label("为什么给 3 分？").fill("慢")
    expect(phone.locator(STATE)).to_have_text("已保存，可以以后接着答")
    assert kept == {"answers": {"Score": 3, "Why": "慢"}, "page": 0}
    phone.get_by_role("button", name="下一页").click()
    phone.get_by_role("button", name="提交问卷").click()
    expect(phone.get_by_text("谢谢")).to_be_visible()
    assert kept["answers"] == {"Score": 3, "Why": "慢"}


def test_answer_goes_when_its_question_is_hidden(phone: Page) -> None:
    _score(phone, 3)
    phone.get_by_label("为什么给 3 分？").fill("慢")
    _score(phone, 9)
    expect(phone.get_by_text("为什么给")).to_have_count(0)
    expect(phone.locator(STATE)).to_have_text("已保存，可以以后接着答")
    assert kept["answers"] == {"Score": 9}


def test_page_goes_on_where_the_customer_was(phone: Page, site: str) -> None:
    kept.update(answers={"Score": 8, "Grid": {"r1": 2}}, page=1)
    phone.goto(site)
    expect(phone.get_by_role("button", name="上一页")).to_be_visible()
    expect(phone.locator("[data-name=Grid] input:checked")).to_have_count(1)


def test_quoted_answer_is_text_whatever_was_typed(phone: Page, site: str) -> None:
    typed = "<img src=x onerror=alert(1)><b>慢</b>"
    kept.update(answers={"Score": 3, "Why": typed}, page=1)
    phone.goto(site)
    expect(phone.get_by_text(f"您说“{typed}”，还有吗？")).to_be_visible()
    assert phone.locator("#survey-root img, #survey-root b").count() == 0


def test_required_question_is_asked_for(phone: Page) -> None:
    phone.get_by_role("button", name="下一页").click()
    expect(phone.get_by_text("请填写此问题")).to_be_visible()
    expect(phone.get_by_text("您打几分？")).to_be_visible()


def test_refusal_of_the_server_is_shown_at_the_question(browser: BrowserContext, site: str) -> None:
    """A refused answer is status 422, which the browser itself writes to its console: the one complaint allowed."""
    kept.update(answers={"Score": 8, "Day": "2026-11-22"}, page=1)
    quiet = browser.new_page()
    quiet.goto(site)
    quiet.get_by_role("button", name="提交问卷").click()
    expect(quiet.get_by_text("这一天不行")).to_be_visible()
    expect(quiet.locator(STATE)).to_have_text("有的题还没有答好，请看题目下面的提示")
    quiet.locator("[data-name=Day] input").fill("2026-11-23")
    expect(quiet.get_by_text("这一天不行")).to_have_count(0)
    quiet.get_by_role("button", name="提交问卷").click()
    expect(quiet.get_by_text("谢谢")).to_be_visible()
    quiet.close()


def test_answers_wait_when_there_is_no_connection(browser: BrowserContext, site: str) -> None:
    kept.update(answers={}, page=0)
    alone = browser.new_page()
    alone.goto(site)
    alone.context.set_offline(True)
    _score(alone, 9)
    expect(alone.locator(STATE)).to_contain_text("暂时连不上")
    alone.context.set_offline(False)
    expect(alone.locator(STATE)).to_have_text("已保存，可以以后接着答")
    assert kept["answers"] == {"Score": 9}
    alone.close()


def test_random_order_is_that_of_the_plain_pages(phone: Page) -> None:
    drawn = [each.strip() for each in phone.locator("[data-name=Letter] .sd-item").all_inner_texts()]
    assert drawn == [each.value for each in pages(DOCUMENT, {}, seed=SEED)[0].questions[-1].choices]


def test_words_of_the_page_are_english_when_asked(page: Page, site: str) -> None:
    kept.update(answers={}, page=0)
    page.goto(f"{site}/?language=en")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Response required.")).to_be_visible()


def test_plain_form_works_without_javascript(browser: BrowserContext, site: str) -> None:
    kept.update(answers={}, page=0)
    assert browser.browser is not None
    bare = browser.browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    form = bare.new_page()
    form.goto(f"{site}/plain?page=0")
    form.get_by_role("button", name="好").click()
    expect(form.get_by_role("group", name="您打几分？")).to_contain_text("请填写此问题")
    form.get_by_role("radio", name="7").check()
    form.get_by_role("button", name="好").click()
    expect(form.get_by_role("radio", name="7")).to_be_checked()
    form.goto(f"{site}/plain?page=1")
    form.get_by_role("group", name="r2").get_by_label("3").check()
    form.locator("[name='Rank.x']").select_option("2")
    form.locator("[name='Rank.y']").select_option("1")
    form.get_by_label("Day").fill("2026-11-22")
    form.get_by_role("button", name="好").click()
    expect(form.get_by_label("Day")).to_have_value("2026-11-22")
    given = {name: value for name, value in kept["answers"].items() if value is not None}
    assert given == {"Score": 7, "Grid": {"r2": 3}, "Rank": ["y", "x"], "Day": "2026-11-22"}
    bare.close()
