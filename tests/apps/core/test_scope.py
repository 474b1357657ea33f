# SPDX-License-Identifier: Apache-2.0
"""Scope: no query over scoped rows runs without one, whatever shape it takes."""

from collections.abc import Callable

import pytest
from django.db.models import Exists, OuterRef

from amends.apps.core.models import ScopeMissing, Unit
from amends.apps.core.rules.organisation import NOTHING
from amends.apps.customers.models import Customer, CustomerQuerySet
from tests.people import NOON, People

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
