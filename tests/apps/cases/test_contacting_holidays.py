# SPDX-License-Identifier: Apache-2.0
"""Contacts on a public holiday: 1 October 2026 is one, and the next working day is the 8th."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, record_contact
from amends.apps.cases.actions.handling import confirm_facts, make_plan
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.rules.contact import Allowance, Obstacle, ResultCode
from amends.apps.core.models import Event, EventKind
from tests.apps.cases.conftest import REACHED, Opened
from tests.people import People

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVE, HOLIDAY = datetime(2026, 9, 30, 15, tzinfo=SHANGHAI), datetime(2026, 10, 1, 10, tzinfo=SHANGHAI)
AGREED = ContactMade(ResultCode.REACHED, note="客户来电约国庆上午十点", allowance=Allowance.APPOINTMENT)


@pytest.fixture
def planned_case(people: People, opened: Opened) -> Case:
    """A case of Alice's that was planned on the last working day before the holiday."""
    case = opened(at=EVE)
    case = confirm_facts(case=case, version=case.version, findings="多收了两笔", by=people.alice, at=EVE)
    return make_plan(case=case, version=case.version, plan="退还并停掉业务", by=people.alice, at=EVE)


def call(case: Case, people: People, made: ContactMade) -> Case:
    return record_contact(case=case, version=case.version, made=made, by=people.alice, at=HOLIDAY)


@pytest.mark.django_db
@pytest.mark.requirement("S2-029")
def test_call_on_a_holiday_is_refused_with_the_next_working_day(planned_case: Case, people: People) -> None:
    with pytest.raises(ContactRefused, match="10-08 08:00") as caught:
        call(planned_case, people, REACHED)
    assert caught.value.obstacle is Obstacle.HOLIDAY


@pytest.mark.django_db
@pytest.mark.requirement("S2-028", "S2-029")
def test_call_on_a_holiday_that_the_customer_asked_for_is_made_and_logged(
    planned_case: Case, people: People
) -> None:
    call(planned_case, people, AGREED)
    row = Contact.objects.unscoped("a test looks").get(case=planned_case)
    event = Event.objects.unscoped("a test looks").get(kind=EventKind.CASE_CONTACTED)
    assert (row.at, row.allowance, event.payload["allowance"]) == (HOLIDAY, "appointment", "appointment")
