# SPDX-License-Identifier: Apache-2.0
"""The API says what the page says, masked, in scope."""

import pytest
from django.test import Client, RequestFactory
from ninja.errors import HttpError

from amends.apps.core.models import User
from amends.apps.customers.api import ConsentIn, consent, customer
from amends.apps.customers.models import Customer
from amends.apps.customers.rules.consents import Decision, Initiative, Purpose
from tests.people import People


def _request(user: User):  # type: ignore[no-untyped-def]
    request = RequestFactory().get("/")
    request.user = user
    return request


def _given(decision: Decision, channel: str = "phone") -> ConsentIn:
    return ConsentIn(
        purpose=Purpose.COMMERCIAL,
        decision=decision,
        initiative=Initiative.OPERATOR,
        channel=channel,
        wording_version="1",
    )


def test_customer_is_told_masked_with_what_is_allowed(people: People, wang: Customer) -> None:
    told = customer(_request(people.alice), "C-1")
    assert (told.name, told.number, told.plan_fee) == ("王*明", "138****1215", 5_900)
    assert told.may_contact == {"service": True, "survey": True, "commercial": False}


@pytest.mark.parametrize(("who", "status"), [("charlie", 404), ("ed", 403)])
def test_customer_is_closed_to_others(people: People, wang: Customer, who: str, status: int) -> None:
    with pytest.raises(HttpError) as error:
        customer(_request(getattr(people, who)), "C-1")
    assert error.value.status_code == status


def test_consent_goes_into_the_ledger_and_is_not_asked_again(people: People, wang: Customer) -> None:
    assert consent(_request(people.alice), "C-1", _given(Decision.REFUSED)).decision == "refused"
    with pytest.raises(HttpError) as error:
        consent(_request(people.alice), "C-1", _given(Decision.GIVEN))
    assert error.value.status_code == 409


def test_consent_of_a_foreign_customer_is_refused(people: People, wang: Customer) -> None:
    with pytest.raises(HttpError) as error:
        consent(_request(people.charlie), "C-1", _given(Decision.GIVEN))
    assert error.value.status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"channel": "pigeon"}, {"wording_version": " "}, {"wording_version": "x" * 41}, {"chanel": "hall"}],
)
def test_consent_that_is_not_understood_is_refused(
    people: People, wang: Customer, wrong: dict[str, str], client: Client
) -> None:
    client.force_login(people.alice)
    body = {**_given(Decision.GIVEN).model_dump(), **wrong}
    answer = client.post("/api/v1/customers/C-1/consents", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][-1] == next(iter(wrong))
