# SPDX-License-Identifier: Apache-2.0
"""The demo brings in what others say: every row is taken, and the pages have rivals, indicators and a target."""

import pytest

from amends.apps.satisfaction.models import ImportedScore, TechnicalReading, YearTarget
from amends.apps.satisfaction.queries.indicators import kpis
from amends.cli.demo.surveying.elsewhere import ELEMENTS, RIVALS, TARGETS, bring_in_what_others_say
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
WHY = "a test looks"


def test_every_row_of_the_demo_is_taken(people: People) -> None:
    bring_in_what_others_say(by=people.dora, at=NOON)
    scores = ImportedScore.objects.unscoped(WHY)
    assert scores.count() == 2 * (1 + len(RIVALS)) * len(ELEMENTS)
    assert {each.rival for each in scores} == {"", *RIVALS}
    readings = TechnicalReading.objects.unscoped(WHY)
    assert set(readings.values_list("code", flat=True)) == set(kpis())
    assert readings.count() == 3 * 3 * len(kpis())  # three months, the province and two cities
    assert YearTarget.objects.unscoped(WHY).count() == len(TARGETS)
