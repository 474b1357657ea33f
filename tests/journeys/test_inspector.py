# SPDX-License-Identifier: Apache-2.0
"""An inspector's day in a real browser: take in, draw, inspect by keys, tell; appeal, another decides; coaching."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.rules.roles import Role
from amends.apps.quality.models import Coaching, Inspection
from tests.journeys.conftest import Seat
from tests.people import NOON, PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = """客服：您好，这里是示例公司客服，工号1024为您服务，请问有什么可以帮您？
客户：我的号码13812341215多扣了二十块钱，打了两次都没人管。
客服：这是因为您没有退订流量包。
客户：我根本没有开过！
客服：给您添麻烦了，我马上帮您查，明天下午六点前给您回电。
客户：那你快点。
客服：好的，谢谢您告诉我们，还有其他需要帮忙的吗？再见。"""


@pytest.fixture
def inspectors(people: People) -> None:
    """Quinn and Rita inspect the eastern city."""
    for name in ("quinn", "rita"):
        add_user(
            username=name, name=name.title(), role=Role.QA_REVIEWER, unit=people.east, password=PASSWORD,
            by=None, at=NOON,
        )  # fmt: skip


def _fits(page: Page) -> None:
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide at {width}"


def _press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def _take_and_draw(page: Page, people: People) -> None:
    page.goto("/quality/inspections/")
    page.get_by_role("link", name="导入对话").click()
    page.select_option("[name=agent]", str(people.alice.pk))
    page.fill("[name=held_at]", f"{timezone.localtime() - timedelta(days=7):%Y-%m-%dT%H:%M}")
    page.fill("[name=content]", WORDS)
    _press(page, "导入")
    expect(page.get_by_text("读到 7 句")).to_be_visible()
    _press(page, "抽上周")
    page.locator("tr[data-row] a").first.click()
    _press(page, "开始质检")


def _inspect(page: Page) -> None:
    expect(page.locator("#turn-2")).to_contain_text("138****1215")
    expect(page.locator("#turn-3")).to_have_class("turn agent shows")  # explained before calming
    _fits(page)
    items = page.locator("[data-mark-item]")
    for _at in range(items.count()):
        page.keyboard.press("j")
        failing = page.evaluate(
            "document.activeElement.querySelector('legend').textContent.includes('先安抚确认再解释')"
        )
        page.keyboard.press("2" if failing else "1")
    expect(page.locator("[data-marking-left]")).to_contain_text("还有 0 /")
    page.get_by_label("礼貌待客").check()
    _press(page, "告知结果")
    expect(page.get_by_text("结果已告知本人。")).to_be_visible()


def _appeal(page: Page) -> None:
    page.goto("/quality/results/")
    expect(page.get_by_text("下一步练习在礼貌之外听出客户的需要")).to_be_visible()
    page.locator("tr[data-row] a").first.click()
    page.fill("#reason", "解释之前我已经道过歉")
    _press(page, "提交申诉")
    expect(page.get_by_text("复核中")).to_be_visible()
    _fits(page)


def _decide(page: Page, row: Inspection) -> None:
    page.goto(f"/quality/inspections/{row.pk}/result/")
    page.get_by_label("维持原结果").check()
    page.fill("#decision", "第 3 句解释在前，第 5 句才道歉")
    _press(page, "完成复核")
    expect(page.get_by_text("第 5 句才道歉")).to_be_visible()


def _coach(page: Page, row: Inspection) -> None:
    page.goto(f"/quality/inspections/{row.pk}/result/")
    page.get_by_role("link", name="安排辅导").click()
    expect(page.locator("[name=reason]")).to_have_value("先安抚确认再解释")
    page.fill("[name=goal]", "先说感受，再解释")
    page.fill("[name=due_date]", f"{timezone.localdate() + timedelta(days=7)}")
    _press(page, "安排")
    expect(page.get_by_text("先说感受，再解释")).to_be_visible()


@pytest.mark.requirement("S1-023")
def test_inspector_draws_marks_and_tells_and_the_inspected_is_heard(
    people: People, inspectors: None, seat: Seat, live_server: LiveServer
) -> None:
    desk: Callable[[str], Page] = seat
    quinn = desk("quinn")
    _take_and_draw(quinn, people)
    _inspect(quinn)
    row = Inspection.objects.unscoped("a journey looks behind the page").get()
    assert [code for code, each in row.marks.items() if each["mark"] == "fail"] == ["ORDER"]
    alice, rita = desk("alice"), desk("rita")
    _appeal(alice)
    quinn.reload()
    expect(quinn.get_by_role("button", name="完成复核")).to_have_count(0)
    _decide(rita, row)
    _coach(quinn, row)
    made = Coaching.objects.unscoped("a journey looks behind the page").get()
    assert (made.person_id, made.skill) == (people.alice.pk, "expectation")
    alice.goto("/quality/coaching/")
    expect(alice.get_by_text("先说感受，再解释")).to_be_visible()
