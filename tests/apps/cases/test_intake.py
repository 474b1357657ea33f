# SPDX-License-Identifier: Apache-2.0
"""A customer's word becomes a case: once, by its channel's rules, in somebody's hands, without personal data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.apps.cases.actions.intake import NobodyToTake, receive
from amends.apps.cases.actions.intake_texts import NothingSaid, NotTaken, NotYet, Spoken
from amends.apps.cases.models import Case, ClockEvent, Contact, Duty, Intake, Link, Note
from amends.apps.cases.queries.intake import missing_records
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer
from tests.apps.cases.conftest import make_customer, stored
from tests.people import NOON, PASSWORD, People

Received = Callable[..., Case]
DAY = timedelta(days=1)
STORY = "上个月账单多扣了两笔钱。打了三次电话都没人管。"


@pytest.fixture
def received(people: People, customer: Customer) -> Received:
    """`received(**changes)`: a complaint that Alice took by phone at noon."""

    def take(**changes: object) -> Case:
        usual: dict[str, object] = {
            "customer": customer,
            "channel": "CH-HOTLINE",
            "story": STORY,
            "taxonomy": "TF-02-02",
            "by": people.alice,
            "at": NOON,
        }
        return receive(**(usual | changes))  # type: ignore[arg-type]

    return take


def _intake(case: Case) -> Intake:
    return Intake.objects.unscoped("a test looks").get(case=case)


def _links(case: Case) -> list[tuple[int, str]]:
    rows = Link.objects.unscoped("a test looks").filter(case=case)
    return list(rows.values_list("other", "kind"))


def test_receive_takes_class_priority_title_and_owner_from_content(
    received: Received, people: People
) -> None:
    case = stored(received())
    assert (case.recovery_class, case.priority, case.taxonomy) == ("tariff", "p1", "TF-02-02")
    assert (case.title, case.story) == ("上个月账单多扣了两笔钱", STORY)
    assert (case.owner, case.first_receiver, case.origin) == (people.alice, people.alice, "complaint")


def test_receive_hides_personal_data_in_every_text(received: Received) -> None:
    case = received(
        story="我的号码13800001215被多扣钱，邮箱wang@example.com，身份证11010519491231002X",
        facts={"who": "号码 138 0000 1215"},
        columns={"desired_outcome": "打 13800001215 告诉我"},
        spoken=Spoken(summary="客户 13800001215 要求退费", confirmed=True),
    )
    row = _intake(case)
    note = Note.objects.unscoped("a test looks").get(case=case)
    kept = " ".join([case.story, case.title, str(row.facts), row.desired_outcome, note.text])
    for secret in ("13800001215", "138 0000 1215", "wang@example.com", "11010519491231"):
        assert secret not in kept
    assert "我的号码138****1215被多扣钱，邮箱" in case.story  # the rest stays as it was said


def test_receive_opens_one_case_for_one_key(received: Received) -> None:
    assert received(key="mail:1") == received(key="mail:1", story="又说了一遍")
    assert Contact.objects.unscoped("a test looks").count() == 1


@pytest.mark.requirement("S4-027")
def test_receive_opens_one_case_for_a_number_of_the_regulator(received: Received) -> None:
    first = received(channel="CH-12315", columns={"reference": "2026-88"})
    assert received(channel="CH-12315", columns={"reference": "2026-88"}, at=NOON + DAY) == first
    assert received(channel="CH-12345", columns={"reference": "2026-88"}) != first


def test_database_refuses_a_number_twice_and_one_without_its_channel(received: Received) -> None:
    received(channel="CH-12315", columns={"reference": "1"})
    other = _intake(received(taxonomy=""))
    for by in ("CH-12315", ""):
        other.reference, other.reference_by = "1", by
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save()


@pytest.mark.requirement("S3-032")
@pytest.mark.parametrize(
    ("channel", "origin", "priority"),
    [
        ("CH-HALL", "hall", "p4"),
        ("CH-STAFF", "staff", "p4"),
        ("CH-PROV", "complaint", "p2"),
        ("CH-GROUP", "complaint", "p1"),
        ("CH-MIIT", "appeal", "p1"),
        ("信息产业部", "appeal", "p1"),
        ("CH-MEDIA", "media", "p1"),
    ],
)
def test_case_has_one_source_channel_whose_level_makes_it_urgent(
    received: Received, channel: str, origin: str, priority: str
) -> None:
    case = received(channel=channel, taxonomy="TE-03-01")
    assert (case.origin, case.priority) == (origin, priority)
    assert case.channel.startswith("CH-")


def test_higher_levels_are_told_to_those_who_answer_for_them(received: Received, people: People) -> None:
    told = {
        role: add_user(
            username=role, name=role, role=role, unit=people.province, password=PASSWORD, by=None, at=NOON
        )
        for role in (Role.COMPLIANCE_LEAD, Role.PR_LEAD)
    }
    received(channel="CH-12345", taxonomy="TE-03-01")
    assert [each.to for each in Message.objects.all()] == [told[Role.COMPLIANCE_LEAD]]
    received(channel="CH-MEDIA", taxonomy="TE-03-01")
    assert Message.objects.filter(to=told[Role.PR_LEAD]).count() == 1


def test_red_line_is_told_to_the_team_leader(received: Received, people: People) -> None:
    received(taxonomy="TF-03-01")
    assert "红线" in Message.objects.get(to=people.bob).subject


UNKNOWN: list[dict[str, Any]] = [
    {"channel": "CH-PROACTIVE"},
    {"channel": "狼烟"},
    {"taxonomy": "XX"},
    {"special": "king"},
    {"request_type": "wish"},
    {"columns": {"aims": ["gold"]}},
    {"columns": {"owner": "1"}},
    {"columns": {"area": "sea"}},
]


@pytest.mark.parametrize("change", UNKNOWN)
def test_receive_refuses_what_it_does_not_know(received: Received, change: dict[str, Any]) -> None:
    with pytest.raises(NotTaken):
        received(**change)


def test_receive_refuses_silence(received: Received) -> None:
    with pytest.raises(NothingSaid):
        received(story="  ")


@pytest.mark.parametrize(
    "change", [{"received_at": NOON + DAY}, {"columns": {"event_date": (NOON + DAY).date()}}]
)
def test_receive_refuses_what_has_not_happened_yet(received: Received, change: dict[str, Any]) -> None:
    with pytest.raises(NotYet):
        received(**change)


def test_limits_run_from_when_it_reached_us(received: Received) -> None:
    letter = stored(received(channel="CH-LETTER", received_at=NOON - 2 * DAY))
    spoken = stored(received(channel="CH-LETTER"))
    assert letter.received_at == NOON - 2 * DAY
    assert letter.due_at is not None
    assert spoken.due_at is not None
    assert letter.due_at < spoken.due_at


def test_line_that_is_down_starts_the_limit_for_repairs(received: Received) -> None:
    down = received(taxonomy="BB-02-01", columns={"area": "rural"})
    events = ClockEvent.objects.unscoped("a test looks").filter(case=down, kind="fault_reported")
    assert events.get().values == {"area": "rural", "line": "fixed"}


@pytest.mark.requirement("S0-056")
def test_inquiry_becomes_a_complaint_when_dissatisfaction_is_said(received: Received) -> None:
    case = received(request_type="inquiry", story="想问下话费，你们乱扣钱，太差了")
    assert case.request_type == "complaint"
    event = Event.objects.unscoped("a test").get(kind=EventKind.CASE_RECLASSIFIED)
    assert (event.payload["before"], event.payload["after"]) == ("inquiry", "complaint")


@pytest.mark.requirement("S0-056")
def test_inquiry_stays_one_when_nothing_is_wrong_or_the_agent_says_why(received: Received) -> None:
    assert received(request_type="inquiry", story="问一下投诉电话是多少").request_type == "inquiry"
    kept = received(request_type="inquiry", story="别人说你们乱扣钱", spoken=Spoken(overruled="转述别人的话"))
    assert kept.request_type == "inquiry"
    assert Note.objects.unscoped("a test looks").get(case=kept).text == "转述别人的话"


@pytest.mark.requirement("S2-091")
def test_second_complaint_on_a_topic_links_to_the_first_within_the_window(received: Received) -> None:
    first = received()
    second = received(at=NOON + 10 * DAY)
    third = received(at=NOON + 20 * DAY)
    assert _links(second) == _links(third) == [(first.pk, "repeat_complaint")]
    assert Event.objects.unscoped("a test").filter(kind=EventKind.CASE_REPEATED).count() == 2
    assert _links(received(taxonomy="NW-01-01")) == []


@pytest.mark.requirement("S2-091")
def test_topic_of_long_ago_is_not_repeated_but_to_the_day(received: Received, people: People) -> None:
    first = received()
    Case.objects.unscoped("a test").filter(pk=first.pk).update(is_open=True)
    assert _links(received(at=NOON + 30 * DAY)) == [(first.pk, "repeat_complaint")]
    other = make_customer(people, "C-2")
    received(customer=other)
    assert _links(received(customer=other, at=NOON + 31 * DAY)) == []


def test_related_case_is_linked_as_related(received: Received) -> None:
    first = received(taxonomy="NW-01-01")
    assert _links(received(spoken=Spoken(related=first))) == [(first.pk, "related")]


@pytest.mark.requirement("S2-022")
def test_call_leaves_a_contact_and_one_without_is_on_the_list(received: Received, people: People) -> None:
    case = received()
    made = Contact.objects.unscoped("a test looks").get(case=case)
    assert (made.channel, made.direction, made.result) == ("phone", "inbound", "reached")
    assert list(missing_records(people.east.scope)) == []
    made.delete()
    received(channel="CH-LETTER", taxonomy="")
    assert list(missing_records(people.east.scope)) == [case]
    assert list(missing_records(people.west.scope)) == []


@pytest.mark.requirement("S2-043")
@pytest.mark.parametrize("said", [True, False])
def test_summary_is_kept_with_what_the_customer_said_to_it(received: Received, said: bool) -> None:
    case = received(spoken=Spoken(summary="您说多扣了两笔，希望退回", confirmed=said))
    note = Note.objects.unscoped("a test looks").get(case=case)
    assert (note.kind, note.confirmed) == ("summary", said)


@pytest.mark.requirement("S4-016", "S4-029", "S4-030")
@pytest.mark.parametrize(
    ("aims", "claim"),
    [
        (["respect", "heard"], "emotional"),
        (["compensate"], "economic"),
        (["compensate", "pleasant"], "both"),
        (["know", "solve", "prevent"], ""),
    ],
)
def test_aims_are_kept_and_say_the_type_of_claim(received: Received, aims: list[str], claim: str) -> None:
    row = _intake(received(columns={"aims": aims}))
    assert (row.aims, row.claim_type) == (aims, claim)


def test_jurisdiction_comes_from_the_region_else_is_the_nation(received: Received, people: People) -> None:
    assert _intake(received()).jurisdiction == "CN"
    henan = make_customer(people, "C-3", region="河南省郑州市")
    assert _intake(received(customer=henan)).jurisdiction == "CN-HA"


def test_jurisdiction_comes_from_a_unit_above(received: Received, people: People) -> None:
    people.province.name = "重庆公司"
    people.province.save()
    assert _intake(received(customer=make_customer(people, "C-4"))).jurisdiction == "CN-CQ"


def test_what_comes_by_itself_goes_to_who_is_on_duty_with_least_to_do(
    received: Received, people: People, customer: Customer
) -> None:
    web: dict[str, object] = {"by": None, "channel": "CH-ONLINE"}
    assert received(**web).owner == people.bob  # nobody is on duty: the nearest leader
    for person in (people.alice, people.charlie):
        Duty.objects.create(person=person, on_duty=True, since=NOON)
    assert received(**web).owner == people.alice
    Duty.objects.filter(person=people.alice).update(most_open=1)
    assert received(**web).owner == people.bob
    customer.unit = people.group
    customer.save()
    with pytest.raises(NobodyToTake):
        received(**web)


def test_receiving_costs_a_fixed_number_of_queries(
    received: Received, django_assert_max_num_queries: Any
) -> None:
    received(key="a")
    with django_assert_max_num_queries(36):
        received(key="b")
