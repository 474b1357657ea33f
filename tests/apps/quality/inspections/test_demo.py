# SPDX-License-Identifier: Apache-2.0
"""The demo has inspections, an appeal that waits and coaching."""

from datetime import timedelta
from random import Random

from amends.apps.quality.models import Appeal, BlindMark, Calibration, Coaching
from amends.apps.quality.queries.inspections import months
from amends.cli.demo.inspecting import fill_inspections
from tests.apps.quality.inspections.conftest import LATER, Inspectors
from tests.people import People


def test_demo_is_inspected_appealed_and_coached(people: People, inspectors: Inspectors) -> None:
    count = fill_inspections(
        inspectors=(inspectors.quinn, inspectors.rita), agents=[people.alice], at=LATER, rng=Random(3)
    )
    assert count >= 4
    assert Appeal.objects.unscoped("a test").count() == 1
    assert len(months(inspectors.quinn.scope, LATER - timedelta(days=365))) >= 3
    assert Coaching.objects.unscoped("a test").exists()
    done, going = Calibration.objects.unscoped("a test").order_by("made_at")
    assert done.closed_at is not None
    assert {each.inspector for each in BlindMark.objects.unscoped("a test").filter(calibration=done)} == {
        inspectors.quinn, inspectors.rita,
    }  # fmt: skip
    assert (
        not BlindMark.objects.unscoped("a test").filter(calibration=going, inspector=inspectors.rita).exists()
    )
