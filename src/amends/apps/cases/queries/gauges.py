# SPDX-License-Identifier: Apache-2.0
"""What a monitor is told of the desk."""

from datetime import datetime

from amends.apps.cases.models import Case
from amends.apps.core.queries.gauges import EVERY_UNIT
from amends.apps.core.rules.gauges import Gauge


def gauges(at: datetime) -> list[Gauge]:
    """Cases that are open, and of them those past their time. Two queries."""
    cases = Case.objects.unscoped(EVERY_UNIT).standing(is_open=True)
    overdue = cases.filter(soonest_at__lt=at).count()
    return [
        Gauge("amends_cases_open", "Cases that are not closed.", cases.count()),
        Gauge("amends_cases_overdue", "Open cases whose next action or clock is past.", overdue),
    ]
