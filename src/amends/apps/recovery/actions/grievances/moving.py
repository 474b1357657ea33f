# SPDX-License-Identifier: Apache-2.0
"""Move each grievance to the stage that its signs come to. Killed anywhere and begun again it ends the same."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind
from amends.apps.customers.models import Customer
from amends.apps.recovery.models import GrievanceStage
from amends.apps.recovery.queries.grievances.signs import Pair, settled, signals
from amends.apps.recovery.rules.grievances import Grown, Stage, grown

PORTION = 500
_WHY = "grievances are followed for every unit"
_FIELDS = ("unit", "stage", "signs", "first_at", "last_at", "moved_at", "settled_at", "case", "kept_from")


@dataclass(frozen=True, slots=True)
class _Due:
    """One pair, what its signs come to (`None`: nothing), and when it was put right, where it was."""

    pair: Pair
    now: Grown | None
    right: datetime | None


@dataclass(slots=True)
class _Changes:
    """The rows of a portion to write, and which moved from which stage (empty: stood in none)."""

    new: list[GrievanceStage] = field(default_factory=list)
    changed: list[GrievanceStage] = field(default_factory=list)
    moves: list[tuple[GrievanceStage, str]] = field(default_factory=list)


def move_grievances(*, at: datetime) -> dict[str, int]:
    """Lay the signs of the last 180 days on what stands; returns how many rows are new, moved, settled."""
    tally, due = Counter(new=0, moved=0, settled=0), _due(at)
    while portion := list(islice(due, PORTION)):
        tally.update(_written(_changes(portion, at), at))
    return dict(tally)


def _due(at: datetime) -> Iterator[_Due]:
    """Every pair that stands or that signs speak of."""
    found, right = signals(at=at), settled(at=at)
    standing = GrievanceStage.objects.unscoped(_WHY).filter(settled_at=None).values_list("customer", "topic")
    for pair in sorted({*found, *standing}):
        since = right.get(pair)
        yield _Due(pair, grown(found.get(pair, ()), at=at, settled_at=since), since)


def _changes(portion: Sequence[_Due], at: datetime) -> _Changes:
    """Two queries."""
    keys, found = {each.pair[0] for each in portion}, _Changes()
    rows = GrievanceStage.objects.unscoped(_WHY).filter(customer__in=keys)
    known = {(each.customer_id, each.topic): each for each in rows}
    customers = Customer.objects.unscoped(_WHY).select_related("unit").in_bulk(list(keys))
    for due in portion:
        customer, row = customers.get(due.pair[0]), known.get(due.pair)
        if customer is None or (row is None and due.now is None):
            continue
        before = "" if row is None or row.settled_at else row.stage
        if row is None:
            row = GrievanceStage(topic=due.pair[1])
            found.new.append(row)
        elif _differs(row, due.now, customer):
            found.changed.append(row)
        else:
            continue
        _lay(row, due, customer, at)
        if before != ("" if row.settled_at else row.stage):
            found.moves.append((row, before))
    return found


def _differs(row: GrievanceStage, now: Grown | None, customer: Customer) -> bool:
    if now is None:
        return row.settled_at is None
    stands = (row.stage, row.signs, row.last_at, row.unit_id, row.settled_at)
    return stands != (now.stage, _plain(now), now.last_at, customer.unit_id, None)


def _lay(row: GrievanceStage, due: _Due, customer: Customer, at: datetime) -> None:
    row.customer, row.unit = customer, customer.unit
    now = due.now
    if now is None:
        row.settled_at, row.kept_from = due.right or at, ""
        return
    if row.settled_at or row.stage != now.stage:
        row.moved_at = at
    if row.settled_at:  # it begins anew: what was done before was for what was before
        row.settled_at, row.case, row.kept_from = None, None, ""
    row.stage, row.signs = now.stage, _plain(now)
    row.first_at, row.last_at = now.first_at, now.last_at


def _plain(now: Grown) -> dict[str, int]:
    return {str(sign): n for sign, n in now.counts.items()}


def _written(found: _Changes, at: datetime) -> dict[str, int]:
    rows = found.new + found.changed
    if not rows:
        return {}
    with writing(by=None, at=at) as log:
        GrievanceStage.objects.bulk_create(found.new)
        GrievanceStage.objects.unscoped(_WHY).bulk_update(found.changed, _FIELDS)
        log(EventKind.GRIEVANCES_FOLLOWED, rows[-1], new=len(found.new), changed=len(found.changed))
        for row, before in found.moves:
            _tell(log, row, before)
    ended = sum(row.settled_at is not None for row, _before in found.moves)
    return {"new": len(found.new), "moved": len(found.moves) - len(found.new) - ended, "settled": ended}


def _tell(log: Log, row: GrievanceStage, before: str) -> None:
    """What is only latent is told in the sum: nobody acts on it."""
    after = "" if row.settled_at else str(row.stage)
    if {before, after} <= {"", str(Stage.LATENT)}:
        return
    told = {"topic": row.topic, "before": before, "after": after}
    log(EventKind.GRIEVANCE_MOVED, row, about=row.customer.code, unit=row.unit, **told)
