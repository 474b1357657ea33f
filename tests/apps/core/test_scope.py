# SPDX-License-Identifier: Apache-2.0
"""Scope: no query over scoped rows runs without one, whatever shape it takes."""

from collections.abc import Callable

import pytest
from django.db.models import Exists, OuterRef
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import Event, EventKind, JobRun, ScopeMissing, Unit, User
from amends.apps.core.queries.jobs import active_runs, failed_runs
from amends.apps.core.queries.log import log_page
from amends.apps.core.rules.organisation import NOTHING
from amends.apps.core.rules.roles import Role
from amends.apps.customers.models import Customer, CustomerQuerySet
from tests.people import NOON, PASSWORD, People

Rows = Callable[[CustomerQuerySet], object]
SHAPES: dict[str, Rows] = {
    "list": list,
    "get": lambda rows: rows.get(code="C1"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "first": lambda rows: rows.first(),
    "values": lambda rows: list(rows.values("code")),
    "aggregate": lambda rows: rows.aggregate(n=models_count()),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "update": lambda rows: rows.update(region="x"),
    "delete": lambda rows: rows.delete(),
    "subquery": lambda rows: list(Unit.objects.filter(pk__in=rows.values("unit"))),
    "exists-subquery": lambda rows: list(Unit.objects.filter(Exists(rows.filter(unit=OuterRef("pk"))))),
    "union": lambda rows: list(rows.union(rows)),
    "earliest": lambda rows: rows.earliest("pk"),
}


def models_count() -> object:
    from django.db.models import Count

    return Count("pk")


@pytest.fixture
def customers(people: People) -> People:
    for code, unit in (("C1", people.east_team), ("C2", people.west_team)):
        Customer.objects.create(code=code, unit=unit, updated_at=NOON)
    return people


@pytest.mark.parametrize("shape", SHAPES)
def test_query_is_refused_when_no_scope_is_named(customers: People, shape: str) -> None:
    with pytest.raises(ScopeMissing):
        SHAPES[shape](Customer.objects.all())


@pytest.mark.parametrize("shape", [s for s in SHAPES if s not in {"get"}])
def test_query_runs_when_the_scope_is_named(customers: People, shape: str) -> None:
    SHAPES[shape](Customer.objects.within(customers.dora.scope))


def test_each_person_sees_the_rows_of_their_subtree(customers: People) -> None:
    def seen(user: object) -> list[str]:
        scope = user.scope  # type: ignore[attr-defined]
        return sorted(Customer.objects.within(scope).values_list("code", flat=True))

    assert seen(customers.alice) == ["C1"]
    assert seen(customers.bob) == ["C1"]
    assert seen(customers.charlie) == ["C2"]
    assert seen(customers.dora) == ["C1", "C2"]


def test_person_without_unit_sees_nothing(customers: People) -> None:
    assert not Customer.objects.within(NOTHING).exists()


def test_unscoped_query_needs_a_reason(customers: People) -> None:
    assert Customer.objects.unscoped("the test counts all").count() == 2
    with pytest.raises(ValueError, match="why"):
        Customer.objects.unscoped("")


def test_filters_put_on_later_keep_the_scope(customers: People) -> None:
    rows = Customer.objects.within(customers.alice.scope).filter(code__startswith="C").exclude(code="C9")
    assert [row.code for row in rows.order_by("-code")] == ["C1"]


@pytest.mark.parametrize("rows", [Event.objects.all, JobRun.objects.all])
def test_log_and_queue_are_refused_when_no_scope_is_named(people: People, rows: Callable[[], object]) -> None:
    with pytest.raises(ScopeMissing):
        list(rows())  # type: ignore[call-overload]


def test_charlie_sees_none_of_the_easts_events(people: People) -> None:
    with writing(by=people.alice, at=NOON) as log:
        log(EventKind.CUSTOMERS_SEARCHED, people.alice, unit=people.east_team)
    with writing(by=people.charlie, at=NOON) as log:
        log(EventKind.CUSTOMERS_SEARCHED, people.charlie, unit=people.west_team)
    searched = {
        who: [event.by for event in log_page(who.scope, kind=EventKind.CUSTOMERS_SEARCHED).events]
        for who in (people.alice, people.bob, people.charlie, people.dora)
    }
    assert searched[people.charlie] == [people.charlie]
    assert searched[people.alice] == searched[people.bob] == [people.alice]
    assert searched[people.dora] == [people.charlie, people.alice]


@pytest.fixture
def west_manager(people: People) -> User:
    """Somebody of the west who may see runs and the log."""
    role, unit = Role.CITY_MANAGER, people.west
    return add_user(username="wanda", name="万达", role=role, unit=unit, password=PASSWORD, by=None, at=NOON)


def test_log_page_shows_nothing_of_other_cities(people: People, west_manager: User, client: Client) -> None:
    with writing(by=people.alice, at=NOON) as log:
        log(EventKind.CUSTOMERS_SEARCHED, people.alice, about="C-EAST", unit=people.east_team)
        log(EventKind.CUSTOMERS_SEARCHED, people.alice, about="C-WEST", unit=people.west_team)
    client.force_login(west_manager)
    page = client.get(reverse("core:log")).content.decode()
    assert "C-WEST" in page
    assert "C-EAST" not in page


FOLLOWS = {"alice": True, "bob": False, "charlie": False, "dora": True, "west_manager": False, "ed": True}


@pytest.mark.parametrize("who", FOLLOWS)
def test_run_is_followed_by_who_asked_and_by_those_in_charge(
    people: People, west_manager: User, client: Client, who: str
) -> None:
    run = enqueue("import_file", by=people.alice, at=NOON)
    client.force_login(west_manager if who == "west_manager" else getattr(people, who))
    answer = client.get(reverse("core:job", args=[run.pk]))
    assert (answer.status_code == 200) is FOLLOWS[who]


def test_nightly_run_is_followed_by_all_who_see_runs(
    people: People, west_manager: User, client: Client
) -> None:
    run = enqueue("nightly_run", by=people.dora, at=NOON)
    seen = {}
    for person in (west_manager, people.charlie):
        client.force_login(person)
        seen[person] = client.get(reverse("core:job", args=[run.pk])).status_code
    assert seen == {west_manager: 200, people.charlie: 404}


def test_failed_and_active_runs_are_those_of_the_administrators_units(people: People) -> None:
    mine, theirs = enqueue("a", by=people.alice, at=NOON), enqueue("b", by=people.charlie, at=NOON)
    nobodys = enqueue("c", by=None, at=NOON)
    assert list(active_runs(people.east.scope)) == [mine]
    assert list(active_runs(people.group.scope)) == [mine, theirs, nobodys]
    failed = {"state": "failed", "finished_at": NOON}
    JobRun.objects.unscoped("a test").update(**failed)
    assert list(failed_runs(people.west.scope)) == [theirs]
    assert {*failed_runs(people.group.scope)} == {mine, theirs, nobodys}
