# SPDX-License-Identifier: Apache-2.0
"""Whom a campaign may be offered to, and who is left alone and why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from amends.apps.cases.actions import open_case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.apps.promises.actions.campaigns.refusals import NotYourUnit
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.actions.campaign_audience import count_audience
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.queries import campaign_audience
from amends.apps.recovery.queries.campaign_audience import audience_left, count_of, rest_days
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.promises.campaigns.conftest import consent, fresh
from tests.apps.promises.conftest import make_customer
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def agreed(people: People, code: str, **fields: object) -> Customer:
    """A customer who agreed to commercial contact."""
    customer = make_customer(code, people)
    for name, value in fields.items():
        setattr(customer, name, value)
    customer.save()
    consent(customer)
    return customer


def case(customer: Customer, origin: Origin, owner: User) -> None:
    open_case(
        customer=customer,
        origin=origin,
        recovery_class=RecoveryClass.PUBLICITY,
        owner=owner,
        by=owner,
        at=NOON,
    )


def approached(people: People, customer: Customer, days_ago: float) -> None:
    at = NOON - days_ago * DAY
    wave = RecoveryWave.objects.create(
        name="一波", purpose="commercial", source="upload", unit=people.east, state="running", salt="x",
        made_by=people.dora, made_at=at, frozen_at=at, started_at=at, horizon_at=at + 60 * DAY,
    )  # fmt: skip
    WaveMember.objects.create(
        wave=wave,
        customer=customer,
        unit=customer.unit,
        account=customer.code,
        arm="treated",
        approached_at=at,
    )


def left(campaign: Campaign, people: People) -> set[str]:
    rows = audience_left(fresh(campaign), people.east.scope, NOON)
    return {each.code for each in rows} if rows is not None else set()


def test_audience_is_of_the_local_day(draft: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    monkeypatch.setattr(campaign_audience, "audience", lambda _campaign, on: asked.append(on))
    campaign_audience.classified(fresh(draft), datetime(2026, 11, 21, 17, tzinfo=UTC))
    assert asked == [date(2026, 11, 22)]


@pytest.mark.requirement("S3-052")
def test_customer_in_an_open_complaint_is_not_marketed_to(people: People, draft: Campaign) -> None:
    complains = agreed(people, "C-2")
    assert left(draft, people) == {"C-1", "C-2"}
    case(complains, Origin.COMPLAINT, people.alice)
    assert left(draft, people) == {"C-1"}
    assert count_of(fresh(draft), NOON).excluded == {"open_complaint": 1}


@pytest.mark.requirement("S3-052")
def test_each_excluded_customer_is_counted_once_with_the_first_reason(
    people: People, draft: Campaign
) -> None:
    case(agreed(people, "C-2"), Origin.COMPLAINT, people.alice)
    case(agreed(people, "C-3"), Origin.RECOVERY, people.alice)
    refused = agreed(people, "C-4", do_not_contact=True)
    case(refused, Origin.COMPLAINT, people.alice)
    consent(agreed(people, "C-5"), "withdrawn")
    make_customer("C-6", people)
    approached(people, agreed(people, "C-7"), rest_days() - 1)
    approached(people, agreed(people, "C-8"), rest_days() + 1)
    found = count_of(fresh(draft), NOON)
    assert found.excluded == {
        "do_not_contact": 1, "open_complaint": 1, "in_hand": 1, "withdrawn": 1, "no_consent": 1, "rest_period": 1,
    }  # fmt: skip
    assert left(draft, people) == {"C-1", "C-8"}
    assert (found.left, found.everybody) == (2, 8)


def test_consent_that_was_given_again_counts(people: People, draft: Campaign) -> None:
    customer = agreed(people, "C-2")
    consent(customer, "withdrawn")
    assert left(draft, people) == {"C-1"}
    consent(customer, "given")
    assert left(draft, people) == {"C-1", "C-2"}


def test_customers_of_another_city_are_not_in_the_audience(people: People, draft: Campaign) -> None:
    consent(make_customer("W-1", people, west=True))
    assert left(draft, people) == {"C-1"}


def test_count_is_kept_with_the_campaign(people: People, draft: Campaign) -> None:
    make_customer("C-2", people)
    count_audience(campaign=draft, by=people.dora, at=NOON)
    assert fresh(draft).counted == {"left": 1, "excluded": {"no_consent": 1}}
    with pytest.raises(NotYourUnit):
        count_audience(campaign=draft, by=people.charlie, at=NOON)


def test_panel_says_who_is_left_and_why_others_are_not(
    client: Client, people: People, draft: Campaign
) -> None:
    make_customer("C-2", people)
    client.force_login(people.dora)
    place = f"/recovery/campaigns/of/{draft.code}/audience"
    assert client.post(f"{place}/count/").status_code == 302
    page = client.get(f"{place}/panel/").content.decode()
    assert "可以营销 1 人，分群共 2 人" in page
    assert "没有营销同意" in page


def test_panel_of_another_city_is_not_found(client: Client, people: People, draft: Campaign) -> None:
    client.force_login(people.charlie)
    assert client.get(f"/recovery/campaigns/of/{draft.code}/audience/panel/").status_code == 404
