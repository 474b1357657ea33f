# SPDX-License-Identifier: Apache-2.0
"""A list of units shows what belongs to what."""

from collections.abc import Iterable
from typing import cast

from amends.apps.core.forms.units import UnitField
from amends.apps.core.models import Unit
from tests.people import People


def _words(field: UnitField) -> list[object]:
    return [words for _value, words in cast("Iterable[tuple[object, object]]", field.choices)]


def test_each_unit_stands_a_step_behind_the_one_it_belongs_to(people: People) -> None:
    field = UnitField(queryset=Unit.objects.within(people.province.scope))
    assert _words(field) == [
        field.empty_label, "示例省", "\u3000东市", "\u3000\u3000东市投诉组", "\u3000西市", "\u3000\u3000西市投诉组",
    ]  # fmt: skip
    teams = UnitField(queryset=Unit.objects.filter(kind="team").order_by("number"), empty_label=None)
    assert _words(teams) == ["东市投诉组", "西市投诉组"]
    assert field.clean(str(people.east.pk)) == people.east
