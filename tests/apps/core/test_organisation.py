# SPDX-License-Identifier: Apache-2.0
"""The tree as spans: a subtree is one range, whatever shape the tree has."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.core.actions.organisation import UnitMisplaced, add_unit
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope, UnitKind, numbered
from tests.people import NOON, People


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=40))
def test_spans_hold_exactly_the_units_below(choices: list[int]) -> None:
    parents = {0: None} | {i + 1: choice % (i + 1) for i, choice in enumerate(choices)}
    children: dict[int | None, list[int]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    spans = numbered(children)

    def below(unit: int, top: int) -> bool:
        at: int | None = unit
        while at is not None and at != top:
            at = parents[at]
        return at == top

    for top in parents:
        scope = Scope(*spans[top])
        assert {u for u in parents if scope.covers(spans[u][0])} == {u for u in parents if below(u, top)}


def test_unit_added_later_is_in_the_scope_of_those_above(people: People) -> None:
    hall = add_unit(
        code="G-P-E-H", name="东市一厅", kind=UnitKind.HALL, parent=people.east, by=people.ed, at=NOON
    )
    scopes = {u.code: Unit.objects.get(pk=u.pk).scope.covers(hall.number) for u in (people.east, people.west)}
    assert scopes == {"G-P-E": True, "G-P-W": False}


def test_unit_is_refused_where_it_cannot_stand(people: People) -> None:
    with pytest.raises(UnitMisplaced):
        add_unit(code="X", name="x", kind=UnitKind.PROVINCE, parent=people.east, by=None, at=NOON)
    with pytest.raises(UnitMisplaced):
        add_unit(code="X", name="x", kind=UnitKind.HALL, parent=None, by=None, at=NOON)


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "province", "parent": None},
        {"kind": "kingdom"},
        {"number": 9, "last": 3},
    ],
)
def test_database_refuses_a_bad_unit(people: People, bad: dict[str, object]) -> None:
    good = {"code": "B", "name": "b", "kind": "city", "parent": people.province, "number": 90, "last": 90}
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.create(**{**good, **bad})
