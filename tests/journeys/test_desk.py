# SPDX-License-Identifier: Apache-2.0
"""Two agents and a leader at one desk at once: from a phone call to a promise that is kept, and the customer's word."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from amends.apps.cases.models import Case, Step
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.queries.log import log_faults
from amends.apps.core.rules.roles import Role
from amends.apps.promises.models import Promise
from amends.apps.promises.rules.states import PromiseState
from tests.apps.cases.conftest import make_customer
from tests.journeys.conftest import Seat
from tests.journeys.panels import look_at
from tests.people import NOON, PASSWORD, People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "the journey looks behind the page"
STORY = "宽带退款过了七个工作日还没有到账，打了三次电话都没有人管。"


def _case() -> Case:
    return Case.objects.unscoped(WHY).get()


def _steps() -> set[str]:
    case = _case()
    names = case.procedure.handling.steps
    done = Step.objects.unscoped(WHY).filter(case=case).values_list("order", flat=True)
    return {each.code for each in names if each.order in set(done)}


def _open(page: Page, number: str, panel: str) -> None:
    """The page of the case down to a panel, which comes when it is looked at."""
    page.goto(f"/cases/{number}/")
    look_at(page.locator("section.panel", has=page.get_by_role("heading", name=panel, exact=True)))


def _send(place: Page | Locator, words: str) -> None:
    """Press a button that sends a form, and wait for the page that follows."""
    page = place if isinstance(place, Page) else place.page
    with page.expect_navigation():
        place.get_by_role("button", name=words).first.click()


def _take_down(page: Page) -> str:
    """What the customer says on the telephone, taken down with the keyboard and a few presses; the case's number."""
    page.goto("/cases/new/")
    page.fill("#intake_find", "C-1")
    page.click("[data-find-button]")
    page.check("#intake-found input[name=customer]")
    page.fill("[name=story]", STORY)
    for name, words in {
        "who": "本人",
        "what": "退款未到",
        "when": "十月二十号",
        "how_much": "237 元",
    }.items():
        page.fill(f"[name={name}]", words)
    page.locator("#intake-topics input[name=taxonomy]").first.check()
    page.select_option("[name=emotion]", index=1)
    page.fill("[name=summary]", "您说退款没到，希望今天到账，我马上核实。")
    page.check("[name=confirmed] >> nth=0")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    with page.expect_navigation():
        page.click("[data-next]")
    return _case().number


def _step(page: Page, number: str, code: str, **fields: str) -> None:
    """Fill the card of a step and do it."""
    page.goto(f"/cases/{number}/?step={code}")
    for name, value in fields.items():
        field = page.locator(f"#step [name={name}]").first
        kind = field.evaluate("field => field.type")
        if kind == "radio":
            page.check(f"#step [name={name}][value='{value}']")
        elif kind == "select-one":
            field.select_option(value)
        elif kind == "checkbox":
            field.check()
        else:
            field.fill(value)
    with page.expect_navigation():
        page.click("#step button.primary")
    assert code in _steps(), page.locator("main").inner_text()


def _local(hours: int) -> str:
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


@pytest.mark.peer("zammad #246, #5953; chatwoot #11062; glpi #18490")
def test_phone_call_becomes_a_kept_promise_between_two_agents_and_a_leader(
    people: People, seat: Seat
) -> None:
    erin = {"name": "尔林", "role": Role.COMPLAINT_OFFICER, "unit": people.east_team, "password": PASSWORD}
    add_user(username="erin", by=None, at=NOON, **erin)  # type: ignore[arg-type]
    make_customer(people)
    alice, erins, bob = seat("alice"), seat("erin"), seat("bob")
    number = _take_down(alice)

    # all three look at it; the leader watches over it, the colleague leaves a note while Alice writes
    if alice.get_by_role("button", name="受理时已办，直接登记").count():
        _send(alice, "受理时已办，直接登记")
    alice.goto(f"/cases/{number}/?step=confirm")
    alice.fill("#step [name=restatement_zh]", "您说退款没到，希望今天到账")
    alice.locator("#step [name=customer_confirmed]").first.check()
    erins.goto(f"/cases/{number}/")
    bob.goto("/cases/board/")
    expect(bob.locator("main")).to_contain_text("未结")
    bob.goto(f"/cases/{number}/")
    expect(bob.locator("[data-viewing]")).to_contain_text("艾丽")
    bob.get_by_text("催办、暂停、改优先级、督办").click()
    bob.get_by_text("督办", exact=True).first.click()
    bob.locator("form[action$='/supervise/'] [name=reason]").fill("客户第三次来电，我盯着")
    _send(bob.locator("form[action$='/supervise/']"), "督办")
    assert _case().supervisor == people.bob
    _send(alice.locator("#step"), "办完这一步")
    assert "confirm" not in _steps(), "the case changed meanwhile"
    expect(alice.locator("#step [name=restatement_zh]")).to_have_value("您说退款没到，希望今天到账")
    _send(alice.locator("#step"), "办完这一步")
    assert _steps() >= {"listen", "ask", "soothe", "confirm"}

    # a colleague's note and Alice's next steps do not get in each other's way
    _open(erins, number, "协作")
    note = erins.locator("form[action$='/work/note/']")
    note.locator("[name=text]").fill("客户说晚上七点后方便接电话")
    _send(note, "写备注")
    _step(alice, number, "judge", handling_type="mild")
    _step(alice, number, "analyse", severity="high", urgency="high")
    _step(alice, number, "explain", explanation_zh="退款已经退出，正在等银行入账，我来催")
    _step(alice, number, "classify", promised_at=_local(6))
    measure = {"measure_text": "补退第二笔", "measure_due_at": _local(5)}
    _step(alice, number, "act", finding="退款单卡在复核岗", desired_outcome_zh="今天退钱", **measure)

    # a restitution above her authority: the leader approves it, which makes it a promise
    _open(alice, number, "返还与补偿")
    remedies = alice.locator("form", has=alice.get_by_role("button", name="提出", exact=True))
    remedies.locator("[name=kind]").first.check()
    remedies.locator("[name=amount]").fill("450")
    remedies.locator("[name=words]").fill("退还没有到账的两笔宽带费")
    remedies.locator("[name=reason]").fill("核实两笔退款卡在复核岗")
    remedies.locator("[name=due_at]").fill(_local(24))
    _send(remedies, "提出")
    assert not Promise.objects.unscoped(WHY).filter(kind="refund").exists()
    _open(bob, number, "返还与补偿")
    _send(bob, "批准")
    promise = Promise.objects.unscoped(WHY).get(kind="refund")
    assert (promise.amount, promise.owner) == (45_000, people.alice)

    # the work is done, the money is there, the promise kept with its proof
    _step(alice, number, "progress", progress_note_zh="退款已批准，今天下午到账")
    alice.goto(f"/cases/{number}/tasks/")
    alice.locator("form[action$='/finish/'] [name=result]").first.fill("两笔已补退，银行回执已存")
    _send(alice, "办完了")
    alice.goto(f"/promises/{promise.number}/keep/")
    alice.locator("main [name=proof]").fill("银行回执 20261122-7")
    with alice.expect_navigation():
        alice.locator("main form button.primary").click()
    kept = Promise.objects.unscoped(WHY).get(pk=promise.pk)
    assert kept.state(timezone.now()) is PromiseState.KEPT
    _open(alice, number, "返还与补偿")
    alice.get_by_text("登记到账").first.click()
    given = alice.locator("form[action$='/give/']")
    given.locator("[name=proof]").fill("银行回执 20261122-7")
    _send(given, "登记到账")

    # handled is Alice's word; the customer has the last one
    alice.goto(f"/cases/{number}/")
    _send(alice, "办理完毕，请客户确认")
    assert (_case().state, _case().is_open) == ("verifying", True)
    alice.goto(f"/cases/{number}/?step=inform")
    asked = alice.locator("form[action$='/verify/']")
    asked.locator("[name=told_result]").check()
    asked.locator("[name=C1][value='解决了']").check()
    asked.locator("[name=C2]").last.check()
    asked.locator("[name=inbound]").check()
    _send(asked, "登记客户的回答")
    _step(alice, number, "review", root_cause="复核岗无人值守", cause="network")
    assert (_case().state, _case().is_open) == ("recovered", False)
    bob.goto(f"/cases/{number}/")
    expect(bob.locator("main")).to_contain_text("已结案")
    assert log_faults() == []
