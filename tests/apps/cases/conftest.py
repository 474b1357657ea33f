# SPDX-License-Identifier: Apache-2.0
"""A customer of Alice's team, and cases brought to any state the usual way: by the verbs."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client

from amends.apps.cases.actions import open_case
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.handling import confirm_facts, make_plan, mark_handled, record_step
from amends.apps.cases.models import Case
from amends.apps.cases.rules.contact import Allowance, ResultCode
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import User
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.course import LATER, STORY, complaint
from tests.people import NOON, People

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TWO = NOON + 2 * HOUR  # 14:00 in Shanghai: a call may be made
HANDLED = TWO + 2 * HOUR
NEXT_DAY = TWO + DAY
REACHED = ContactMade(ResultCode.REACHED)
REDIALLED = ContactMade(ResultCode.REACHED, allowance=Allowance.REDIAL)
NO_ANSWER = ContactMade(ResultCode.NO_ANSWER)
HAPPY: dict[str, str | int | None] = {"Q1": "清楚了", "Q2": "收到了", "Q3": 9}
UNHAPPY: dict[str, str | int | None] = {"Q1": "还不清楚", "Q2": "没有收到", "Q3": 3}
Opened = Callable[..., Case]
Brought = Callable[[str], Case]
Planned = Callable[[Case], Case]


def make_customer(people: People, code: str = "C-1", *, west: bool = False, **fields: object) -> Customer:
    """A customer of Alice's team, or of Charlie's."""
    unit = people.west_team if west else people.east_team
    defaults: dict[str, object] = {"name_shown": "张*明", "number_shown": "138****1215", "updated_at": NOON}
    return Customer.objects.create(code=code, unit=unit, **(defaults | fields))


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team."""
    return make_customer(people)


@pytest.fixture
def heard(people: People, customer: Customer) -> Case:
    """A complaint that Alice heard at 14:00, on the twelve steps."""
    return complaint(people, customer, story=STORY)


@pytest.fixture
def after_the_call() -> Iterator[None]:
    """It is an hour and a minute after two."""
    with patch("django.utils.timezone.now", return_value=LATER + timedelta(minutes=1)):
        yield


def as_user(user: User) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def opened(people: People, customer: Customer) -> Opened:
    """`opened(**changes)`: a tariff case that the nightly run found, Alice's, opened at noon."""

    def make(**changes: object) -> Case:
        usual: dict[str, object] = {
            "customer": customer,
            "origin": Origin.RECOVERY,
            "recovery_class": RecoveryClass.TARIFF,
            "owner": people.alice,
            "by": people.alice,
            "at": NOON,
        }
        return open_case(**(usual | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def brought(people: People, opened: Opened) -> Brought:
    """`brought("fixing")`: a case of Alice's that went through the states up to that one; called at 14:00."""

    def bring(state: str) -> Case:
        case = opened()
        for after, verb in _WAY:
            if case.state == state:
                break
            case = verb(case, people)
            assert case.state == after
        return case

    return bring


@pytest.fixture
def planned(people: People) -> Planned:
    """`planned(case)`: an opened case of Alice's with its facts and its plan."""
    return lambda case: _plan(_facts(case, people), people)


def _call(case: Case, people: People, made: ContactMade, at: datetime) -> Case:
    return record_contact(case=case, version=case.version, made=made, by=people.alice, at=at)


def _facts(case: Case, people: People) -> Case:
    return confirm_facts(case=case, version=case.version, findings="多收了两笔", by=people.alice, at=NOON)


def _plan(case: Case, people: People) -> Case:
    return make_plan(case=case, version=case.version, plan="退还并停掉业务", by=people.alice, at=NOON)


def _handled(case: Case, people: People) -> Case:
    for order in (1, 2, 3, 4):
        case = record_step(case=case, version=case.version, order=order, by=people.alice, at=HANDLED)
    return mark_handled(case=case, version=case.version, by=people.alice, at=HANDLED)


_WAY: tuple[tuple[str, Callable[[Case, People], Case]], ...] = (
    ("verified", _facts),
    ("planned", _plan),
    ("contacting", lambda case, people: _call(case, people, ContactMade(ResultCode.DROPPED), TWO)),
    ("fixing", lambda case, people: _call(case, people, REDIALLED, TWO + HOUR / 15)),
    ("verifying", _handled),
)


def stored(case: Case) -> Case:
    """The case as the database has it now."""
    return Case.objects.unscoped("a test looks").get(pk=case.pk)
