# SPDX-License-Identifier: Apache-2.0
"""Limits of the law that go on in the case where the matter goes on: none is merged or joined away, and what ends one
ends it there too."""

from collections.abc import Iterable
from datetime import datetime

from amends.apps.cases.actions.clocks import keep_time
from amends.apps.cases.models import Case, ClockEvent
from amends.apps.cases.queries.limits import calendars, history, policy
from amends.apps.cases.rules.carrying import CARRIED, not_running_yet, running
from amends.apps.cases.rules.clocks import Fact, FactKind
from amends.apps.core.actions.log import Log
from amends.apps.core.models import User

_WHY = "a refund of a case goes on in the cases that it was merged into"


def law_facts(case: Case, *, at: datetime) -> tuple[Fact, ...]:
    """The facts of a case by which a limit of the law runs that ends with the case, each at its own moment. One
    query; none on a case from before there were clocks."""
    found = history(case)
    return running(found, policy(), calendars(), at) if found else ()


def fresh_law_facts(case: Case, told: Iterable[Fact], *, at: datetime) -> list[Fact]:
    """Of what is told, that by which a limit of the law begins to run in this case. At most one query."""
    law = [each for each in told if each.kind in CARRIED]
    return not_running_yet(law, law_facts(case, at=at)) if law else []


def end_where_carried(case: Case, told: Fact, *, by: User | None, at: datetime, log: Log) -> None:
    """Tell that a refund of a case is paid, or answered, where its limit was carried to: its key is the same there.
    One query; some six for each such case."""
    asked = ClockEvent.objects.unscoped(_WHY).filter(
        kind=FactKind.REFUND_ASKED, case__customer=case.customer_id, values__key=told.text("key")
    )
    rows = Case.objects.unscoped(_WHY).select_related("customer", "unit").exclude(pk=case.pk)
    there = rows.filter(pk__in=asked.values("case")).order_by("pk")
    for row in there.select_for_update(no_key=True, of=("self",)):
        keep_time(row, [told], by=by, at=at, log=log)
        row.save(update_fields=["due_at"])
