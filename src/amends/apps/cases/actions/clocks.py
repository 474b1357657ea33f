# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case: every fact is kept, and what follows from all of them is written beside it at once.

Due times are never moved by hand. A pause, a new priority or a re-opening adds a fact; the rules compute from the whole
history, so that nothing that passed is lost. What is to be told when stands as rows up front (`Timer`), a limit that
was missed as a row that nothing rewrites (`Breach`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from amends.apps.cases.models import Breach, Case, ClockEvent, Timer
from amends.apps.cases.queries.limits import calendars, history, policy
from amends.apps.cases.rules.clocks import Clock, Fact, clocks, effective_due, levels
from amends.apps.core.actions.log import Log
from amends.apps.core.models import EventKind, User

WHY = "the clocks of a case are kept with every change of it"


def keep_time(
    case: Case, facts: Sequence[Fact], *, by: User | None, at: datetime, log: Log, fresh: bool = False
) -> None:
    """Add facts to the history of a case, and set its due time, its timers and its breaches as they follow.

    The caller has the case locked and saves it. `fresh` says that nothing is stored yet. Three to six queries.
    """
    rows = [
        ClockEvent(case=case, kind=each.kind, at=each.at, values=dict(each.values), by=by) for each in facts
    ]
    ClockEvent.objects.bulk_create(rows)
    story = tuple(facts) if fresh else history(case)
    found = clocks(story, policy(), calendars(), at)
    case.due_at = effective_due(found)
    _keep_timers(case, found, fresh=fresh)
    note_breaches(case, found, at=at, log=log)


def _keep_timers(case: Case, found: Sequence[Clock], *, fresh: bool) -> None:
    wanted = {
        (clock.key, level.code): Timer(
            case=case, clock=clock.key, level=level.code, role=level.role, due_at=level.at
        )
        for clock in found
        for level in levels(clock, policy())
    }
    stored = {} if fresh else {(each.clock, each.level): each for each in Timer.objects.filter(case=case)}
    waiting = {key: each for key, each in stored.items() if each.fired_at is None}
    gone = [each.pk for key, each in waiting.items() if key not in wanted]
    if gone:
        Timer.objects.filter(pk__in=gone, fired_at=None).delete()
    moved = [each for key, each in waiting.items() if key in wanted and each.due_at != wanted[key].due_at]
    for each in moved:
        each.due_at = wanted[each.clock, each.level].due_at
    Timer.objects.bulk_update(moved, ["due_at"])
    Timer.objects.bulk_create([each for key, each in wanted.items() if key not in stored])


def note_breaches(case: Case, found: Iterable[Clock], *, at: datetime, log: Log) -> None:
    """Write down each limit that ran out unmet by `at`, with its own moment; what is written already stays."""
    missed = [each for each in found if each.binding and each.breached(at)]
    if not missed:
        return
    known = set(Breach.objects.unscoped(WHY).filter(case=case).values_list("clock", flat=True))
    fresh = [each for each in missed if each.key not in known]
    Breach.objects.bulk_create(
        Breach(case=case, clock=each.key, kind=each.kind, due_at=each.due_at, noted_at=at) for each in fresh
    )
    for each in fresh:
        log(
            EventKind.CASE_BREACHED,
            case,
            about=case.customer.code,
            unit=case.unit,
            clock=each.key,
            due_at=each.due_at.isoformat(),
        )
