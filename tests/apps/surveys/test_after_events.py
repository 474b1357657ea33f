# SPDX-License-Identifier: Apache-2.0
"""Who had a case closed is asked about it once, later, and never who refused or was asked a short while ago."""

from datetime import timedelta

import pytest

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.customers.actions.opting_out import opt_out
from amends.apps.customers.models import Customer, Identity
from amends.apps.customers.rules.consents import Purpose
from amends.apps.surveys.actions.after_events import ask_after
from amends.apps.surveys.models import Invitation, SurveyWave
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.conftest import published, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def asking(people: People) -> SurveyWave:
    """A wave that asks in the east an hour after a case is closed, and leaves who was asked alone for 30 days."""
    return wave(
        published(people.group), people.east, trigger="case_closed", drawn_at=None,
        design={"delay_hours": 1, "rest_days": 30, "valid_days": 3},
    )  # fmt: skip


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team who can be reached."""
    return _reachable(people, "C-1")


def _reachable(people: People, code: str, *, west: bool = False) -> Customer:
    row = make_customer(people, code, west=west)
    Identity.objects.create(customer=row, number_index=f"n{code}")
    return row


def _closed(customer: Customer, case: int = 7, outcome: str = "recovered") -> None:
    """The log's word that a case of the customer was closed: what surveys know of it."""
    with writing(by=None, at=NOON) as log:
        log(EventKind.CASE_CLOSED, customer, about=customer.code, unit=customer.unit, outcome=outcome)
        log.pending[-1] = _of_case(log.pending[-1], case)


def _of_case(entry, case: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(entry, subject=f"cases.case:{case}")


def _invitations() -> list[Invitation]:
    return list(Invitation.objects.unscoped("test").order_by("pk"))


def test_customer_is_asked_after_the_delay_about_the_case(asking: SurveyWave, customer: Customer) -> None:
    _closed(customer)
    assert ask_after(wave=asking, at=NOON + HOUR / 2)["asked"] == 1
    (row,) = _invitations()
    assert (row.customer, row.about, row.state) == (customer, "cases.case:7", "waiting")
    assert row.next_at == NOON + HOUR
    assert row.expires_at == NOON + HOUR + timedelta(days=3)


def test_each_closing_is_looked_at_once(asking: SurveyWave, customer: Customer) -> None:
    _closed(customer)
    ask_after(wave=asking, at=NOON)
    assert not ask_after(wave=asking, at=NOON)
    asking.frame = {}  # as if a worker had died before it kept how far it was
    asking.save()
    assert ask_after(wave=asking, at=NOON)["asked"] == 0
    assert len(_invitations()) == 1


def test_customer_is_asked_once_in_the_rest_days(asking: SurveyWave, customer: Customer) -> None:
    _closed(customer, 7)
    _closed(customer, 8)
    assert ask_after(wave=asking, at=NOON) == {"asked": 1, "surveyed": 1}
    _closed(customer, 9)
    assert ask_after(wave=asking, at=NOON) == {"surveyed": 1}


def test_who_refused_surveys_is_never_asked(asking: SurveyWave, customer: Customer) -> None:
    opt_out(customer=customer, purpose=Purpose.SURVEY, channel="sms", wording_version="1", at=NOON)
    _closed(customer)
    assert ask_after(wave=asking, at=NOON) == {"refused": 1}
    assert not _invitations()


@pytest.mark.parametrize("outcome", ["withdrawn", "ineligible", "refused"])
def test_case_that_was_none_is_not_asked_about(asking: SurveyWave, customer: Customer, outcome: str) -> None:
    _closed(customer, outcome=outcome)
    assert ask_after(wave=asking, at=NOON) == {"not_about": 1}


def test_other_units_customers_are_not_asked(people: People, asking: SurveyWave) -> None:
    _closed(_reachable(people, "C-W", west=True))
    assert not ask_after(wave=asking, at=NOON)


def test_paused_wave_asks_nobody(asking: SurveyWave, customer: Customer) -> None:
    asking.state = "paused"
    asking.save()
    _closed(customer)
    assert not ask_after(wave=asking, at=NOON)
    assert not _invitations()
