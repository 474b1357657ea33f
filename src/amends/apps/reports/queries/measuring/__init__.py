# SPDX-License-Identifier: Apache-2.0
"""What takes the place of cited numbers: figures measured from the platform's own data, nightly, for one unit."""

from collections.abc import Iterator
from datetime import date, timedelta

from amends.apps.core.models import Unit
from amends.apps.reports.queries.measuring.answering import respondents, told
from amends.apps.reports.queries.measuring.complaining import Group, complainants
from amends.apps.reports.queries.measuring.customers import revenue, tenure
from amends.apps.reports.queries.measuring.retention import (
    complaint_counts,
    complaint_figures,
    hypothesis,
    silent_figures,
)
from amends.apps.reports.queries.measuring.spending import cost_of_cases
from amends.apps.reports.rules.figures import YEAR, Found

BACK = timedelta(days=YEAR + 180)  # so that a year of customers has been watched for half a year

__all__ = ["Group", "measured_figures"]


def measured_figures(unit: Unit, today: date) -> Iterator[Found]:
    """Every figure of a unit's customers as known on `today`. Some twenty queries, each over one or one and a half
    years of complaints and answers; for the night, never for a page."""
    since = today - BACK
    voiced = complainants(unit.scope, since, today)
    asked = respondents(unit.scope, since, today)
    yield from complaint_counts(voiced, today)
    yield from complaint_figures(voiced, today)
    yield from silent_figures(asked, today)
    yield from hypothesis(voiced, asked, today)
    yield told(unit.scope, today - timedelta(days=YEAR), today)
    yield tenure(unit.scope, today)
    yield revenue(unit.scope, today)
    yield cost_of_cases(unit.scope, today - timedelta(days=YEAR), today)
