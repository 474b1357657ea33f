# SPDX-License-Identifier: Apache-2.0
"""Limits of the law that go on in the case where the matter goes on: none is merged or joined away."""

from collections.abc import Iterable
from datetime import datetime

from amends.apps.cases.models import Case
from amends.apps.cases.queries.limits import calendars, history, policy
from amends.apps.cases.rules.carrying import CARRIED, not_running_yet, running, without_key
from amends.apps.cases.rules.clocks import Fact


def law_facts(case: Case, *, at: datetime) -> tuple[Fact, ...]:
    """The facts of a case by which a limit of the law runs that ends with the case, each at its own moment. One
    query; none on a case from before there were clocks."""
    found = history(case)
    return running(found, policy(), calendars(), at) if found else ()


def fresh_law_facts(case: Case, told: Iterable[Fact], *, at: datetime) -> list[Fact]:
    """Of what is told, that by which a limit of the law begins to run in this case. At most one query."""
    law = [without_key(each) for each in told if each.kind in CARRIED]
    return not_running_yet(law, law_facts(case, at=at)) if law else []
