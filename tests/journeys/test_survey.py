# SPDX-License-Identifier: Apache-2.0
"""A survey is built, sent and answered on a phone; the low answer becomes a case, and all answers become an index."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings as DjangoSettings
from pytest_django.live_server_helper import LiveServer

from amends.apps.cases.models import Case
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.texts import deliver_texts
from amends.apps.core.queries.log import log_faults
from amends.apps.core.worker import work_once
from amends.apps.customers.actions.identity import Personal, sealed_identity
from amends.apps.satisfaction.models import IndexRun
from amends.apps.surveys.models import Invitation, Response, SurveyWave
from tests.apps.cases.conftest import make_customer
from tests.apps.core.webhooks.conftest import Receiver, receiver
from tests.apps.satisfaction.conftest import answered
from tests.apps.surveys.conftest import analyst
from tests.journeys.conftest import Seat
from tests.people import People

__all__ = ["receiver"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "the journey looks behind the page"
QUESTIONS = (("网络好用吗？", "perception"), ("资费清楚吗？", "perception"),
             ("总的来说，您满意吗？", "satisfaction"), ("与您的期望相比怎么样？", "satisfaction"))  # fmt: skip
SAID = "宽带装了两次都没有装好，电话 13900001234 没有人接。"
MODEL = """
latents:
  Quality: [Q1, Q2]
  Satisfaction: [Q3, Q4]
paths:
  - Quality -> Satisfaction
scale: {min: 1, max: 10}
index: Satisfaction
"""


def _daytime() -> datetime:
    """The next ten in the morning by our clocks: no text goes out at night."""
    now = timezone.localtime()
    morning = now.replace(hour=10, minute=0, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)


def _work(at: Callable[[], datetime] = timezone.now) -> None:
    while work_once(worker="journey", clock=at, keep_alive=False):
        pass


@pytest.fixture
def phone(browser: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """A customer's phone."""
    chromium = browser.browser
    assert isinstance(chromium, Browser)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


def _press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).first.click()


def _save(page: Page) -> None:
    with page.expect_navigation():
        page.click(".builder-save [data-send]")


def _build(page: Page) -> None:
    """Four ratings and a free answer, made in the builder and published."""
    page.goto("/surveys/new/")
    page.select_option("[name=start]", "blank")
    for name, value in {"code": "SV-J", "name": "入网体验", "purpose": "问新入网客户，看哪里不顺"}.items():
        page.fill(f"[name={name}]", value)
    _press(page, "建立草稿")
    for title, measure in QUESTIONS:
        _press(page, "评分")
        page.fill("#builder [name=label]", title)
        page.select_option("#builder [name=measure]", measure)
        _save(page)
    _press(page, "长文本")
    page.fill("#builder [name=label]", "还有什么想说的？")
    _save(page)
    _press(page, "检查并发布")
    page.fill("[name=note]", "第一版")
    _press(page, "发布")


def _ask(page: Page) -> SurveyWave:
    """A wave to the customers of the eastern city, drawn by the system and opened."""
    page.goto("/surveys/waves/new/")
    page.fill("[name=name]", "十一月入网体验")
    page.select_option("[name=version]", index=1)
    page.select_option("[name=unit]", label="东市")
    page.select_option("[name=trigger]", "sample")
    page.select_option("[name=way]", "sms")
    page.fill("[name=answers]", "1")
    page.fill("[name=minimum]", "1")
    page.fill("[name=starts_at]", f"{timezone.localtime():%Y-%m-%dT%H:%M}")
    page.locator("main form button.primary").click()
    return SurveyWave.objects.unscoped(WHY).get()


def test_survey_goes_from_a_blank_page_to_a_case_and_an_index(
    people: People,
    seat: Seat,
    phone: Page,
    live_server: LiveServer,
    receiver: Receiver,
    settings: DjangoSettings,
) -> None:
    settings.AMENDS_SMS_URL, settings.AMENDS_URL = receiver.url, live_server.url
    analyst(people)
    customer = make_customer(people)
    sealed_identity(customer.pk, customer.code, Personal(number="13800001215"), None).save()
    page = seat("anna")
    _build(page)
    wave = _ask(page)
    _draw_and_open(page, wave)
    morning = _daytime()
    enqueue("send_invitations", by=None, at=morning, key="journey")
    _work(lambda: morning)
    assert deliver_texts(at=morning, clock=lambda: morning) == 1
    link = re.search(r"http://\S+", json.loads(receiver.received[0].body)["text"])
    assert link
    _answer(phone, link[0])

    # the low answer is in somebody's hands, with the customer's words and without the number in them
    _work()
    case = Case.objects.unscoped(WHY).get()
    assert (case.origin, case.customer) == ("survey", customer)
    desk = seat("alice")
    desk.goto(f"/cases/{case.number}/")
    expect(desk.locator("main")).to_contain_text("宽带装了两次都没有装好")
    expect(desk.locator("main")).not_to_contain_text("13900001234")
    assert Invitation.objects.unscoped(WHY).get().state == "completed"

    # with what others answered, there is an index
    answered(wave, 160, means={"Q1": 70, "Q2": 60, "Q3": 66, "Q4": 62})
    _index(page, wave)
    run = IndexRun.objects.unscoped(WHY).get()
    assert run.failure == ""
    page.goto(f"/satisfaction/runs/{run.pk}/")
    expect(page.locator("main")).to_contain_text(f"{run.result['index']:.1f}")
    assert log_faults() == []


def _draw_and_open(page: Page, wave: SurveyWave) -> None:
    page.goto(f"/surveys/waves/{wave.pk}/draw/")
    expect(page.locator("main")).to_contain_text("可以邀请")
    _press(page, "由系统抽样")
    _work()
    page.goto(f"/surveys/waves/{wave.pk}/")
    expect(page.locator("main")).not_to_contain_text("张*明")  # nobody sees who was drawn
    _press(page, "开始调查")


def _answer(phone: Page, link: str) -> None:
    """On a phone, with one answer forgotten at first."""
    with phone.expect_response(lambda answer: answer.url.endswith("/opened/")) as told:
        phone.goto(link)
        expect(phone.locator("main")).to_contain_text("可以不答")
    assert told.value.status == 204
    with phone.expect_navigation():
        phone.get_by_role("button", name="开始", exact=True).tap()
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    for code, points in {"Q1": 8, "Q2": 7, "Q3": 2, "Q4": 1}.items():
        phone.locator(f"[data-name={code}] label").nth(points).tap()
    phone.locator("[data-name=Q5] textarea").fill(SAID)
    phone.locator("input[value*=提交], button:has-text('提交')").last.tap()
    expect(phone.locator("main")).to_contain_text("谢谢")
    assert Response.objects.unscoped(WHY).get().complete


def _index(page: Page, wave: SurveyWave) -> None:
    page.goto(f"/satisfaction/runs/new/?wave={wave.pk}")
    page.select_option("[name=wave]", str(wave.pk))
    page.fill("[name=model]", MODEL)
    page.fill("[name=resamples]", "100")
    page.locator("main form button.primary").first.click()
    page.wait_for_url(re.compile(r"/runs/\d+/"))
    _work()
