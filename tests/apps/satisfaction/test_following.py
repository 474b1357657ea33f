# SPDX-License-Identifier: Apache-2.0
"""A low answer leads to one case in somebody's hands, with the words; or to a notice where nobody may call."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from amends.apps.cases.models import Case, Contact
from amends.apps.cases.rules.states import Origin
from amends.apps.core import worker
from amends.apps.core.models import Event, EventKind, Message, User
from amends.apps.customers.models import Customer
from amends.apps.satisfaction.actions.following import Followed, follow
from amends.apps.satisfaction.queries.following import waiting_low
from amends.apps.surveys.models import OpenLink, Response, SurveyWave
from tests.apps.cases.conftest import make_customer
from tests.apps.cases.course import complaint
from tests.apps.surveys.answers import ANSWERED, UNHAPPY, answered, long_version, stored
from tests.apps.surveys.conftest import invited, wave
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(people: People) -> SurveyWave:
    """The long questionnaire, asked in the whole province for months."""
    return wave(long_version(people.group), people.province, ends_at=NOON + 200 * DAY)


@pytest.fixture
def customer(people: People) -> Customer:
    """A customer of Alice's team."""
    return make_customer(people)


def _low(
    asked: SurveyWave, customer: Customer, about: str = "", at: datetime = ANSWERED, **more: Any
) -> Response:
    row = invited(asked, customer, about=about)
    return answered(row, UNHAPPY | more, at=at).response


def _cases() -> list[Case]:
    return list(Case.objects.unscoped("test").order_by("pk"))


def test_case_holds_the_words_and_has_an_owner_when_the_answer_is_low(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    row = _low(asked, customer)
    assert follow(response=row, at=ANSWERED) is Followed.OPENED
    (case,) = _cases()
    assert (case.origin, case.customer, case.owner) == (Origin.SURVEY, customer, people.bob)
    assert case.priority == "p1"
    assert "等了三天没人管" in case.story
    assert "13800001234" not in case.story
    assert "问题没有解决" in case.reasons
    assert stored(row).followed_at == ANSWERED


def test_answer_is_followed_once_when_two_workers_try(asked: SurveyWave, customer: Customer) -> None:
    row = _low(asked, customer)
    follow(response=row, at=ANSWERED)
    assert follow(response=row, at=ANSWERED) is Followed.BEFORE
    assert len(_cases()) == 1


def test_worker_follows_within_its_next_turn(asked: SurveyWave, customer: Customer) -> None:
    _low(asked, customer)
    assert worker.work_once(worker="w", clock=lambda: ANSWERED, keep_alive=False)
    assert len(_cases()) == 1


def test_second_low_answer_goes_into_the_case_when_within_the_window(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    follow(response=_low(asked, customer), at=ANSWERED)
    later = ANSWERED + 29 * DAY
    again = _low(wave(asked.version, people.province, ends_at=NOON + 99 * DAY), customer, at=later)
    assert follow(response=again, at=later) is Followed.JOINED
    assert len(_cases()) == 1
    notes = Contact.objects.unscoped("test").filter(case=_cases()[0], direction="inbound")
    assert ["等了三天没人管" in each.note for each in notes] == [True]


def test_other_customers_answer_opens_another_case(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    follow(response=_low(asked, customer), at=ANSWERED)
    follow(response=_low(asked, make_customer(people, "C-2")), at=ANSWERED)
    assert len(_cases()) == 2


def test_words_go_into_the_rated_case_while_it_is_open(
    people: People, asked: SurveyWave, customer: Customer
) -> None:
    case = complaint(people, customer)
    row = _low(asked, customer, about=f"cases.case:{case.pk}")
    assert follow(response=row, at=ANSWERED) is Followed.JOINED
    assert len(_cases()) == 1


@pytest.mark.parametrize("how", ["answer", "customer"])
def test_who_wants_no_contact_is_left_alone_and_the_unit_told(
    people: People, asked: SurveyWave, customer: Customer, how: str
) -> None:
    if how == "customer":
        customer.do_not_contact = True
        customer.save(update_fields=["do_not_contact"])
    row = _low(asked, customer, C11="decline" if how == "answer" else "agree")
    assert follow(response=row, at=ANSWERED) is Followed.LEFT_ALONE
    assert not _cases()
    assert Message.objects.filter(to=people.bob, key__startswith="low:").count() == 1


def test_unit_is_told_of_an_anonymous_low_answer(people: People, asked: SurveyWave) -> None:
    link = OpenLink.objects.create(wave=asked, unit=people.east, code="hall", place="一号营业厅")
    row = Response.objects.create(
        wave=asked, link=link, unit=people.east, way="qr", session="s", started_at=NOON, saved_at=NOON,
        submitted_at=NOON, complete=True, is_low=True, low=[{"reason": "low_score", "act": True}],
    )  # fmt: skip
    assert follow(response=row, at=ANSWERED) is Followed.UNIT_TOLD
    assert "一号营业厅" in Message.objects.get(to=people.bob, key__startswith="low:").subject
    assert not _cases()


def test_event_names_the_case_and_no_words(asked: SurveyWave, customer: Customer) -> None:
    follow(response=_low(asked, customer), at=ANSWERED)
    told = Event.objects.unscoped("test").get(kind=EventKind.SURVEY_LOW_FOLLOWED)
    assert told.payload["case"] == _cases()[0].number
    assert "三天" not in str(told.payload)


def test_answer_waits_where_nobody_could_be_told(people: People, asked: SurveyWave) -> None:
    User.objects.filter(pk__in=[people.bob.pk, people.dora.pk]).update(is_active=False)
    link = OpenLink.objects.create(wave=asked, unit=people.east, code="hall", place="一号营业厅")
    row = Response.objects.create(
        wave=asked, link=link, unit=people.east, way="qr", session="s", started_at=NOON, saved_at=NOON,
        submitted_at=NOON, complete=True, is_low=True, low=[{"reason": "low_score", "act": True}],
    )  # fmt: skip
    assert follow(response=row, at=ANSWERED) is Followed.NOBODY
    assert stored(row).followed_at is None
    User.objects.filter(pk=people.bob.pk).update(is_active=True)
    assert follow(response=row, at=ANSWERED + DAY) is Followed.UNIT_TOLD


def test_answers_that_nobody_takes_keep_none_behind_them_waiting(people: People, asked: SurveyWave) -> None:
    rows = [_low(asked, make_customer(people, f"C-{number}")) for number in range(5)]
    assert [each.pk for each in waiting_low(most=2)] == [each.pk for each in rows]
    assert [each.pk for each in waiting_low(rows[3].pk, most=1)] == [rows[3].pk]
