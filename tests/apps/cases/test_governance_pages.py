# SPDX-License-Identifier: Apache-2.0
"""The panels and pages of remedies, replies, special matters, improvements and governance."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from amends.apps.cases.actions.governance import mark_hard_contact, note_churn
from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.actions.remedies import Offer, propose_remedy
from amends.apps.cases.actions.special import flag_special
from amends.apps.cases.models import (
    Assessment,
    Case,
    Duty,
    Improvement,
    Note,
    Remedy,
    Reply,
    SelfReview,
    Task,
)
from amends.apps.cases.models.desk_words import RemedyKind, Special
from amends.apps.cases.queries.governance_content import rows
from amends.apps.cases.views.governance import UnitMissing, own_unit
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models.relationship import Expectation
from tests.apps.cases.conftest import DAY, HOUR, NEXT_DAY, Opened, make_customer, stored
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
DUE = "2026-11-20T12:00"


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=NEXT_DAY):
        yield


@pytest.fixture
def case(opened: Opened) -> Case:
    """A case of Alice's."""
    return opened()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _post(who: User, case: Case, path: str, **data: Any) -> Any:
    return _as(who).post(f"/cases/{case.number}/{path}", {"version": stored(case).version} | data)


def _typed(**more: Any) -> dict[str, Any]:
    usual = {"kind": "restitution", "amount": "200", "words": "返还多收费用", "reason": "查实两笔"}
    return usual | {"due_at": DUE, "channel": "phone"} | more


def _remedy() -> Remedy:
    return Remedy.objects.unscoped(WHY).get()


PANELS = ("remedies/", "replies/", "care/")
PAGES = ("improvements/", "programme/", "goals/", "fairness/", "churn/", "break/")


@pytest.mark.parametrize("panel", PANELS)
def test_panel_is_a_part_for_htmx_and_a_page_without(case: Case, people: People, panel: str) -> None:
    address = f"/cases/{case.number}/{panel}"
    part = _as(people.alice).get(address, headers={"HX-Request": "true"}).content.decode()
    page = _as(people.alice).get(address).content.decode()
    assert "<html" not in part
    assert "<html" in page
    assert _as(people.charlie).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_for_who_manages_and_for_no_stranger(people: People, page: str) -> None:
    assert _as(people.dora).get(f"/cases/{page}").status_code == 200
    assert Client().get(f"/cases/{page}").status_code == 302


@pytest.mark.parametrize("page", ["programme/", "fairness/", "churn/", "improvements/new/"])
def test_page_of_managers_is_closed_to_an_officer(people: People, page: str) -> None:
    assert _as(people.alice).get(f"/cases/{page}").status_code == 403


def test_officer_proposes_and_gives_in_yuan(case: Case, people: People) -> None:
    answer = _post(people.alice, case, "remedies/new/", **_typed(amount="200.50"))
    assert answer.status_code == 302
    assert (_remedy().amount, _remedy().state) == (20_050, "approved")
    answer = _post(people.alice, case, f"remedies/{_remedy().pk}/give/", proof="流水 1")
    assert answer.status_code == 302
    assert _remedy().state == "given"
    shown = _as(people.alice).get(f"/cases/{case.number}/remedies/").content.decode()
    assert "200.50" in shown
    assert "流水 1" in shown


@pytest.mark.parametrize("amount", ["-5", "1e3", "二十", "12.345", "0"])
def test_amount_that_is_none_comes_back_with_what_was_typed(case: Case, people: People, amount: str) -> None:
    answer = _post(people.alice, case, "remedies/new/", **_typed(amount=amount))
    assert answer.status_code == 422
    assert "最多两位小数" in answer.content.decode()
    assert "查实两笔" in answer.content.decode()
    assert not Remedy.objects.unscoped(WHY).exists()


@pytest.mark.requirement("S0-027", "S4-017")
def test_leader_approves_on_the_panel_what_the_officer_may_not(case: Case, people: People) -> None:
    _post(people.alice, case, "remedies/new/", **_typed(amount="900"))
    pk = _remedy().pk
    officer = _as(people.alice).get(f"/cases/{case.number}/remedies/").content.decode()
    leader = _as(people.bob).get(f"/cases/{case.number}/remedies/").content.decode()
    assert 'value="yes"' not in officer
    assert 'value="yes"' in leader
    assert _post(people.alice, case, f"remedies/{pk}/decide/", approve="yes").status_code == 422
    assert _post(people.bob, case, f"remedies/{pk}/decide/", approve="no").status_code == 422
    assert _post(people.bob, case, f"remedies/{pk}/decide/", approve="yes").status_code == 302
    assert _remedy().state == "approved"


def test_tied_offer_is_refused_on_the_panel(case: Case, people: People) -> None:
    answer = _post(people.alice, case, "remedies/new/", **_typed(reason="撤诉后办理"))
    assert answer.status_code == 422
    assert "撤诉" in answer.content.decode()


def test_like_cases_are_shown_with_number_and_middle(opened: Opened, people: People) -> None:
    for n in range(5):
        each = opened(customer=make_customer(people, f"L-{n}"))
        Case.objects.unscoped(WHY).filter(pk=each.pk).update(taxonomy="TF-02-02")
        offer = Offer(RemedyKind.RESTITUTION, "返还", 1_250, "多收", NOON + 9 * DAY)
        propose_remedy(case=each, version=each.version, offer=offer, by=people.alice, at=NOON)
    shown = _as(people.alice).get(f"/cases/{each.number}/remedies/").content.decode()
    assert "12.50" in shown
    assert "返还 5 件" in shown


@pytest.mark.requirement("S0-061")
def test_agreed_expectation_is_there_when_the_customer_is_called_back(case: Case, people: People) -> None:
    with pytest.raises(IntegrityError, match="expectation_adjusted_in_words"), transaction.atomic():
        _expect(case, "")
    _expect(case, "周五前修好就行")
    shown = _as(people.alice).get(f"/cases/{case.number}/remedies/").content.decode()
    assert "周五前修好就行" in shown
    assert "回访时照此核对" in shown


def _expect(case: Case, words: str) -> None:
    Expectation.objects.create(
        customer=case.customer, stance="adjust", about="今天修好", agreed_words=words,
        agreed_date=NOON.date(), noted_at=NOON,
    )  # fmt: skip


@pytest.mark.requirement("S4-018")
def test_panel_alone_is_a_look_too(case: Case, people: People) -> None:
    flag_special(
        case=case, version=case.version, kind=Special.EXPERT, reason="大学教师", by=people.alice, at=NOON
    )
    _as(people.bob).get(f"/cases/{case.number}/care/", headers={"HX-Request": "true"})
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.SPECIAL_LOOKED_AT, by=people.bob).exists()


@pytest.mark.requirement("S4-020")
def test_reply_to_a_lawyer_goes_by_way_of_the_review(case: Case, people: People) -> None:
    clara = add_user(
        username="clara", name="克拉拉", role=Role.COMPLIANCE_LEAD, unit=people.province,
        password=PASSWORD, by=None, at=NOON,
    )  # fmt: skip
    _post(people.alice, case, "care/flag/", kind="lawyer", reason="自称律师", confidential="on")
    assert stored(case).special == "lawyer"
    text = "您好，多收的费用已核实并退回。如有异议，也可以向全国12315平台反映。"
    typed = {"text": text, "is_final": "on", "outer": "CH-12315", "channel": "letter", "frame": "RW-RESULT"}
    assert _post(people.alice, case, "replies/send/", **typed).status_code == 422
    assert _post(people.alice, case, "replies/send/", **typed, to="review").status_code == 302
    task = Task.objects.unscoped(WHY).get(kind="legal_review")
    assert "多收的费用" in _as(clara).get(f"/cases/{case.number}/replies/").content.decode()
    assert _post(clara, case, f"replies/{task.pk}/", agreed="yes").status_code == 302
    assert _post(people.alice, case, "replies/send/", **typed).status_code == 302
    assert Reply.objects.unscoped(WHY).get().text == text


def test_frame_fills_the_reply(case: Case, people: People) -> None:
    shown = _as(people.alice).get(f"/cases/{case.number}/replies/?frame=RW-RESULT").content.decode()
    assert "【外部渠道】" in shown


@pytest.mark.requirement("S4-018")
def test_opening_the_page_of_a_special_person_is_on_record(case: Case, people: People) -> None:
    flag_special(
        case=case, version=case.version, kind=Special.EXPERT, reason="大学教师", by=people.alice, at=NOON
    )
    for _ in range(2):
        assert _as(people.bob).get(f"/cases/{case.number}/").status_code == 200
    looks = Event.objects.unscoped(WHY).filter(kind=EventKind.SPECIAL_LOOKED_AT)
    assert [each.by for each in looks] == [people.bob]


@pytest.mark.requirement("S0-075", "S0-084")
def test_exception_is_asked_and_decided_on_the_panel(case: Case, people: People) -> None:
    asked = {"rule": "限新客户", "reason": "办理前被告知可以", "options": "办一次", "approver": people.bob.pk}
    assert _post(people.alice, case, "care/exception/", **asked).status_code == 302
    task = Task.objects.unscoped(WHY).get(kind="exception_request")
    assert _post(people.bob, case, f"care/{task.pk}/grant/", granted="yes", text="同意").status_code == 422
    decided = {"text": "同意", "law": "宣传要兑现", "authority": "班组长", "customer_interest": "说到做到"}
    assert _post(people.bob, case, f"care/{task.pk}/grant/", granted="yes", **decided).status_code == 302
    shown = _as(people.alice).get(f"/cases/{case.number}/care/").content.decode()
    assert "宣传要兑现" in shown


@pytest.mark.requirement("S4-028")
def test_major_case_shows_seven_checks_with_their_owners(case: Case, people: People) -> None:
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(priority="p1", channel="CH-MIIT")
    shown = _as(people.alice).get(f"/cases/{case.number}/care/").content.decode()
    for name in ("预防", "时间", "坦诚", "真相", "舆论", "形象", "法理"):
        assert f"<b>{name}</b>" in shown
    assert _post(people.alice, case, "care/crisis/").status_code == 302
    assert Task.objects.unscoped(WHY).filter(kind="crisis_check").count() == 7


def test_restricted_note_is_hidden_outside_the_circle(case: Case, people: People) -> None:
    paul = add_user(
        username="paul", name="保罗", role=Role.COMPLAINT_OFFICER, unit=people.east_team,
        password=PASSWORD, by=None, at=NOON,
    )  # fmt: skip
    flag_special(
        case=case, version=case.version, kind=Special.EXPERT, reason="大学教师", by=people.alice, at=NOON
    )
    assert _post(people.alice, case, "care/restricted/", words="已委托诉讼").status_code == 302
    assert Note.objects.unscoped(WHY).get().kind == "restricted"
    assert "已委托诉讼" not in _as(people.bob).get(f"/cases/{case.number}/work/").content.decode()
    for who, sees in ((people.bob, True), (paul, False)):
        shown = _as(who).get(f"/cases/{case.number}/care/").content.decode()
        assert ("已委托诉讼" in shown) is sees


@pytest.mark.requirement("S0-086", "S3-025")
def test_improvement_from_opening_to_the_message(case: Case, people: People) -> None:
    bob = _as(people.bob)
    plan = {"title": "账单改版", "gap": "4", "departments": ["marketing"], "owner": people.bob.pk}
    plan |= {"due_date": "2026-12-01", "state": "open", "version": 0}
    warned = bob.post("/cases/improvements/new/", plan)
    assert warned.status_code == 422
    assert "一个部门改不了" in warned.content.decode()
    bob.post("/cases/improvements/new/", plan | {"departments": ["marketing", "hr"]})
    found = Improvement.objects.unscoped(WHY).get()
    link = _post(people.bob, case, "care/link/", improvement=found.pk)
    assert link.status_code == 302
    end = {"version": found.version, "effect": "少三成", "told": "账单改好了", "done": "yes"}
    assert bob.post(f"/cases/improvements/{found.pk}/close/", end).status_code == 302
    assert "账单改好了" in Task.objects.unscoped(WHY).get(kind="feedback").text
    assert "已安排告知" in bob.get(f"/cases/improvements/{found.pk}/").content.decode()
    assert "账单改版" in bob.get("/cases/improvements/?tab=closed").content.decode()


@pytest.mark.requirement("S0-018")
def test_programme_page_gives_score_and_gap_actions(people: People) -> None:
    marks = {str(row["code"]): 4 for row in rows("programme_elements")} | {"commitment": 1}
    assert _as(people.bob).post("/cases/programme/", marks).status_code == 302
    assert Assessment.objects.unscoped(WHY).get().score == 65.6
    assert Improvement.objects.unscoped(WHY).get().kind == "programme"
    assert "高层承诺" in _as(people.bob).get("/cases/programme/").content.decode()
    assert _as(people.bob).post("/cases/programme/", {"commitment": 3}).status_code == 422


@pytest.mark.requirement("S2-070")
def test_every_front_line_profile_links_to_nine_goals(people: People) -> None:
    home = _as(people.alice).get("/").content.decode()
    assert 'href="/cases/goals/"' in home
    page = _as(people.alice).get("/cases/goals/").content.decode()
    assert all(str(row["goal_zh"]) in page for row in rows("role_goals"))
    marks = {str(row["code"]): 3 for row in rows("role_goals")}
    assert _as(people.alice).post("/cases/goals/", marks | {"next_goal": "听完再说"}).status_code == 302
    assert len(SelfReview.objects.get().marks) == 9
    assert "听完再说" in _as(people.alice).get("/cases/goals/").content.decode()


@pytest.mark.requirement("S0-038", "S0-085")
def test_churn_page_shows_both_shares_and_who_bears_the_hard_cases(case: Case, people: People) -> None:
    note_churn(case=case, version=case.version, reason="staff_indifference", by=people.alice, at=NOON)
    mark_hard_contact(case=case, version=stored(case).version, by=people.alice, at=NOON)
    shown = _as(people.bob).get("/cases/churn/").content.decode()
    assert "100.0%" in shown
    assert "&gt;0.65" in shown
    assert "艾丽" in shown


@pytest.mark.requirement("S0-085")
def test_third_hard_case_offers_a_break_on_the_home_page(opened: Opened, people: People) -> None:
    for n in range(3):
        each = opened(customer=make_customer(people, f"A-{n}"))
        assert _post(people.alice, each, "care/hard/").status_code == 302
    home = _as(people.alice).get("/").content.decode()
    assert "请休息一下" in home
    assert 'href="/cases/break/"' in home
    assert "3 件" in _as(people.alice).get("/cases/break/").content.decode()
    assert _as(people.alice).post("/cases/break/take/").status_code == 302
    assert not Duty.objects.get(person=people.alice).on_duty


@pytest.mark.parametrize(("path", "most"), [("remedies/", 14), ("replies/", 14), ("care/", 18)])
def test_panel_asks_few_questions_however_much_there_is(
    case: Case, people: People, path: str, most: int
) -> None:
    for _ in range(8):
        offer = Offer(RemedyKind.RESTITUTION, "返还", 500, "多收", NOON + 9 * DAY)
        propose_remedy(case=case, version=stored(case).version, offer=offer, by=people.alice, at=NOON)
    client = _as(people.alice)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"/cases/{case.number}/{path}", headers={"HX-Request": "true"})
    assert len(queries) <= most


def test_list_of_improvements_asks_the_same_for_one_and_for_twenty(people: People) -> None:
    client = _as(people.dora)
    counts = []
    for n in (1, 19):
        for each in range(n):
            plan = Plan(f"改进 {n}-{each}", ["it"], people.bob, (NOON + timedelta(days=9)).date())
            open_improvement(plan=plan, unit=people.east, by=people.bob, at=NOON + HOUR)
        with CaptureQueriesContext(connection) as queries:
            client.get("/cases/improvements/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_who_has_no_unit_is_told_so() -> None:
    with pytest.raises(UnitMissing):
        own_unit(User(username="hugo", role=Role.CITY_MANAGER))


def test_refused_programme_and_improvement_say_why_once(people: People) -> None:
    bob, why = _as(people.bob), "您还没有登记所属机构"
    page = bob.get("/cases/programme/").content.decode()
    marks = dict.fromkeys(re.findall(r'type="radio" name="([^"]+)"', page), "3")
    plan = {"title": "账单改版", "gap": "4", "departments": ["marketing", "hr"], "owner": people.bob.pk}
    plan |= {"due_date": "2026-12-01", "state": "open", "version": 0}
    for module, path, typed in (
        ("governance", "programme/", marks),
        ("improvements", "improvements/new/", plan),
    ):
        with patch(f"amends.apps.cases.views.{module}.own_unit", side_effect=UnitMissing):
            answer = bob.post(f"/cases/{path}", typed)
        assert answer.status_code == 422
        assert answer.content.decode().count(why) == 1, path
    assert not Assessment.objects.unscoped(WHY).exists()
    assert not Improvement.objects.unscoped(WHY).exists()
