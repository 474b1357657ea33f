# SPDX-License-Identifier: Apache-2.0
"""Around the page of a case: its panels lead there and back, a case that waits says so, looks are on record."""

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.actions.joining import link
from amends.apps.cases.actions.ownership import decline, hand_over, offer
from amends.apps.cases.actions.special import flag_special
from amends.apps.cases.models import Case, Link
from amends.apps.cases.models.desk_words import LinkKind, Special
from amends.apps.cases.queries.special import looks_at
from amends.apps.cases.queries.standing import is_repeat
from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Right, Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import Opened, as_user, make_customer, stored
from tests.apps.cases.course import AT, complaint
from tests.people import NOON, People

WHY = "a test looks"
PANELS = ("clocks/", "tasks/", "work/", "prepare/", "forms/next_action/", "remedies/")


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=AT):
        yield


def _page(user: User, case: Case, path: str = "") -> str:
    return as_user(user).get(f"/cases/{case.number}/{path}").content.decode()


@pytest.fixture(params=["recovery", "complaint"])
def case(request: pytest.FixtureRequest, opened: Opened, people: People, customer: Customer) -> Case:
    """A case of Alice's on a playbook, and one on the twelve steps."""
    return opened() if request.param == "recovery" else complaint(people, customer)


@pytest.mark.requirement("S0-080")
@pytest.mark.parametrize("panel", ["clocks", "tasks", "work", "remedies", "replies", "care"])
def test_page_of_every_case_has_all_panels(case: Case, people: People, panel: str) -> None:
    assert f'hx-get="/cases/{case.number}/{panel}/"' in _page(people.alice, case)


def test_case_that_waits_says_whose_queue_and_is_taken_from_its_head(case: Case, people: People) -> None:
    role = Role.COMPLAINT_OFFICER
    offer(case=case, version=case.version, queue=role, reason="请内行办", by=people.alice, at=AT)
    take = f'action="/cases/{case.number}/work/take/"'
    head = _page(people.alice, case)
    assert "在「投诉专员」的待领取队列里；领取之前由 艾丽 负责。" in head
    assert take in head
    clerk = _colleague(people, Role.HALL_CLERK)
    assert "待领取队列里" in _page(clerk, case)
    assert take not in _page(clerk, case)
    anna = _colleague(people, role)
    as_user(anna).post(f"/cases/{case.number}/work/take/", {"version": stored(case).version})
    assert stored(case).owner == anna
    assert "待领取队列里" not in _page(anna, case)


def _colleague(people: People, role: Role) -> User:
    return User.objects.create(username=f"a-{role}", name="安娜", role=role, unit=people.east_team)


@pytest.mark.parametrize("panel", PANELS)
def test_panel_that_is_opened_alone_leads_back_to_the_case(case: Case, people: People, panel: str) -> None:
    page = _page(people.alice, case, panel)
    assert f'<a href="/cases/{case.number}/">' in page
    assert "cases/cases" in page  # its own style sheet
    assert (
        "<html"
        not in as_user(people.alice)
        .get(f"/cases/{case.number}/{panel}", headers={"HX-Request": "true"})
        .content.decode()
    )


@pytest.mark.parametrize("path", ["tasks/visit/", "work/note/", "work/merge/"])
def test_form_of_a_panel_that_is_refused_leads_back_to_the_case(
    case: Case, people: People, path: str
) -> None:
    refused = as_user(people.alice).post(f"/cases/{case.number}/{path}", {})
    assert refused.status_code == 422
    assert f'<a href="/cases/{case.number}/">' in refused.content.decode()


@pytest.fixture
def special(opened: Opened, people: People) -> Case:
    """The case of a reporter."""
    case = opened()
    flag_special(
        case=case, version=case.version, kind=Special.REPORTER, reason="自报身份", by=people.alice, at=NOON
    )
    return stored(case)


@pytest.mark.requirement("S4-018")
@pytest.mark.parametrize("path", ["", "receipt/", "evidence/", *PANELS])
def test_every_page_of_a_special_persons_case_is_a_look(special: Case, people: People, path: str) -> None:
    assert as_user(people.bob).get(f"/cases/{special.number}/{path}").status_code == 200
    assert [each.who for each in looks_at(special)] == [people.bob]


@pytest.mark.requirement("S4-018")
def test_program_that_is_answered_a_special_persons_case_has_looked(special: Case, people: People) -> None:
    issue_token(user=people.bob, name="t", rights=(Right.WORK_CASES,), secret="s", by=people.bob, at=NOON)
    answer = Client().patch(
        f"/api/v1/cases/{special.number}",
        {"next_action": {"text": "回电", "owner": "alice", "due_at": "2026-11-03T18:00:00+08:00"}},
        content_type="application/json",
        headers={"Authorization": "Bearer s", "If-Match": "*"},
    )
    assert answer.status_code == 200
    assert [each.who for each in looks_at(special)] == [people.bob]


def test_link_is_taken_back_where_it_is_shown(case: Case, people: People) -> None:
    other = complaint(people, make_customer(people, "C-2"))
    link(case=case, version=case.version, other=other, kind=LinkKind.RELATED, by=people.alice, at=AT)
    page, action = _page(people.alice, case, "work/"), f"/cases/{case.number}/work/unlink/"
    assert f'action="{action}"' in page
    assert f'name="other" value="{other.number}"' in page
    sent = {"other": other.number, "kind": "related"}
    as_user(people.alice).post(action, {**sent, "version": stored(case).version})
    assert not Link.objects.unscoped(WHY).filter(case=case).exists()
    assert action not in _page(people.alice, case, "work/")
    again = as_user(people.alice).post(action, {**sent, "version": stored(case).version})
    assert (again.status_code, "没有关联" in again.content.decode()) == (422, True)


def test_link_is_taken_back_from_the_other_case_too_and_is_no_repetition_any_more(
    case: Case, people: People
) -> None:
    first = complaint(people, make_customer(people, "C-2"))
    link(case=case, version=case.version, other=first, kind=LinkKind.REPEAT, by=people.alice, at=AT)
    assert is_repeat(case)
    page, action = _page(people.alice, first, "work/"), f"/cases/{first.number}/work/unlink/"
    fields = (
        f'name="other" value="{case.number}"',
        'name="kind" value="repeat_complaint"',
        'name="back" value="1"',
    )
    assert all(each in page for each in fields)
    sent = {"other": case.number, "kind": "repeat_complaint", "back": "1", "version": stored(first).version}
    as_user(people.alice).post(action, sent)
    assert not is_repeat(case)
    events = Event.objects.unscoped(WHY).filter(kind=EventKind.CASE_UNLINKED).order_by("pk")
    assert [each.payload["number"] for each in events] == [first.number, case.number]
    assert {(each.payload["of"], each.payload["link"]) for each in events} == {
        (case.number, "repeat_complaint")
    }


def test_one_link_is_taken_back_and_what_else_links_the_two_stays(case: Case, people: People) -> None:
    other = complaint(people, make_customer(people, "C-2"))
    for one, two, kind in (
        (case, other, LinkKind.RELATED), (case, other, LinkKind.REPEAT), (other, case, LinkKind.RELATED)
    ):  # fmt: skip
        link(case=one, version=stored(one).version, other=two, kind=kind, by=people.alice, at=AT)
    page, action = _page(people.alice, case, "work/"), f"/cases/{case.number}/work/unlink/"
    assert page.count(f'action="{action}"') == 3
    sent = {"other": other.number, "kind": "related", "version": stored(case).version}
    as_user(people.alice).post(action, sent)
    left = Link.objects.unscoped(WHY).order_by("pk").values_list("case", "kind")
    assert list(left) == [(case.pk, "repeat_complaint"), (other.pk, "related")]


def test_case_of_an_unknown_customer_leads_to_who_they_are(people: People) -> None:
    unknown = complaint(people, make_customer(people, "W-0123456789abcdef"))
    known = complaint(people, make_customer(people, "C-3"))
    assert f'href="/cases/{unknown.number}/match/"' in _page(people.alice, unknown)
    assert "/match/" not in _page(people.alice, known)


@pytest.mark.requirement("S0-076")
def test_reason_of_a_return_is_read_on_the_case(case: Case, people: People) -> None:
    anna = _colleague(people, Role.COMPLAINT_OFFICER)
    case = hand_over(case=case, version=case.version, to=anna, reason="更熟悉", by=people.alice, at=AT)
    decline(case=case, version=case.version, reason="我这周都在外勤", by=anna, at=AT)
    page = _page(people.alice, case, "work/")
    assert "更熟悉" in page
    assert "我这周都在外勤" in page


def test_link_to_the_proof_is_shown_to_who_may_take_it(case: Case, people: People) -> None:
    anna, link_to = _colleague(people, Role.COMPLAINT_OFFICER), f'href="/cases/{case.number}/evidence/"'
    shown = [link_to in _page(each, case) for each in (people.alice, people.bob, anna)]
    assert shown == [True, True, False]


def test_receipt_is_found_again_from_the_case(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    assert f'href="/cases/{case.number}/receipt/"' in _page(people.alice, case)
