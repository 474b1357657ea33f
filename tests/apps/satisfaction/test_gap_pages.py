# SPDX-License-Identifier: Apache-2.0
"""The pages of the gaps, as those see them who may."""

import pytest

from amends.analytics.drivers.gaps import Gap
from amends.apps.cases.models import Improvement
from amends.apps.satisfaction.models import GapCharge, ManagerForecast
from tests.apps.satisfaction.conftest import as_user, make_version, make_wave
from tests.people import People

LOOKS = "a test looks"


def test_board_shows_the_five_gaps_with_their_roles(people: People, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    browser = as_user(people.bob)
    with django_assert_max_num_queries(8):
        page = browser.get("/satisfaction/gaps/").content.decode()
    for name in ("倾听差距", "设计标准差距", "传递差距", "沟通差距", "顾客差距"):
        assert name in page


@pytest.mark.parametrize("gap", [*Gap])
def test_every_card_opens_on_an_empty_system(gap: Gap, people: People) -> None:
    answer = as_user(people.bob).get(f"/satisfaction/gaps/{gap.value}/")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["gaps/", "gaps/1/", "needs/", "expectations/"])
def test_pages_are_for_those_who_may_see_satisfaction(address: str, people: People) -> None:
    assert as_user(people.alice).get(f"/satisfaction/{address}").status_code == 403
    assert as_user(people.bob).get(f"/satisfaction/{address}").status_code == 200


def test_there_is_no_sixth_gap(people: People) -> None:
    assert as_user(people.bob).get("/satisfaction/gaps/6/").status_code == 404


def test_leader_changes_who_answers_on_the_card(people: People) -> None:
    typed = {"owner_role": "team_leader", "state": "acting", "note": "", "version": 0}
    browser = as_user(people.bob)
    assert browser.post("/satisfaction/gaps/3/charge/", typed).status_code == 302
    row = GapCharge.objects.unscoped(LOOKS).get()
    assert (row.unit, row.gap, row.owner_role) == (people.east, 3, "team_leader")
    assert browser.post("/satisfaction/gaps/3/charge/", typed).status_code == 422


@pytest.mark.requirement("S3-014")
def test_template_pressed_on_the_card_becomes_a_task_with_owner_and_day(people: People) -> None:
    typed = {"template": "g1_survey", "owner": people.alice.pk, "due_date": "2026-12-24"}
    answer = as_user(people.bob).post("/satisfaction/gaps/1/act/", typed)
    made = Improvement.objects.unscoped(LOOKS).get()
    assert answer["Location"] == f"/cases/improvements/{made.pk}/"
    assert (made.gap, made.owner, str(made.due_date)) == (1, people.alice, "2026-12-24")


def test_template_without_an_owner_stays_on_the_card(people: People) -> None:
    answer = as_user(people.bob).post("/satisfaction/gaps/1/act/", {"template": "g1_survey"})
    assert answer.status_code == 422
    assert not Improvement.objects.unscoped(LOOKS).exists()


def test_manager_fills_in_the_form_and_finds_it_again(people: People) -> None:
    items = [("X1", "", "EX-NETWORK", "expectation"), ("Y1", "", "EX-NETWORK", "perception")]
    wave = make_wave(people, version=make_version(people, code="SV-X", items=items))
    browser, address = as_user(people.bob), f"/satisfaction/gaps/forecast/{wave.pk}/"
    assert browser.post(address, {"X1": "11"}).status_code == 422
    assert browser.post(address, {"X1": "7.5", "topics": ["NW-01"]}).status_code == 302
    row = ManagerForecast.objects.unscoped(LOOKS).get()
    assert (row.answers, row.topics, row.person) == ({"X1": 7.5}, ["NW-01"], people.bob)
    assert 'value="7.5"' in browser.get(address).content.decode()
    assert as_user(people.alice).get(address).status_code == 403
