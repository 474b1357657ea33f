# SPDX-License-Identifier: Apache-2.0
"""What the intake left to do: recognised customers, calls without a record, policies of last week."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.intake_customers import OutsideScope, add_walk_in, match_customer
from amends.apps.cases.jobs import tidy_intake
from amends.apps.cases.models import Case, Contact, Draft, Intake, Knock
from amends.apps.customers.actions.identity import Personal
from amends.apps.customers.actions.profiles import upsert_profiles
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer, stored
from tests.people import NOON, People

DAY = timedelta(days=1)


@pytest.fixture
def alice(people: People) -> Client:
    """Alice at her desk."""
    client = Client()
    client.force_login(people.alice)
    return client


def _case(people: People, customer: Customer, at_day: int = 0) -> Case:
    story, at = "账单多扣了钱", NOON + at_day * DAY
    return receive(customer=customer, channel="CH-HOTLINE", story=story, by=people.alice, at=at)


@pytest.fixture
def walk_in(people: People) -> Case:
    """A case of somebody who left only a number."""
    who = add_walk_in(unit=people.east_team, number="13800001215", key="k", by=people.alice, at=NOON)
    return _case(people, who)


def test_page_lists_who_is_not_known_and_leads_to_matching(alice: Client, walk_in: Case) -> None:
    page = alice.get("/cases/new/checks/").content.decode()
    assert f"/cases/{walk_in.number}/match/" in page
    assert "每个来电都有记录" in page


@pytest.mark.requirement("S2-022")
def test_page_lists_calls_without_a_record(alice: Client, walk_in: Case) -> None:
    Contact.objects.unscoped("a test").all().delete()
    page = alice.get("/cases/new/checks/").content.decode()
    assert f'href="/cases/{walk_in.number}/"' in page


@pytest.mark.requirement("S0-052")
def test_page_counts_the_policies_of_last_week_only(
    alice: Client, people: People, customer: Customer
) -> None:
    for day, policy in ((-7, "月初扣费"), (-1, "月初扣费"), (-2, "合约期"), (0, "本周的"), (-8, "更早的")):
        case = _case(people, customer, day)
        Intake.objects.unscoped("a test").filter(case=case).update(cause="policy", policy=policy)
    with patch("django.utils.timezone.now", return_value=NOON + 2 * DAY):
        page = alice.get("/cases/new/checks/").content.decode()
    assert page.index("月初扣费") < page.index("合约期")
    assert "本周的" not in page
    assert "更早的" not in page


def test_customer_is_matched_by_the_number_that_was_left(
    alice: Client, walk_in: Case, people: People
) -> None:
    row = {"customer_id": "C-5", "unit_code": people.east_team.code}
    upsert_profiles([row], {"C-5": Personal("王小明", "13800001215")}, by=None, at=NOON)
    assert "王*明" in alice.get(f"/cases/{walk_in.number}/match/").content.decode()
    sent = {"customer": "C-5", "version": walk_in.version}
    assert alice.post(f"/cases/{walk_in.number}/match/", sent).status_code == 302
    assert stored(walk_in).customer.code == "C-5"
    refused = alice.post(f"/cases/{walk_in.number}/match/", sent)
    assert (refused.status_code, "刚刚被别人改过" in refused.content.decode()) == (422, True)


def test_customer_of_others_is_neither_found_nor_matched(
    alice: Client, walk_in: Case, people: People
) -> None:
    west = make_customer(people, "C-W", west=True)
    answer = alice.post(f"/cases/{walk_in.number}/match/", {"customer": "C-W", "version": walk_in.version})
    assert answer.status_code == 422
    with pytest.raises(OutsideScope):
        match_customer(case=walk_in, version=walk_in.version, customer=west, by=people.alice, at=NOON)
    with pytest.raises(OutsideScope):
        add_walk_in(unit=people.west_team, name="王", key="w", by=people.alice, at=NOON)


def test_nightly_tidying_forgets_drafts_and_knocks(people: People) -> None:
    for days in (1, 10):
        Draft.objects.create(owner=people.alice, place=f"p{days}", values={}, saved_at=NOON - days * DAY)
        Knock.objects.create(kind="send", who="x", at=NOON - days * DAY)

    class Night:
        def at(self) -> object:
            return NOON

    assert tidy_intake(Night()) == {"drafts": 1, "knocks": 1, "files": 0}  # type: ignore[arg-type]
