# SPDX-License-Identifier: Apache-2.0
"""A customer opts out: once in the ledger, once in the log, however often they say so."""

from datetime import timedelta

import pytest

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions.opting_out import opt_out
from amends.apps.customers.models import Consent, Customer
from amends.apps.customers.rules.consents import Purpose
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
KINDS = (EventKind.CONSENT_REFUSED, EventKind.CONSENT_WITHDRAWN)


def _said(row: Customer, days: int) -> Consent:
    at = NOON + timedelta(days=days)
    return opt_out(customer=row, purpose=Purpose.SURVEY, channel="sms", wording_version="1", at=at)


def test_what_is_said_twice_is_one_line_and_one_event(people: People) -> None:
    row = Customer.objects.create(code="C-1", unit=people.east_team, updated_at=NOON)
    assert _said(row, 0) == _said(row, 1)
    [event] = Event.objects.unscoped("test").filter(kind__in=KINDS)
    assert (event.kind, event.about, event.at) == (EventKind.CONSENT_REFUSED, "C-1", NOON)


def test_who_had_agreed_withdraws(people: People) -> None:
    row = Customer.objects.create(code="C-1", unit=people.east_team, updated_at=NOON)
    Consent.objects.create(
        customer=row, purpose="survey", decision="given", initiative="customer", channel="phone",
        wording_version="1", decided_at=NOON,
    )  # fmt: skip
    assert _said(row, 1).decision == "withdrawn"
    assert Event.objects.unscoped("test").filter(kind=EventKind.CONSENT_WITHDRAWN).count() == 1
