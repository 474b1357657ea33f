# SPDX-License-Identifier: Apache-2.0
"""The demo's surveys: what is planted in them is found again."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from amends.analytics.sampling.outcomes import Outcome, response_rates
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Identity
from amends.apps.satisfaction.queries.answers import asked_items
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.paired import classes_of
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import comparable_items, wave_before
from amends.apps.surveys.models import Invitation, Response, SurveyWave
from amends.apps.surveys.queries.outcomes import outcomes_of, rates_of
from amends.cli.demo.surveying.inventing import invented
from amends.cli.demo.surveying.pairs import PLANTED
from amends.cli.demo.surveying.waves import survey_the_customers
from tests.apps.cases.conftest import make_customer
from tests.apps.satisfaction.conftest import TCSI
from tests.people import NOON, make_people

WHY = "a test looks"


class _Asked:
    def __init__(self, code: str, construct: str, element: str) -> None:
        self.code, self.construct, self.element = code, construct, element
        self.minimum, self.maximum = 1.0, 10.0


ITEMS = [_Asked(code, construct, element) for code, construct, element, _measure in TCSI]


def test_invented_answers_have_the_means_that_are_planted_and_hang_together() -> None:
    found = invented(
        ITEMS, 4_000, np.random.default_rng(1), means={"EL-TARIFF": 55, "A1": 70}, missing={"G3": 0.8}
    )
    points = (found - 1) / 9 * 100
    at = {item.code: number for number, item in enumerate(ITEMS)}
    assert np.nanmean(points[:, at["P41"]]) == pytest.approx(55, abs=1.5)
    assert np.nanmean(points[:, at["A1"]]) == pytest.approx(70, abs=2)
    assert np.isnan(points[:, at["G3"]]).mean() == pytest.approx(0.8, abs=0.03)
    assert np.corrcoef(points[:, at["A1"]], points[:, at["A2"]])[0, 1] > 0.5
    assert np.corrcoef(points[:, at["A1"]], points[:, at["P41"]])[0, 1] > 0.1


def test_demo_waves_are_drawn_answered_closed_and_comparable(db: None) -> None:
    people = make_people()
    for number in range(600):
        region = ("城东", "城西")[number % 2]
        joined = (NOON - timedelta(days=900)).date()
        made = make_customer(people, f"C-{number}", west=number % 3 == 0, region=region, joined_date=joined)
        Identity.objects.create(customer=made, number_index=f"n{number}")
    old, paired, new, after = survey_the_customers(by=people.dora, at=NOON, answers=110)
    assert [each.state for each in (old, paired, new, after)] == ["closed", "closed", "closed", "open"]
    assert wave_before(new, people.province.scope) == old
    pairs = comparable_items(new, old)
    assert pairs["P43"] == "P43", "worded otherwise, but comparable"
    assert "P63" not in pairs, "new this year"
    standing = wave_standing(new, people.province.scope, tree_in_use())
    tariff, hall = standing.score("EL-TARIFF"), standing.score("EL-HALL")
    assert tariff is not None
    assert hall is not None
    assert tariff.mean is not None
    assert tariff.mean < 62 < (hall.mean or 0)
    assert standing.trends["EL-TARIFF"].before < 64
    complete = Response.objects.unscoped(WHY).filter(wave=new, complete=True)
    assert standing.n == complete.count() >= 80
    expired = Invitation.objects.unscoped(WHY).filter(wave=new, state="expired")
    assert expired.exists(), "some never answered"
    assert not complete.filter(is_low=True, followed_at__isnull=True).exists()
    _not_everybody_answers(new)
    _services_are_what_was_planted(paired, people.province.scope)


def _not_everybody_answers(wave: SurveyWave) -> None:
    """The response rate differs by stratum and is far from everybody; silence has all its kinds."""
    cells = outcomes_of(wave)
    assert 0.3 < rates_of(cells).rr1 < 0.65
    by_stratum = [response_rates(cell).rr1 for stratum, cell in cells.items() if stratum is not None]
    assert max(by_stratum) - min(by_stratum) > 0.02
    whole: Counter[Outcome] = Counter()
    for cell in cells.values():
        whole.update(cell)
    ends = {Outcome.COMPLETE, Outcome.REFUSED, Outcome.NOT_REACHED, Outcome.UNKNOWN, Outcome.INELIGIBLE}
    assert {each for each, count in whole.items() if count} == ends


def _services_are_what_was_planted(wave: SurveyWave, scope: Scope) -> None:
    found = classes_of(wave, scope)
    assert len(found) == len(PLANTED)
    items = {each.code: each.element for each in asked_items(wave)}
    for each in found:
        assert each.found is not None, "enough people answered"
        assert each.found.category == PLANTED[items[each.feature.with_it]]
