# SPDX-License-Identifier: Apache-2.0
"""From the list to «recovered», in a real browser: the customer has the last word."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.models import Case
from amends.apps.core.models import Event
from tests.journeys.conftest import Listed, LogIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _case() -> Case:
    return Case.objects.unscoped("the journey looks behind the page").get()


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def test_listed_customer_is_called_helped_and_says_that_it_is_right(
    listed: Listed, page: Page, live_server: LiveServer, log_in: LogIn, look: Callable[[], None]
) -> None:
    log_in("alice")
    expect(page.get_by_text("近三个月两次超出套餐，比平时多付 86 元").first).to_be_visible()
    look()
    page.goto(f"{live_server.url}/recovery/")
    look()
    page.check("input[name=picked]")
    _press(page, "开案并由我负责")
    look()
    page.fill("[name=findings]", "核对账单，两次超出套餐，提醒短信没有送达。")
    _press(page, "事实已核实")
    page.fill("[name=plan]", "说明账单来由，退还没有提醒的部分，下个账期再核对一次。")
    _press(page, "定下安排")
    page.check("[name=inbound]")
    page.locator("button[name=result][value=reached]").first.click()
    page.wait_for_load_state("networkidle")
    while page.locator("button[name=result][value=done]").count():
        page.locator("button[name=result][value=done]").first.click()
        page.wait_for_load_state("networkidle")
    _press(page, "办理完毕，请客户确认")
    assert _case().state == "verifying", "handled is what the owner says; the customer has not spoken yet"
    look()
    for name in ("Q1", "Q2"):
        page.locator(f"input[name={name}]").first.check()
    page.locator("input[name=Q3]").last.check()
    page.check("form[action$='/verify/'] [name=told_result]")
    page.check("form[action$='/verify/'] [name=inbound]")
    _press(page, "登记客户的回答")
    assert (_case().state, _case().is_open) == ("recovered", False)
    look()


def test_colleague_of_another_city_does_not_see_the_case(
    listed: Listed, page: Page, live_server: LiveServer, log_in: LogIn
) -> None:
    log_in("charlie")
    page.goto(f"{live_server.url}/recovery/")
    expect(page.locator("input[name=picked]")).to_have_count(1)
    assert not Event.objects.unscoped("a test").filter(kind="cases.opened").exists()
