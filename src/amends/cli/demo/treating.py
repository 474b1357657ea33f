# SPDX-License-Identifier: Apache-2.0
"""The demo's look at itself: whether groups are treated alike, and whether an improvement prevents what it should."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.cases.models import Case
from amends.apps.core.models import Unit, User
from amends.apps.quality.actions.comparing import compare_treatment
from amends.apps.quality.actions.preventing import Aim, judge, set_prevention

WHY = "the demo looks at what it made itself"
TOPIC = "TF"
WEEKS_AGO = 5


def look_at_treatment(*, by: User, owner: User, at: datetime) -> None:
    """Compare the groups of the last quarter of a year for `by`'s unit, and judge an improvement that `owner` leads in
    theirs. Both need cases that ended; where there are none the pages say so."""
    today = localdate(at)
    if by.unit is not None:
        first = today - timedelta(days=91)
        compare_treatment(unit=by.unit, first=first, last=today - timedelta(days=1), by=by, at=at)
    if owner.unit is not None:
        _prevent(owner, owner.unit, today - timedelta(weeks=WEEKS_AGO), at)


def _prevent(owner: User, unit: Unit, start: date, at: datetime) -> None:
    cases = Case.objects.within(unit.scope).filter(taxonomy__startswith=TOPIC, is_open=True)[:3]
    plan = Plan(
        title="套外扣费前先发短信并等客户确认",
        departments=["operations"],
        owner=owner,
        due_date=localdate(at) + timedelta(days=30),
    )
    made = open_improvement(plan=plan, unit=unit, cases=list(cases), by=owner, at=at)
    aim = Aim(unit=unit, start_date=start, expected_cut=30, topic=TOPIC, weeks_before=12, weeks_after=12)
    found = set_prevention(improvement=made, aim=aim, version=0, by=owner, at=at)
    judge(plan=found, by=owner, at=at)
