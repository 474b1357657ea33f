# SPDX-License-Identifier: Apache-2.0
"""The day of a knowledge editor: material in, plain words with a warning of jargon, approved by another, found by an
agent as they type, told to the channels, on the morning brief."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amends.apps.knowledge.actions.notices import Telling, publish_notice
from tests.apps.knowledge.written import Editors, make_editors
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Seat = Callable[[str], Page]


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


def _written(editor: Page) -> None:
    editor.goto("/knowledge/new/")
    editor.fill("[name=title]", "流量用完以后怎么收费")
    editor.select_option("[name=unit]", label="示例省")
    editor.fill("[name=material]", "OCS超量批价5元每GB。")
    editor.select_option("[name=topic]", "TF-01-01")
    editor.press("[name=title]", "Control+Enter")
    expect(editor.locator("h1")).to_contain_text("改写成口语")
    expect(editor.locator("main")).to_contain_text("OCS超量批价")
    editor.fill("[name=short]", "这是公司规定，您自己看合同。")
    expect(editor.locator("main")).to_contain_text("公司规定", timeout=15_000)
    editor.fill("[name=short]", "流量用完以后，每个G五元，到两百元自动停。")
    editor.fill("[name=points]", "用到八成发短信\n两百元封顶")
    editor.fill("[name=body]", "用到八成和用完的时候各发一条短信。")
    editor.press("[name=short]", "Control+Enter")
    expect(editor.locator("main")).to_contain_text("等别人批准")


@pytest.mark.requirement("S3-066")
def test_article_goes_from_material_to_the_agent(seat: Seat, people: People, editors: Editors) -> None:
    editor, second, agent = seat("fang"), seat("gao"), seat("hua")
    _written(editor)
    agent.goto("/knowledge/?q=流量")
    expect(agent.locator("#found")).to_contain_text("没有找到")
    second.goto("/knowledge/own/")
    second.get_by_role("link", name="流量用完以后怎么收费").click()
    second.get_by_role("button", name="批准").click()
    expect(second.locator("main")).to_contain_text("各渠道怎么说")
    agent.goto("/knowledge/")
    agent.keyboard.press("/")
    agent.keyboard.type("流量")
    expect(agent.locator("#found mark").first).to_have_text("流量")
    agent.keyboard.press("ArrowDown")
    agent.keyboard.press("Enter")
    expect(agent.locator(".knowledge-short")).to_contain_text("每个G五元")
    expect(agent.locator("main")).not_to_contain_text("OCS")
    agent.set_viewport_size({"width": 390, "height": 844})
    assert agent.evaluate("document.documentElement.scrollWidth") <= 390
    _told(seat, agent, people, editors)


def _told(seat: Seat, agent: Page, people: People, editors: Editors) -> None:
    """The notice is read by the agent; the leader's brief shows article and notice, and is held."""
    today = timezone.localdate()
    telling = Telling(
        people.province, "下周起封顶两百元", "客户问起来就这样答。", ["hotline"],
        effective=today + timedelta(days=7), due=today + timedelta(days=3),
    )  # fmt: skip
    publish_notice(telling=telling, by=editors.fang, at=timezone.now())
    agent.goto("/knowledge/notices/")
    agent.get_by_role("link", name="下周起封顶两百元").first.click()
    agent.get_by_role("button", name="已读并看懂").click()
    expect(agent.locator("main")).to_contain_text("您已读并看懂")
    leader = seat("bob")
    leader.goto("/knowledge/brief/")
    expect(leader.locator("main")).to_contain_text("流量用完以后怎么收费")
    expect(leader.locator("main")).to_contain_text("1 / 1")
    expect(leader.locator("main")).to_contain_text("没有热点案件")
    leader.get_by_label("艾丽").check()
    leader.get_by_role("button", name="已开晨会").click()
    expect(leader.locator("main")).to_contain_text("上次晨会以后没有变化")
