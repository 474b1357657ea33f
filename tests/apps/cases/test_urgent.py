# SPDX-License-Identifier: Apache-2.0
"""What is urgent: who may make it less so, at which hours it is told, and what waits until morning."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.change import WordsMissing
from amends.apps.cases.actions.contacting import ContactMade, ContactRefused, record_contact
from amends.apps.cases.actions.intake import receive
from amends.apps.cases.actions.pausing import set_priority
from amends.apps.cases.actions.special import flag_special
from amends.apps.cases.models import Case, Contact
from amends.apps.cases.models.desk_words import Special
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.contact import Allowance, Obstacle, ResultCode, obstacle
from amends.apps.cases.rules.states import Origin
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import HOUR, make_customer, stored
from tests.apps.cases.course import AT, complaint, step
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, PASSWORD, People

WHY = "a test looks"
SHANGHAI = ZoneInfo("Asia/Shanghai")
TEN_AT_NIGHT = datetime(2026, 11, 3, 22, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 4, 8, tzinfo=SHANGHAI)


def urgent(case: Case, people: People, priority: str = "p1", at: datetime = AT) -> Case:
    """The case with a priority that Bob, a leader, set."""
    return set_priority(
        case=case, version=stored(case).version, priority=priority, reason="影响安全", by=people.bob, at=at
    )


def analysed(case: Case, people: People, level: str, **changes: Any) -> str:
    """The priority once Alice recorded what it does to the customer."""
    done = step(
        stored(case), people, "analyse", despite="客户还没接通", severity=level, urgency=level, **changes
    )
    return stored(done).priority


@pytest.mark.requirement("S4-041")
def test_step_of_an_agent_does_not_undo_what_a_leader_judged(people: People, customer: Customer) -> None:
    case = urgent(complaint(people, customer), people)
    assert analysed(case, people, "low") == "p1"
    assert analysed(urgent(case, people, "p3"), people, "high") == "p1"  # more urgent anybody may make it


def test_what_nobody_judged_yet_the_first_analysis_settles(people: People, customer: Customer) -> None:
    case = complaint(people, customer)
    assert analysed(case, people, "low") == "p4"
    told = Event.objects.unscoped(WHY).get(kind=EventKind.CASE_PRIORITY_SET)
    assert told.payload == {"number": case.number, "before": "p3", "after": "p4", "by_matrix": True}
    assert analysed(case, people, "medium") == "p3"
    assert analysed(case, people, "low") == "p3"  # judged by now


def test_risk_makes_it_most_urgent_and_a_word_of_an_official_body_urgent(
    people: People, customer: Customer
) -> None:
    case = step(complaint(people, customer), people, "judge", handling_type="risk")
    assert analysed(case, people, "low") == "p1"
    appeal = complaint(people, customer, origin=Origin.APPEAL)
    assert analysed(appeal, people, "low") == "p2"


@pytest.mark.requirement("S4-019")
@pytest.mark.parametrize("kind", list(Special))
def test_special_person_waits_no_longer_after_the_step(
    people: People, customer: Customer, kind: Special
) -> None:
    add_user(
        username="clara", name="克拉拉", role=Role.COMPLIANCE_LEAD, unit=people.province, password=PASSWORD,
        by=None, at=NOON,
    )  # fmt: skip
    ranks = {}
    for level in ("critical", "high", "medium", "low"):
        plain, flagged = complaint(people, customer), complaint(people, customer)
        flag_special(case=flagged, version=1, kind=kind, reason="证件", by=people.alice, at=AT)
        ranks[level] = analysed(plain, people, level), analysed(flagged, people, level)
        assert stored(flagged).due_at == stored(plain).due_at
    assert all(flagged == plain for plain, flagged in ranks.values())
    assert ranks["critical"] == ("p1", "p1")


def call(
    case: Case, people: People, at: datetime, note: str = "基站起火，通知住户", **changes: object
) -> Case:
    """A call of Alice's that makes an exception for an emergency."""
    made = ContactMade(ResultCode.REACHED, note=note, allowance=Allowance.EMERGENCY, **changes)  # type: ignore[arg-type]
    return record_contact(case=case, version=stored(case).version, made=made, by=people.alice, at=at)


@pytest.mark.requirement("S2-028")
def test_urgent_matter_is_told_at_night_with_the_words_why(people: People, customer: Customer) -> None:
    case = urgent(complain(people, customer), people)
    with pytest.raises(WordsMissing):
        call(case, people, TEN_AT_NIGHT, note=" ")
    call(case, people, TEN_AT_NIGHT)
    row = Contact.objects.unscoped(WHY).get(case=case)
    event = Event.objects.unscoped(WHY).get(kind=EventKind.CASE_CONTACTED)
    assert (row.allowance, event.payload["allowance"]) == ("emergency", "emergency")


def test_what_is_not_urgent_is_not_told_at_night(people: People, customer: Customer) -> None:
    with pytest.raises(ContactRefused) as caught:
        call(complain(people, customer), people, TEN_AT_NIGHT)
    assert caught.value.obstacle is Obstacle.NO_EMERGENCY


def test_emergency_is_about_the_hour_and_nothing_else(people: People, customer: Customer) -> None:
    case = urgent(complain(people, customer), people)
    Customer.objects.unscoped(WHY).filter(pk=customer.pk).update(do_not_contact=True)
    with pytest.raises(ContactRefused) as caught:
        call(case, people, TEN_AT_NIGHT)
    assert caught.value.obstacle is Obstacle.DO_NOT_CONTACT


def test_database_refuses_an_emergency_without_words(people: People, customer: Customer) -> None:
    case = complain(people, customer)
    row = {"case": case, "at": NOON, "by": people.alice, "channel": "phone", "direction": "outbound"}
    with pytest.raises(IntegrityError, match="contact_emergency_says_why"), transaction.atomic():
        Contact.objects.create(**row, result="reached", allowance="emergency")


def first_contact(case: Case) -> tuple[datetime, datetime]:
    """From when, and until when, the first contact is waited for."""
    found = next(each for each in clocks_of(case, at=NOON) if each.kind == "first_contact")
    return found.start, found.due_at


def by_web(customer: Customer, people: People, at: datetime, taxonomy: str = "BB-02-01") -> Case:
    """A complaint that a customer typed into the web form."""
    return receive(
        customer=customer, channel="CH-EMAIL", story="家里宽带断网了，一直亮红灯", taxonomy=taxonomy,
        by=None, owner=people.alice, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (TEN_AT_NIGHT, MORNING),
        (MORNING.replace(hour=7), MORNING),
        (MORNING, MORNING),
        (MORNING.replace(hour=12), MORNING.replace(hour=12)),
        (MORNING.replace(hour=20), MORNING + timedelta(days=1)),
    ],
)
def test_first_contact_of_what_comes_at_night_waits_for_the_morning(
    people: People, customer: Customer, at: datetime, begins: datetime
) -> None:
    case = by_web(customer, people, at)
    assert case.priority == "p1"
    assert first_contact(case) == (begins, begins + HOUR)


def test_matter_of_safety_does_not_wait_for_the_morning(people: People, customer: Customer) -> None:
    case = by_web(customer, people, TEN_AT_NIGHT, taxonomy="SE-01-03")
    assert first_contact(case) == (TEN_AT_NIGHT, TEN_AT_NIGHT + HOUR)


@pytest.mark.requirement("S2-028")
@pytest.mark.parametrize(
    ("region", "at_nine", "at_nine_in_the_evening"),
    [("示例省东市", None, Obstacle.OUTSIDE_WINDOW), ("新疆乌鲁木齐", Obstacle.OUTSIDE_WINDOW, None)],
)
def test_windows_are_on_the_clock_of_where_the_customer_lives(
    people: People, region: str, at_nine: Obstacle | None, at_nine_in_the_evening: Obstacle | None
) -> None:
    case = complain(people, make_customer(people, "C-2", region=region))
    rules = rules_for(case)
    assert obstacle(MORNING.replace(hour=9), [], rules) is at_nine
    assert obstacle(MORNING.replace(hour=21), [], rules) is at_nine_in_the_evening
