# SPDX-License-Identifier: Apache-2.0
"""Keys in the browser: they work wherever the focus is, and the list behind ? names what the page has."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.models import Case
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import STORY, complaint, through
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "the journey looks behind the page"


@pytest.fixture
def case(people: People) -> Case:
    """A complaint of Alice's."""
    return through(complaint(people, make_customer(people), story=STORY), people, "ask")


@pytest.fixture
def opened(
    people: People, page: Page, live_server: LiveServer, log_in: Callable[[str], None]
) -> Callable[[str], None]:
    """Open a page as Alice."""
    log_in("alice")

    def go(path: str) -> None:
        page.goto(f"{live_server.url}{path}")

    return go


def _keys(page: Page) -> dict[str, str]:
    """What the list behind ? says: keys → what they do."""
    shown = "[...document.querySelectorAll('#shortcuts dt')].filter(term => term.offsetParent)"
    pairs = f"{shown}.map(term => [term.innerText.trim(), term.nextElementSibling.innerText.trim()])"
    return dict(page.evaluate(pairs))


def test_step_is_done_by_its_key_while_a_radio_button_has_the_focus(
    page: Page, opened: Callable[[str], None], case: Case
) -> None:
    opened(f"/cases/{case.number}/?step=soothe")
    for name in ("emotion_before", "emotion_after"):
        page.locator(f"#step [name={name}][value=calm]").check()
    expect(page.locator("#step [name=emotion_after][value=calm]")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("n")
    assert case.steps.unscoped(WHY).filter(order=3).exists()


@pytest.mark.parametrize("kind", ["radio", "textarea"])
def test_step_is_done_by_ctrl_and_enter_wherever_the_focus_is(
    page: Page, opened: Callable[[str], None], case: Case, kind: str
) -> None:
    opened(f"/cases/{case.number}/?step=confirm")
    page.fill("#step [name=restatement_zh]", "您说退款没到，希望今天到账")
    page.check("#step [name=customer_confirmed]")
    page.locator(
        "#step [name=claim_type]" if kind == "radio" else "#step [name=restatement_zh]"
    ).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert case.steps.unscoped(WHY).filter(order=4).exists()


def test_intake_is_sent_by_ctrl_and_enter_while_a_choice_has_the_focus(
    page: Page, opened: Callable[[str], None], people: People
) -> None:
    make_customer(people)
    opened("/cases/new/?customer=C-1")
    page.fill("[name=story]", STORY)
    for name in ("who", "when", "how_much"):
        page.fill(f"[name={name}]", "上个月")
    page.check("[name=aims] >> nth=0")
    expect(page.locator("[name=aims] >> nth=0")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Case.objects.unscoped(WHY).count() == 1


def test_alt_and_a_digit_jump_to_the_parts_of_the_intake(
    page: Page, opened: Callable[[str], None], people: People
) -> None:
    opened("/cases/new/")
    wanted = {"2": "story", "3": "who", "4": "topic", "5": "summary", "1": "find"}
    for digit, name in wanted.items():
        page.keyboard.press(f"Alt+{digit}")
        expect(page.locator(f"form [name={name}]").first).to_be_focused()


def test_list_of_keys_names_what_the_page_has_and_nothing_else(
    page: Page, opened: Callable[[str], None], case: Case
) -> None:
    opened("/cases/new/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    keys = _keys(page)
    assert [keys[f"Alt {n}"] for n in range(1, 6)] == [
        "客户",
        "客户怎么说",
        "七项",
        "投诉分类",
        "向客户复述的小结",
    ]
    assert keys["Ctrl Enter"] == "受理，由我负责"
    assert "n" not in keys
    assert "j k" not in keys
    opened(f"/cases/{case.number}/")
    page.keyboard.press("?")
    keys = _keys(page)
    assert (keys["n"], keys["Ctrl Enter"], keys["c"]) == ("办完这一步", "办完这一步", "登记联系")
    assert "Alt 1" not in keys
    opened("/cases/")
    page.click("[popovertarget=who]")
    page.click("[data-dialog=shortcuts]")
    keys = _keys(page)
    assert keys["j k"] == "下一行、上一行"
    assert "Ctrl Enter" not in keys


def test_g_and_the_question_mark_open_the_help_of_the_page(
    page: Page, opened: Callable[[str], None], people: People
) -> None:
    opened("/cases/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert _keys(page)["g ?"] == "这一页的帮助"
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")  # the dialog gave the focus back to where it was
    with page.context.expect_page() as other:
        page.keyboard.press("g")
        page.keyboard.press("?")
    expect(other.value.locator("h1")).to_have_text("案件列表")
    expect(page).to_have_url(re.compile("/cases/$"))  # nothing that was typed is lost
    other.value.close()


def test_complaint_goes_from_the_intake_to_its_fourth_step_by_keys(
    page: Page, opened: Callable[[str], None], people: People
) -> None:
    make_customer(people)
    opened("/cases/new/?customer=C-1")
    page.keyboard.press("Alt+2")
    page.keyboard.type(STORY)
    for name in ("who", "when", "how_much"):
        page.fill(f"[name={name}]", "上个月")
    page.select_option("[name=emotion]", "calm")
    for keys in ("Control+Enter", "n", "r"):
        with page.expect_navigation():
            page.keyboard.press(keys)
    expect(page.locator("#card")).to_contain_text("确认")
