# SPDX-License-Identifier: Apache-2.0
"""What stands around a case and outside one's scope, and that nobody waits behind those whom nobody can take."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from amends.apps.cases.actions.joining import join_incident, link
from amends.apps.cases.actions.ownership import offer
from amends.apps.cases.actions.together import add_note, give_out, set_duty
from amends.apps.cases.models import Case, CaseText
from amends.apps.cases.models.desk_words import LinkKind
from amends.apps.cases.queries.together import together, waiting_cases
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import HOUR, make_customer, stored
from tests.apps.cases.test_clocks import complain
from tests.people import NOON, PASSWORD, People, make_people

WHY = "a test looks"


@pytest.fixture
def officer(people: People) -> User:
    """A colleague of Alice's."""
    return add_user(
        username="anna", name="安娜", password=PASSWORD, role=Role.COMPLAINT_OFFICER,
        unit=people.east_team, by=None, at=NOON,
    )  # fmt: skip


@pytest.fixture
def pair(people: People) -> tuple[Case, Case]:
    """A case of Alice's and one of Charlie's that repeats it."""
    here = complain(people, make_customer(people))
    there = complain(people, make_customer(people, "W-1", west=True), owner=people.charlie, by=people.charlie)
    Case.objects.unscoped(WHY).filter(pk=there.pk).update(title="西市的事由")
    link(case=here, version=here.version, other=there, kind=LinkKind.REPEAT, by=people.alice, at=NOON)
    return stored(here), stored(there)


def _queued(people: People, code: str, *, queue: Role = Role.COMPLAINT_OFFICER, **fields: object) -> Case:
    case = complain(people, make_customer(people, code))
    case = offer(case=case, version=case.version, queue=queue, reason="换班", by=people.alice, at=NOON)
    Case.objects.unscoped(WHY).filter(pk=case.pk).update(**fields)
    return case


@pytest.mark.django_db
def test_link_to_a_case_elsewhere_says_only_that_there_is_one(
    pair: tuple[Case, Case], people: People, client: Client
) -> None:
    here, there = pair
    for person, own, other in ((people.alice, here, there), (people.charlie, there, here)):
        client.force_login(person)
        page = client.get(f"/cases/{own.number}/work/").text
        assert other.number not in page
        assert "西市的事由" not in page
        assert "1 个关联案件在其他机构" in page
    seen = together(here, people.dora.scope)
    assert ([each.other for each in seen.links], seen.elsewhere) == ([there], 0)


@pytest.mark.django_db
def test_incident_elsewhere_is_no_dead_link(pair: tuple[Case, Case], people: People, client: Client) -> None:
    here, there = pair
    join_incident(case=there, version=there.version, incident=here, by=people.dora, at=NOON)
    client.force_login(people.charlie)
    page = client.get(f"/cases/{there.number}/work/").text
    assert "其他机构的案件" in page
    assert here.number not in page


@pytest.mark.django_db
def test_case_that_nobody_can_take_keeps_none_behind_it_waiting(people: People, officer: User) -> None:
    for number in range(3):
        _queued(people, f"X-{number}", queue=Role.HALL_CLERK, priority="p1")
    last = _queued(people, "X-9")
    set_duty(on=True, most_open=5, skills=[], person=officer, by=officer, at=NOON)
    assert give_out(at=NOON, most=1) == 1
    assert stored(last).owner == officer


@pytest.mark.django_db
def test_waiting_cases_come_in_order_however_they_are_read(people: People) -> None:
    later, never, soon = (_queued(people, f"X-{number}") for number in range(3))
    first = _queued(people, "X-4", priority="p1")
    for case, due in ((later, NOON + 2 * HOUR), (never, None), (soon, NOON + HOUR), (first, None)):
        Case.objects.unscoped(WHY).filter(pk=case.pk).update(due_at=due)
    for portion in (1, 2, 10):
        assert list(waiting_cases(portion=portion)) == [first, soon, later, never]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_are_both_found() -> None:
    people = make_people()
    case = complain(people, make_customer(people))
    with transaction.atomic():
        add_note(case=case, text="一号备注", by=people.alice, at=NOON)
        other = Thread(target=_write, args=(case, people))
        other.start()
        other.join(timeout=2)
    other.join(timeout=20)
    text = CaseText.objects.unscoped(WHY).get(case=case).text
    assert "一号备注" in text
    assert "二号备注" in text


def _write(case: Case, people: People) -> None:
    try:
        add_note(case=case, text="二号备注", by=people.bob, at=NOON)
    finally:
        connection.close()
