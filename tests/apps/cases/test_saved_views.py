# SPDX-License-Identifier: Apache-2.0
"""Lists kept under a name: one's own, or a unit's."""

import pytest
from django.test import Client

from amends.apps.cases.actions.change import RightMissing, WordsMissing
from amends.apps.cases.actions.views import NameTaken, NotYourView, ViewTooLong, remove_view, save_view
from amends.apps.cases.models import SavedView
from amends.apps.cases.queries.views import views_for
from amends.apps.cases.rules.desk import CaseFilter, Choice, Desk, Sort
from amends.apps.core.models import User
from tests.people import NOON, People

URGENT = Choice(Desk.UNIT, Sort.WEIGHT, CaseFilter(priority="p1"))


def _save(by: User, name: str = "紧急的", *, choice: Choice = URGENT, shared: bool = False) -> SavedView:
    return save_view(name=name, choice=choice, shared=shared, by=by, at=NOON)


def _names(person: User) -> list[str]:
    return [view.name for view in views_for(person)]


def test_view_keeps_what_the_address_says(people: People) -> None:
    assert _save(people.alice).query == "tab=unit&sort=weight&priority=p1"
    assert (_names(people.alice), _names(people.bob), _names(people.charlie)) == (["紧急的"], [], [])


def test_shared_view_is_seen_in_the_unit_and_below(people: People) -> None:
    _save(people.bob, shared=True)
    assert _names(people.alice) == _names(people.bob) == ["紧急的"]
    assert _names(people.charlie) == _names(people.dora) == []


def test_only_who_assigns_cases_shares(people: People) -> None:
    with pytest.raises(RightMissing):
        _save(people.alice, shared=True)


def test_name_is_given_once_a_person(people: People) -> None:
    _save(people.alice)
    _save(people.bob)
    with pytest.raises(NameTaken):
        _save(people.alice)
    with pytest.raises(WordsMissing):
        _save(people.alice, " ")
    with pytest.raises(ViewTooLong):
        _save(
            people.alice,
            "长",
            choice=Choice(Desk.UNIT, Sort.DUE, CaseFilter(owner="长" * 40, region="长" * 40)),
        )


def test_view_is_removed_by_its_owner_only(people: People) -> None:
    view = _save(people.bob, shared=True)
    with pytest.raises(NotYourView):
        remove_view(view=view, by=people.alice, at=NOON)
    remove_view(view=view, by=people.bob, at=NOON)
    assert _names(people.alice) == []


def test_view_that_somebody_left_behind_is_removed_by_who_assigns_cases_there(people: People) -> None:
    view, dora = _save(people.bob, shared=True), people.dora
    people.bob.is_active = False
    people.bob.save()
    for other in (people.alice, people.charlie):
        with pytest.raises(NotYourView):
            remove_view(view=view, by=other, at=NOON)
    remove_view(view=view, by=dora, at=NOON)
    assert _names(people.alice) == []


def test_page_saves_offers_and_removes_a_view(people: People) -> None:
    client = Client()
    client.force_login(people.bob, backend="django.contrib.auth.backends.ModelBackend")
    asked = {"tab": "unit", "priority": "p1", "name": "紧急的", "shared": "on"}
    assert client.post("/cases/views/save/", asked)["Location"] == "/cases/?tab=unit&priority=p1"
    page = client.get("/cases/?tab=unit&priority=p1").content.decode()
    assert 'href="?tab=unit&amp;priority=p1" aria-current="page">紧急的</a>' in page
    client.post(f"/cases/views/{views_for(people.bob)[0].pk}/remove/")
    assert views_for(people.bob) == []


def test_view_of_somebody_else_cannot_be_removed_by_its_address(people: People) -> None:
    view = _save(people.bob)
    client = Client()
    client.force_login(people.charlie, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/cases/views/{view.pk}/remove/").status_code == 404


@pytest.mark.parametrize("path", ["/cases/views/save/", "/cases/views/7/remove/", "/cases/views/"])
def test_address_of_a_views_form_opened_as_a_page_leads_to_the_list(people: People, path: str) -> None:
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path, headers={"Accept": "text/html"}, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/cases/")
