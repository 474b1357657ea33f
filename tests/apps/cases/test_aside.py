# SPDX-License-Identifier: Apache-2.0
"""What may be done beside a case stands in few groups: the likely open, the rest folded, nothing lost."""

import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.models import Case
from amends.apps.cases.views.aside import Group, groups_of
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import Brought, Opened, stored
from tests.apps.cases.course import LATER, complaint, handled, through
from tests.people import People

FORMS = ("hand_over", "next_action", "ineligible", "withdraw")
PANELS = ("clocks", "tasks", "remedies", "replies", "care", "work")


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with patch("django.utils.timezone.now", return_value=LATER):
        yield


def _page(user: User, case: Case) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/cases/{case.number}/").content.decode()


def _groups(case: Case, **more: Any) -> list[Group]:
    return groups_of(case, [(name, name, None) for name in FORMS], **more)


def _told(groups: list[Group]) -> list[tuple[str, bool]]:
    return [(str(each.title), each.is_open) for each in groups]


@pytest.mark.parametrize(
    ("last", "first"), [("listen", "转交和协作"), ("soothe", "转交和协作"), ("explain", "补偿和答复")]
)
def test_group_that_the_state_makes_likely_comes_first_and_open(
    people: People, customer: Customer, last: str, first: str
) -> None:
    found = _told(_groups(through(complaint(people, customer), people, last)))
    assert [is_open for _title, is_open in found] == [True, False, False, False]
    assert found[0][0] == first


@pytest.mark.parametrize("done", [False, True])
def test_every_form_and_panel_is_on_the_page_under_a_heading_that_keys_reach(
    people: People, customer: Customer, done: bool
) -> None:
    case = complaint(people, customer)
    case = handled(case, people) if done else case
    page = _page(people.bob, case)
    assert [f'hx-get="/cases/{case.number}/forms/{name}/"' in page for name in FORMS] == [True] * 4
    assert [f'hx-get="/cases/{case.number}/{name}/"' in page for name in PANELS] == [True] * 6
    assert len(re.findall(r'<details class="panel case-group"( open)?><summary', page)) == 4


def test_what_waits_for_somebody_comes_first_whatever_the_state(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    found = _told(_groups(case, waiting={"approval"}))
    assert found[:2] == [("补偿和答复", True), ("转交和协作", True)]
    Case.objects.unscoped("a test sets").filter(pk=case.pk).update(special="reporter")
    assert _told(_groups(stored(case)))[0] == ("特殊情况", True)


def test_group_of_a_refused_form_is_open(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    assert dict(_told(_groups(case, sent={"withdraw"})))["改类型或结束"]
    client = Client()
    client.force_login(people.alice)
    said = {"version": case.version, "words": " "}
    page = client.post(f"/cases/{case.number}/withdraw/", said).content.decode()
    group = page.split("改类型或结束")[0].rsplit("<details", 1)[1]
    assert " open" in group
    assert f'action="/cases/{case.number}/withdraw/"' in page


@pytest.mark.parametrize("state", ["located", "fixing"])
def test_recovery_has_the_same_headings_but_for_what_stands_in_its_middle(
    people: People, brought: Brought, state: str
) -> None:
    case = brought(state)
    page = _page(people.alice, case)
    assert "转交和协作" in page
    assert "补偿和答复" not in page
    assert f'hx-get="/cases/{case.number}/forms/hand_over/"' in page


def test_verbs_of_the_clocks_stand_under_one_heading(people: People, opened: Opened) -> None:
    case = opened()
    client = Client()
    client.force_login(people.bob)
    panel = client.get(f"/cases/{case.number}/clocks/").content.decode()
    inside = panel.split("催办、暂停、改优先级、督办</summary>")[1]
    for verb in ("urge", "pause", "priority", "supervise"):
        assert f'action="/cases/{case.number}/{verb}/"' in inside
