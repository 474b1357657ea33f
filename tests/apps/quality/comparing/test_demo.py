# SPDX-License-Identifier: Apache-2.0
"""What the demo shows of equal treatment and of improvements."""

from amends.apps.quality.models import Judgement, TreatmentRun
from amends.cli.demo.treating import look_at_treatment
from tests.people import NOON, People


def test_the_demo_compares_and_judges(people: People) -> None:
    look_at_treatment(by=people.dora, owner=people.bob, at=NOON)
    assert TreatmentRun.objects.unscoped("a test looks").get().unit == people.province
    assert Judgement.objects.unscoped("a test looks").get().verdict == "too_few"
