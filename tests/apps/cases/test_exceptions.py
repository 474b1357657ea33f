# SPDX-License-Identifier: Apache-2.0
"""Exceptions, decisions, compliance, and major incidents with their seven checks."""

from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.change import CannotWork, ClosingRefused
from amends.apps.cases.actions.closing import close_ineligible
from amends.apps.cases.actions.crisis import CheckSettled, finish_check, start_crisis
from amends.apps.cases.actions.exceptions import (
    CheckMissing,
    Decision,
    ExceptionAsked,
    ExceptionSettled,
    NotYoursToGrant,
    ask_compliance,
    decide_exception,
    finish_compliance,
    record_decision,
    request_exception,
)
from amends.apps.cases.models import Case, Note, Task
from amends.apps.cases.queries.crisis import affected_customers, checks_of, is_major_incident
from amends.apps.cases.rules.exceptions import ClosingRefusal, closing_refusal, only_rules
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import HOUR, Opened, make_customer, stored
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
ASKED = ExceptionAsked("活动限新客户", "客户办理前被告知可以参加", "按同样条件办一次")
DECIDED = Decision("同意按同样条件办理", "公开宣传必须兑现", "班组长权限以内", "说到的做到了")


@pytest.fixture
def case(opened: Opened) -> Case:
    """A case of Alice's."""
    return opened()


def _ask(case: Case, people: People, **more: Any) -> Task:
    usual: dict[str, Any] = {"asked": ASKED, "approver": people.bob, "by": people.alice, "at": NOON}
    return request_exception(case=case, version=stored(case).version, **(usual | more))


def _end(case: Case, people: People) -> Case:
    version = stored(case).version
    return close_ineligible(case=case, version=version, reason="重复登记", by=people.alice, at=NOON + HOUR)


@pytest.mark.requirement("S0-075")
def test_open_exception_keeps_the_case_open_until_it_is_decided(case: Case, people: People) -> None:
    task = _ask(case, people)
    with pytest.raises(ClosingRefused, match="例外申请"):
        _end(case, people)
    decide_exception(
        task=task, version=stored(case).version, granted=True, decision=DECIDED, by=people.bob, at=NOON
    )
    assert not _end(case, people).is_open


@pytest.mark.requirement("S0-075")
@pytest.mark.parametrize(
    "reason",
    [
        "公司规定不允许",
        "按规定不能办理，已向客户解释。",
        "不符合我们公司的政策",
        "系统限制，无法办理",
        "客户不接受，政策如此",
    ],
)
def test_refusal_text_alone_says_only_rules(reason: str) -> None:
    assert only_rules(reason)
    assert closing_refusal([], reason=reason) is ClosingRefusal.ONLY_RULES


@pytest.mark.parametrize(
    "reason",
    [
        "已核实话单，两笔扣费均有二次确认记录，已告知可向省通信管理局申诉",
        "活动规定限新客户，已改办老客户八折套餐",
        "多收两笔已退，客户仍要求赔偿一千元，没有依据",
    ],
)
def test_reason_with_facts_or_a_choice_may_end_a_case(reason: str) -> None:
    assert closing_refusal(["measure", "progress_notice"], reason=reason) is None


def test_closing_waits_for_reviews_and_approvals() -> None:
    assert closing_refusal(["approval"]) is ClosingRefusal.OPEN_REVIEW
    assert closing_refusal(["legal_review", "exception_request"]) is ClosingRefusal.OPEN_EXCEPTION
    assert closing_refusal(["visit"], reason=None) is None


def test_exception_is_asked_of_a_leader_and_decided_by_them(case: Case, people: People) -> None:
    with pytest.raises(CannotWork):
        _ask(case, people, approver=people.alice)
    with pytest.raises(CannotWork):
        _ask(case, people, approver=people.charlie)
    task = _ask(case, people)
    with pytest.raises(NotYoursToGrant):
        _decide(task, people.alice)
    assert _decide(task, people.bob).facts["granted"] is True
    with pytest.raises(ExceptionSettled):
        _decide(task, people.bob)


def test_exception_asked_of_somebody_who_left_is_decided_by_another_leader(
    case: Case, people: People, client: Client
) -> None:
    task = _ask(case, people)
    User.objects.filter(pk=people.bob.pk).update(is_active=False)
    clerk = add_user(
        username="anna", name="安娜", role=Role.COMPLAINT_OFFICER, unit=people.east_team,
        password=PASSWORD, by=None, at=NOON,
    )  # fmt: skip
    with pytest.raises(NotYoursToGrant):
        _decide(task, clerk)
    client.force_login(people.dora)
    assert 'value="yes"' in client.get(f"/cases/{case.number}/care/").text
    _decide(task, people.dora)
    assert not _end(case, people).is_open


def test_leader_who_asked_does_not_decide(case: Case, people: People) -> None:
    task = _ask(case, people, by=people.bob, approver=people.dora)
    with pytest.raises(NotYoursToGrant):
        _decide(task, people.bob)


def _decide(task: Task, by: User) -> Task:
    version = stored(task.case).version
    return decide_exception(task=task, version=version, granted=True, decision=DECIDED, by=by, at=NOON)


@pytest.mark.requirement("S0-084")
def test_decision_log_holds_law_authority_and_the_customers_interest(case: Case, people: People) -> None:
    _decide(_ask(case, people), people.bob)
    note = Note.objects.unscoped(WHY).get(kind="decision")
    assert note.facts["law"] == "公开宣传必须兑现"
    assert note.facts["authority"] == "班组长权限以内"
    assert note.facts["customer_interest"] == "说到的做到了"
    assert "说到" not in str(Event.objects.unscoped(WHY).get(kind=EventKind.DECISION_RECORDED).payload)


@pytest.mark.requirement("S0-084")
@pytest.mark.parametrize("missing", ["law", "authority", "customer_interest"])
def test_decision_without_a_check_is_refused(case: Case, people: People, missing: str) -> None:
    whole = {"text": "不予办理", "law": "有", "authority": "有", "customer_interest": "有"}
    decision = Decision(**(whole | {missing: " "}))
    with pytest.raises(CheckMissing):
        record_decision(case=case, version=stored(case).version, decision=decision, by=people.alice, at=NOON)


def test_fraud_goes_to_compliance_and_waits_for_their_decision(case: Case, people: People) -> None:
    lead = add_user(
        username="clara", name="克拉拉", role=Role.COMPLIANCE_LEAD, unit=people.province,
        password=PASSWORD, by=None, at=NOON,
    )  # fmt: skip
    task = ask_compliance(
        case=case, version=stored(case).version, reason="疑似虚假宣传", by=people.alice, at=NOON
    )
    assert task.owner == lead
    with pytest.raises(ClosingRefused):
        _end(case, people)
    version = stored(case).version
    finish_compliance(task=task, version=version, decision=DECIDED, by=lead, at=NOON)
    assert not _end(case, people).is_open


@pytest.mark.requirement("S4-028")
def test_major_incident_has_seven_checks_each_with_its_owner(case: Case, people: People) -> None:
    tasks = start_crisis(case=case, version=stored(case).version, by=people.bob, at=NOON)
    assert len(tasks) == len({each.key for each in tasks}) == 7
    checks = checks_of(stored(case), people.bob.scope)
    assert [each.name for each in checks] == ["预防", "时间", "坦诚", "真相", "舆论", "形象", "法理"]
    assert all(each.owner and each.task and each.task.due_at > NOON for each in checks)
    again = start_crisis(case=case, version=stored(case).version, by=people.bob, at=NOON + HOUR)
    assert [each.pk for each in again] == [each.pk for each in tasks]
    done = _check(tasks[0], people.dora)
    assert (done.result, done.done_by) == ("已找出", people.dora)
    with pytest.raises(CheckSettled):
        _check(tasks[0], people.dora)


def _check(task: Task, by: User) -> Task:
    version = stored(task.case).version
    return finish_check(task=task, version=version, result="已找出", by=by, at=NOON + HOUR)


def test_results_of_tasks_tell_no_number(case: Case, people: People) -> None:
    text = "同意，退到 13800001215"
    decided = Decision(text, "公开宣传必须兑现", "班组长权限以内", "说到的做到了")
    version = stored(case).version
    task = _ask(case, people)
    done = decide_exception(
        task=task, version=version + 1, granted=True, decision=decided, by=people.bob, at=NOON
    )
    assert "13800001215" not in done.result
    check = start_crisis(case=case, version=stored(case).version, by=people.bob, at=NOON)[0]
    version = stored(case).version
    done = finish_check(task=check, version=version, result=text, by=people.dora, at=NOON + HOUR)
    assert "13800001215" not in done.result


@pytest.mark.requirement("S4-028")
def test_major_is_urgent_before_others_or_of_very_many(
    opened: Opened, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened()
    assert not is_major_incident(case, affected=99)
    assert is_major_incident(case, affected=100)
    case.priority = "p1"
    assert not is_major_incident(case, affected=1)
    case.channel = "CH-12315"
    assert is_major_incident(case, affected=1)


def test_affected_customers_are_counted_once(opened: Opened, people: People) -> None:
    case = opened()
    others = [opened(customer=make_customer(people, f"M-{n}")) for n in range(3)]
    Case.objects.unscoped(WHY).filter(pk__in=[each.pk for each in others]).update(parent=case)
    assert affected_customers(stored(case)) == affected_customers(stored(others[0])) == 4
