# SPDX-License-Identifier: Apache-2.0
"""The clocks of a case: every fact is kept, and what follows from all of them is written beside it at once.

Due times are never moved by hand. A pause, a new priority or a re-opening adds a fact; the rules compute from the whole
history, so that nothing that passed is lost. What is to be told when stands as rows up front (`Timer`), a limit that
was missed as a row that nothing rewrites (`Breach`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from amends.apps.cases.models import Breach, Case, ClockEvent, Timer
from amends.apps.cases.queries.limits import calendars, history, policy
from amends.apps.cases.rules.clocks import Clock, Fact, Level, clocks, effective_due, levels
from amends.apps.core.actions.log import Log
from amends.apps.core.models import EventKind, User, insert_values

WHY = "the clocks of a case are kept with every change of it"
Key = tuple[str, str]


def keep_time(
    case: Case, facts: Sequence[Fact], *, by: User | None, at: datetime, log: Log, fresh: bool = False
) -> None:
    """Add facts to the history of a case, and set its due time, its timers and its breaches as they follow.

    What ran out before is noted first: a fact of now takes no breach back. The caller has the case locked and saves
    it. `fresh` says that nothing is stored yet. Three to seven queries.
    """
    before = () if fresh else history(case)
    if before:
        earlier = [each for each in facts if each.at < at]  # told late, but it had happened
        note_breaches(case, clocks((*before, *earlier), policy(), calendars(), at), at=at, log=log)
    added = _kept(case, facts, by=by, after=max((each.order for each in before), default=0))
    found = clocks((*before, *added), policy(), calendars(), at)
    case.due_at = effective_due(found)
    _keep_timers(case, found, at=at, fresh=fresh)
    note_breaches(case, found, at=at, log=log)


def _kept(case: Case, facts: Sequence[Fact], *, by: User | None, after: int) -> list[Fact]:
    """The facts as they stand in the history, behind those of before."""
    who = by.pk if by else None
    own = {"case_id": case.pk, "by_id": who}
    rows = [own | {"kind": each.kind.value, "at": each.at, "values": dict(each.values)} for each in facts]
    insert_values(ClockEvent, rows)
    return [Fact(each.kind, each.at, each.values, after + place) for place, each in enumerate(facts, 1)]


def _keep_timers(case: Case, found: Sequence[Clock], *, at: datetime, fresh: bool) -> None:
    wanted: dict[Key, Level] = {}
    later: dict[Key, bool] = {}  # whether a level that was told already may be told once more
    told = _noted(case).keys() if any(each.was_over for each in found) else ()
    for clock in found:
        nothing_new = clock.was_over and clock.key in told
        for level in (each for each in levels(clock, policy()) if each.at > at or not nothing_new):
            key = clock.key, level.code
            wanted[key] = level
            later[key] = level.at > at and not clock.was_over
    stored = {} if fresh else {(each.clock, each.level): each for each in Timer.objects.filter(case=case)}
    _drop(stored, wanted)
    _move(stored, wanted, later)
    new = [(key, each) for key, each in wanted.items() if key not in stored]
    insert_values(Timer, [_timer(case, key[0], each) for key, each in new])


def _timer(case: Case, clock: str, level: Level) -> dict[str, object]:
    return {
        "case_id": case.pk,
        "clock": clock,
        "level": level.code,
        "role": level.role,
        "due_at": level.at,
    }


def _drop(stored: Mapping[Key, Timer], wanted: Mapping[Key, Level]) -> None:
    gone = [each.pk for key, each in stored.items() if each.fired_at is None and key not in wanted]
    if gone:
        Timer.objects.filter(pk__in=gone, fired_at=None).delete()


def _move(stored: Mapping[Key, Timer], wanted: Mapping[Key, Level], later: Mapping[Key, bool]) -> None:
    """Timers go with their limit. One that was fired waits anew only for a limit that is later than the one that it
    was fired for, and still ahead."""
    moved = []
    for key, each in stored.items():
        due_at = wanted[key].at if key in wanted else each.due_at
        again = each.fired_at is not None and due_at > each.due_at and later.get(key, False)
        if due_at != each.due_at and (each.fired_at is None or again):
            each.due_at, each.fired_at = due_at, None
            moved.append(each)
    Timer.objects.bulk_update(moved, ["due_at", "fired_at"])


def note_breaches(case: Case, found: Iterable[Clock], *, at: datetime, log: Log) -> None:
    """Write down each limit that ran out unmet by `at`, with its own moment; what is written already stays. A clock
    that got a later limit afterwards may run out once more: that is a row of its own."""
    missed = [each for each in found if each.binding and each.breached(at)]
    if not missed:
        return
    noted = _noted(case)
    for each in missed:
        last = noted.get(each.key)
        if last is None or (each.due_at > last and not each.was_over):
            _note(case, each, again=last is not None, at=at, log=log)


_AGAIN = "@"  # behind it, in the name of a clock that ran out once more: its later limit


def _noted(case: Case) -> dict[str, datetime]:
    """The clocks that ran out, by key, and when that was noted last. One query."""
    noted: dict[str, datetime] = {}
    for name, noted_at in Breach.objects.unscoped(WHY).filter(case=case).values_list("clock", "noted_at"):
        key = name.partition(_AGAIN)[0]
        noted[key] = max(noted_at, noted.get(key, noted_at))
    return noted


def _note(case: Case, clock: Clock, *, again: bool, at: datetime, log: Log) -> None:
    name = f"{clock.key}{_AGAIN}{clock.due_at:%y%m%d%H%M%S}" if again else clock.key
    values = {"kind": clock.kind, "due_at": clock.due_at, "noted_at": at}
    _row, fresh = Breach.objects.unscoped(WHY).get_or_create(case=case, clock=name, defaults=values)
    if fresh:
        log(
            EventKind.CASE_BREACHED,
            case,
            about=case.customer.code,
            unit=case.unit,
            clock=clock.key,
            due_at=clock.due_at.isoformat(),
        )
