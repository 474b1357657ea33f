# SPDX-License-Identifier: Apache-2.0
"""Who could take one more case: everybody who may, the most suitable first, with what one needs to choose."""

from typing import Any

import pytest
from django.test import Client

from amends.apps.cases.actions.change import can_work
from amends.apps.cases.actions.together import set_duty
from amends.apps.cases.forms.lean import NarrowedSelect
from amends.apps.cases.forms.working import HandOverForm
from amends.apps.cases.models import Case
from amends.apps.cases.queries.one import people_for
from amends.apps.cases.queries.workload import candidates
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Role
from tests.apps.cases.conftest import Opened, make_customer
from tests.people import NOON, People


@pytest.fixture
def team(people: People) -> dict[str, User]:
    """Four colleagues of Alice's own team: on duty with and without cases, trained for tariffs, off duty."""
    made = {
        name: User.objects.create(
            username=name, name=name, role=Role.COMPLAINT_OFFICER, unit=people.east_team
        )
        for name in ("busy", "free", "trained", "away")
    }
    for name, skills in (("busy", []), ("free", []), ("trained", ["TF"])):
        set_duty(on=True, most_open=10, skills=skills, person=made[name], by=people.bob, at=NOON)
    return made


@pytest.fixture
def case(opened: Opened, people: People, team: dict[str, User]) -> Case:
    """A case about tariffs; «busy» has two others."""
    for n in range(2):
        opened(customer=make_customer(people, f"C-{n + 10}"), owner=team["busy"], by=team["busy"])
    found = opened()
    Case.objects.unscoped("a test sets").filter(pk=found.pk).update(taxonomy="TF-01-01")
    found.taxonomy = "TF-01-01"
    return found


def test_most_suitable_come_first_on_duty_by_skill_and_load(case: Case, people: People) -> None:
    found = candidates(case, people_for(case))
    assert [each.person.name for each in found[:3]] == ["trained", "free", "busy"]
    assert [(each.on_duty, each.skilled, each.open) for each in found[:3]] == [
        (True, True, 0),
        (True, False, 0),
        (True, False, 2),
    ]
    assert not any(each.on_duty for each in found[3:])


def test_everybody_is_offered_who_may_work_on_it_and_nobody_else(case: Case, people: People) -> None:
    offered = {str(key) for key, _words in HandOverForm(case=case).fields["to"].choices if key}  # type: ignore[attr-defined]
    may = {str(each.pk) for each in User.objects.select_related("unit") if can_work(each, case)}
    assert offered == may - {str(case.owner_id)}


def test_form_shows_role_unit_presence_and_load(case: Case, people: People) -> None:
    client = Client()
    client.force_login(people.alice)
    page = client.get(f"/cases/{case.number}/forms/hand_over/").content.decode()
    assert "busy · 投诉专员 · 东市投诉组 · 在岗 · 在办 2 / 10 件" in page
    assert "away · 投诉专员 · 东市投诉组 · 离岗 · 在办 0 件" in page
    assert page.index("trained ·") < page.index("busy ·") < page.index("away ·")


def test_people_are_asked_for_in_three_queries(
    case: Case, people: People, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        candidates(case, people_for(case))


def test_people_are_asked_for_only_where_they_are_shown(
    case: Case, people: People, django_assert_num_queries: Any
) -> None:
    data = {"to": str(people.bob.pk), "reason": "他熟悉"}
    with django_assert_num_queries(1):  # the one who was chosen
        assert HandOverForm(data, case=case).is_valid()
    with django_assert_num_queries(3):
        assert HandOverForm(case=case).as_p().count(" · 在岗 · ") == 3


@pytest.mark.parametrize(("many", "box"), [(10, False), (11, True)])
def test_long_list_has_a_box_that_narrows_it(many: int, box: bool) -> None:
    widget = NarrowedSelect(choices=[(n, f"同事{n}") for n in range(many)])
    html = widget.render("to", None, {"id": "to"})
    assert ('data-narrows="to"' in html, 'size="8"' in html) == (box, box)
    assert html.count("<option") == many
