# SPDX-License-Identifier: Apache-2.0
"""Signs move a grievance from latent to complaint, and what shows itself is put in somebody's hands once."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from amends.apps.cases.actions import open_case
from amends.apps.cases.models import Case
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import Event, EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.grievances.moving import move_grievances
from amends.apps.recovery.actions.grievances.raising import raise_tasks
from amends.apps.recovery.models import GrievanceStage, Reaction
from amends.apps.surveys.models import Answer, Item, QuestionnaireVersion, Response
from amends.kernel.recovery_class import RecoveryClass
from tests.apps.cases.conftest import make_customer
from tests.apps.surveys.conftest import invited, published
from tests.apps.surveys.conftest import wave as survey_wave
from tests.people import NOON, People

DAY = timedelta(days=1)
LATER = NOON + DAY


@pytest.fixture
def version(people: People) -> QuestionnaireVersion:
    """A questionnaire that asks about the network (Q3)."""
    version = published(people.group)
    Item.objects.create(
        version=version,
        order=3,
        code="Q3",
        kind="rating",
        title="上网",
        element="EL-DATA",
        minimum=1,
        maximum=10,
    )
    return version


def answer(version: QuestionnaireVersion, customer: Customer, number: float, *, at: datetime = NOON) -> None:
    """A customer's score of the network in a wave of its own."""
    asked = survey_wave(version, customer.unit)
    response = Response.objects.create(
        wave=asked, invitation=invited(asked, customer), customer=customer, unit=customer.unit, way="sms",
        started_at=at, saved_at=at, submitted_at=at, complete=True,
    )  # fmt: skip
    item = Item.objects.unscoped("test").get(version=version, code="Q3")
    Answer.objects.create(response=response, item=item, number=number)


def the_grievance() -> GrievanceStage:
    """The only one there is."""
    return GrievanceStage.objects.unscoped("test").get()


@pytest.mark.requirement("S0-046")
def test_a_second_low_score_moves_latent_to_visible_and_raises_a_recovery_task(
    people: People, version: QuestionnaireVersion
) -> None:
    customer = make_customer(people)
    answer(version, customer, 3)
    move_grievances(at=NOON)
    assert (the_grievance().topic, the_grievance().stage) == ("network", "latent")
    assert raise_tasks(at=NOON)["raised"] == 0
    answer(version, customer, 5, at=LATER)
    move_grievances(at=LATER)
    raise_tasks(at=LATER)
    row = the_grievance()
    assert (row.stage, row.moved_at) == ("visible", LATER)
    assert row.case is not None
    assert (row.case.origin, row.case.recovery_class, row.case.state) == ("recovery", "network", "located")
    moved = Event.objects.unscoped("test").get(kind=EventKind.GRIEVANCE_MOVED)
    assert (moved.payload["before"], moved.payload["after"]) == ("latent", "visible")


def test_a_good_score_moves_nothing(people: People, version: QuestionnaireVersion) -> None:
    answer(version, make_customer(people), 8)
    assert move_grievances(at=NOON) == {"new": 0, "moved": 0, "settled": 0}
    assert not GrievanceStage.objects.unscoped("test").exists()


def test_running_again_changes_nothing_and_raises_nothing_twice(
    people: People, version: QuestionnaireVersion
) -> None:
    customer = make_customer(people)
    answer(version, customer, 3)
    answer(version, customer, 3)
    for _time in range(2):
        result = move_grievances(at=NOON) | raise_tasks(at=NOON)
    assert result == {"new": 0, "moved": 0, "settled": 0, "raised": 0, "kept": 0}
    assert Case.objects.unscoped("test").count() == 1


def test_a_recovery_case_that_stands_already_is_the_task(
    people: People, version: QuestionnaireVersion
) -> None:
    customer = make_customer(people)
    case = open_case(
        customer=customer, origin=Origin.SURVEY, recovery_class=RecoveryClass.NETWORK, owner=people.alice,
        by=None, at=NOON,
    )  # fmt: skip
    answer(version, customer, 3)
    answer(version, customer, 3)
    move_grievances(at=NOON)
    raise_tasks(at=NOON)
    assert the_grievance().case == case
    assert Case.objects.unscoped("test").count() == 1


def test_nobody_is_sent_to_who_declined_contact_and_the_row_says_why(
    people: People, version: QuestionnaireVersion
) -> None:
    customer = make_customer(people, do_not_contact=True)
    answer(version, customer, 3)
    answer(version, customer, 3)
    move_grievances(at=NOON)
    assert raise_tasks(at=NOON) == {"raised": 0, "kept": 1}
    assert (the_grievance().case, the_grievance().kept_from) == (None, "do_not_contact")
    written = Event.objects.unscoped("test").count()
    assert raise_tasks(at=LATER) == {"raised": 0, "kept": 1}
    assert Event.objects.unscoped("test").count() == written  # nothing changed: nothing is told again


def test_a_unit_gets_no_more_tasks_a_night_than_it_can_take_up(
    people: People, version: QuestionnaireVersion
) -> None:
    for code in ("C-1", "C-2", "C-3"):
        customer = make_customer(people, code)
        answer(version, customer, 3)
        answer(version, customer, 3)
    move_grievances(at=NOON)
    assert raise_tasks(at=NOON, per_unit=2)["raised"] == 2
    assert raise_tasks(at=LATER, per_unit=2)["raised"] == 1


def test_a_grievance_is_settled_when_no_sign_stands_and_begins_anew_without_the_old_task(
    people: People, version: QuestionnaireVersion
) -> None:
    customer = make_customer(people)
    answer(version, customer, 3)
    answer(version, customer, 3)
    move_grievances(at=NOON)
    raise_tasks(at=NOON)
    Case.objects.unscoped("test").update(
        is_open=False, state="recovered", outcome="recovered", closed_at=LATER, handled_at=LATER,
        result_told_at=LATER,
    )  # fmt: skip
    assert move_grievances(at=LATER)["settled"] == 1
    assert the_grievance().settled_at == LATER
    answer(version, customer, 2, at=LATER + DAY)
    move_grievances(at=LATER + DAY)
    row = the_grievance()
    assert (row.stage, row.settled_at, row.case, row.signs) == ("latent", None, None, {"low_score": 1})


def test_a_complaint_is_the_loudest(people: People) -> None:
    open_case(
        customer=make_customer(people), origin=Origin.COMPLAINT, recovery_class=RecoveryClass.TARIFF,
        owner=people.alice, by=people.alice, at=NOON,
    )  # fmt: skip
    move_grievances(at=LATER)
    assert (the_grievance().topic, the_grievance().stage) == ("tariff", "complaint")


@pytest.fixture
def visible(people: People, version: QuestionnaireVersion) -> GrievanceStage:
    """A grievance that shows itself, of a customer in the east."""
    customer = make_customer(people)
    answer(version, customer, 3)
    answer(version, customer, 3)
    move_grievances(at=NOON)
    return the_grievance()


def test_the_list_shows_own_units_only_in_few_queries(
    client: Client,
    people: People,
    visible: GrievanceStage,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(people.alice)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("recovery:grievances")).content.decode()
    assert "138****1215" in page
    assert "打低分 2" in page
    client.force_login(people.charlie)
    assert "138****1215" not in client.get(reverse("recovery:grievances")).content.decode()


def test_odd_addresses_are_no_errors(client: Client, people: People, visible: GrievanceStage) -> None:
    client.force_login(people.alice)
    assert client.get("/recovery/grievances/?stage=x&topic=y&after=z").status_code == 200


def test_the_panel_tells_the_stage_and_takes_what_the_customer_did(
    client: Client, people: People, visible: GrievanceStage
) -> None:
    client.force_login(people.alice)
    code = visible.customer.code
    assert "显现" in client.get(reverse("recovery:grievances_panel", args=[code])).content.decode()
    for _time in range(2):
        client.post(reverse("recovery:note_reaction", args=[code]), {"act": "wom"})
    assert Reaction.objects.unscoped("test").get().by == people.alice
    client.force_login(people.charlie)
    assert client.get(reverse("recovery:grievances_panel", args=[code])).status_code == 404
    assert client.post(reverse("recovery:note_reaction", args=[code]), {"act": "wom"}).status_code == 404


@pytest.mark.parametrize("name", ["network", "tariff", "usage", "publicity", "complaint", "weather"])
def test_the_guide_shows_each_playbook_with_its_offers(client: Client, people: People, name: str) -> None:
    client.force_login(people.alice)
    page = client.get(reverse("recovery:guide"), {"class": name}).content.decode()
    for title in (
        "触发信号",
        "根因核查",
        "修复动作",
        "权限与升级",
        "用语",
        "回访问题",
        "结案条件",
        "额外心意",
    ):
        assert title in page
