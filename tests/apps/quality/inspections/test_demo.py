# SPDX-License-Identifier: Apache-2.0
"""The demo has inspections, an appeal that waits and coaching."""

from datetime import timedelta
from random import Random

from amends.apps.quality.models import Appeal, Coaching
from amends.apps.quality.queries.inspections import months
from amends.cli.demo.inspecting import fill_inspections
from tests.apps.quality.inspections.conftest import LATER, Inspectors
from tests.people import People


def test_demo_is_inspected_appealed_and_coached(people: People, inspectors: Inspectors) -> None:
    count = fill_inspections(inspector=inspectors.quinn, agents=[people.alice], at=LATER, rng=Random(3))
    assert count >= 4
    assert Appeal.objects.unscoped("a test").count() == 1
    assert len(months(inspectors.quinn.scope, LATER - timedelta(days=365))) >= 3
    assert Coaching.objects.unscoped("a test").exists()
