# SPDX-License-Identifier: Apache-2.0
"""Somebody builds a questionnaire: the preview follows what is typed, keys move it, and it works without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from amends.apps.surveys.actions.questionnaires import make_questionnaire
from amends.apps.surveys.models import QuestionnaireVersion
from amends.apps.surveys.queries.questionnaires import draft_of
from tests.apps.surveys.conftest import SHORT
from tests.people import NOON, PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(people: People) -> QuestionnaireVersion:
    """The draft of a questionnaire of the province, with a rating and a comment."""
    made = make_questionnaire(
        code="SV-A",
        name="短问卷",
        purpose="试一试",
        unit=people.province,
        content=SHORT,
        by=people.dora,
        at=NOON,
    )
    found = draft_of(made)
    assert found
    return found


def _codes(draft: QuestionnaireVersion) -> list[str]:
    draft.refresh_from_db()
    return [each["name"] for each in draft.content["pages"][0]["elements"]]


def test_preview_and_faults_follow_what_is_typed_and_keys_move_it(
    page: Page,
    live_server: LiveServer,
    log_in: Callable[[str], None],
    look: Callable[[], None],
    draft: QuestionnaireVersion,
) -> None:
    log_in("dora")
    page.goto(f"{live_server.url}/surveys/SV-A/edit/?at=pages/0/elements/0")
    preview = page.locator("#survey-root")
    expect(preview).to_contain_text("总的来说，您满意吗？")
    page.fill("[name=label]", "这一次怎么样？")
    expect(preview).to_contain_text("这一次怎么样？")
    page.fill("[name=relevant]", "{NOWHERE} = 1")
    expect(page.locator("#builder-faults")).to_contain_text("NOWHERE")
    page.fill("[name=relevant]", "")
    expect(page.locator("#builder-faults")).not_to_contain_text("NOWHERE")
    assert _codes(draft) == ["Q1", "Q2"]
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[name=label]")).to_have_value("这一次怎么样？")
    assert _codes(draft) == ["Q2", "Q1"]
    look()


def test_questionnaire_is_built_and_published_without_javascript(
    browser: BrowserContext, live_server: LiveServer, draft: QuestionnaireVersion
) -> None:
    chromium = browser.browser
    assert isinstance(chromium, Browser)
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/?next=/surveys/SV-A/edit/")
    page.fill("input[name=login]", "dora")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.get_by_role("button", name="单选").click()
    page.fill("[name=label]", "解决了吗？")
    page.fill("[name=choices]", "yes | 解决了 | Yes\nno | 没有")
    page.get_by_role("button", name="检查并发布").click()
    page.fill("[name=note]", "加一题")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.locator("main")).to_contain_text("已发布第 1 版")
    draft.refresh_from_db()
    assert (draft.state, draft.note) == ("published", "加一题")
    assert draft.content["pages"][0]["elements"][-1]["choices"][0]["text"] == {
        "default": "解决了",
        "en": "Yes",
    }
    context.close()
