# SPDX-License-Identifier: Apache-2.0
"""What several cases with the same demand lead to: somebody looks at our own standard, once."""

from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.opening import tell
from amends.apps.cases.models import Case, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.queries.intake_demands import Demand, repeated_demands
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role

WITHIN = timedelta(days=7)
REVIEW = _("同一诉求已有 %(count)s 件超出现行标准：%(demand)s。请复核标准是否该改")


def open_standard_reviews(*, at: datetime) -> list[Task]:
    """For every demand that stands in three or more cases and is under review nowhere, a task for the one who leads
    the region of the latest of them. Returns the tasks that are new; called again, none."""
    return [task for each in repeated_demands(at=at) if (task := _opened(each, at))]


def _opened(demand: Demand, at: datetime) -> Task | None:
    case = demand.latest
    with writing(by=None, at=at) as log:
        leader = _leader(case)
        task = Task.objects.unscoped("one review a demand").create(
            case=case,
            kind=TaskKind.STANDARD_REVIEW,
            key=f"standard:{demand.key}"[:80],
            text=(str(REVIEW) % {"count": demand.count, "demand": demand.text})[:400],
            facts={"demand": demand.key, "cases": demand.count},
            owner=leader,
            due_at=at + WITHIN,
            made_at=at,
            made_by=None,
        )
        log(
            EventKind.STANDARD_REVIEW_OPENED,
            case,
            about=case.customer.code,
            unit=case.unit,
            number=case.number,
            cases=demand.count,
        )
        tell(leader, gettext("请复核服务标准，见案件 %(number)s"), case, at=at, key="standard")
    return task


def _leader(case: Case) -> User:
    for role in (Role.CITY_MANAGER, Role.PROVINCE_MANAGER, Role.TEAM_LEADER):
        if leader := leaders_above(case.unit, role).first():
            return leader
    return case.owner
