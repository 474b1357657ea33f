# SPDX-License-Identifier: Apache-2.0
"""In the browser: a step is done by one key, and a customer kept waiting too long raises one prompt."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.models import Case
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import STORY, complaint, step
from tests.journeys.conftest import LogIn
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(people: People) -> Case:
    """A complaint of a customer who hides what they feel."""
    found = complaint(people, make_customer(people), story=STORY)
    return step(found, people, "judge", handling_type="mild")


@pytest.mark.requirement("S0-022")
def test_mild_customer_kept_waiting_raises_one_prompt(
    page: Page, live_server: LiveServer, log_in: LogIn, case: Case
) -> None:
    log_in("alice")
    page.clock.install()
    page.goto(f"{live_server.url}/cases/{case.number}/")
    prompt = page.locator("[data-hold-prompt]")
    page.click("[data-hold-toggle]")
    page.clock.run_for(58_000)
    expect(prompt).to_be_hidden()
    page.clock.run_for(4_000)
    expect(prompt).to_be_visible()
    expect(prompt).to_contain_text("先回到电话里")
    page.click("[data-hold-toggle]")
    expect(prompt).to_be_hidden()


def test_step_is_done_by_a_key_and_the_contact_opens_by_another(
    page: Page, live_server: LiveServer, log_in: LogIn, look: Callable[[], None], case: Case
) -> None:
    log_in("alice")
    page.goto(f"{live_server.url}/cases/{case.number}/")
    look()
    expect(page.locator("#card")).to_contain_text("倾听")
    page.keyboard.press("c")
    expect(page.locator("#contact form")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("#card")).to_contain_text("询问")
    for name in ("who", "what", "when", "how_much"):
        page.fill(f"[name={name}]", "退款未到")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page.locator("#card")).to_contain_text("安抚")


def test_names_of_the_steps_are_all_legible_and_the_contact_has_one_heading(
    page: Page, live_server: LiveServer, log_in: LogIn, case: Case
) -> None:
    log_in("alice")
    page.goto(f"{live_server.url}/cases/{case.number}/")
    names = ".case-course a > span:nth-child(2)"
    cut = f"[...document.querySelectorAll('{names}')].filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)"
    for width, height in ((1366, 768), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator(names).count() == 12
        assert page.evaluate(cut) == []
    page.set_viewport_size({"width": 1366, "height": 768})
    page.keyboard.press("c")
    expect(page.locator("#contact form")).to_be_visible()
    expect(page.locator(".panel-head", has_text="登记一次联系")).to_have_count(1)
