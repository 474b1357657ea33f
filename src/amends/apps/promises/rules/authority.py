# SPDX-License-Identifier: Apache-2.0
"""Who may promise what: times and process freely, results and money within the authority of one's role."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.core.rules.roles import Role
from amends.apps.promises.rules.terms import PROCESS_KINDS, PromiseKind

GOODWILL_DAYS = 90
RESULTS_FROM = Role.COMPLAINT_OFFICER
# Roles that the table of authority does not list, and the row that holds for them.
STANDS_FOR: dict[str, str] = {
    Role.HALL_CLERK: Role.HOTLINE_AGENT,
    Role.RECOVERY_MANAGER: Role.CITY_MANAGER,
}


@dataclass(frozen=True, slots=True)
class Level:
    """One row of the operator's table of authority. Amounts in fen; `None` means without limit.

    `restitution` gives back what is owed; `goodwill` is a kindness on top of it, given to one customer at most
    `goodwill_times` in 90 days.
    """

    role: str
    name: str
    restitution: int | None
    goodwill: int | None
    goodwill_times: int | None


class Lack(StrEnum):
    """Which limit a promise goes beyond."""

    ROLE = "role"
    AMOUNT = "amount"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a role may not promise this; `limit` is in fen or times, `ask` the first level that may promise it."""

    lack: Lack
    limit: int
    ask: Level | None


def authority_refusal(
    levels: Sequence[Level], *, role: str, kind: PromiseKind, amount: int | None, goodwill_given: int
) -> Refusal | None:
    """Why `role` may not make this promise, or `None` where it may.

    `levels` rise in authority; `goodwill_given` counts the customer's benefits of the last 90 days.
    """
    if kind in PROCESS_KINDS:
        return None
    roles = [level.role for level in levels]
    stands_for = STANDS_FOR.get(role, role)
    place = roles.index(stands_for) if stands_for in roles else -1
    found = _lack(levels, place, kind, amount or 0, goodwill_given)
    if found is None:
        return None
    above = range(place + 1, len(levels))
    ask = next(
        (levels[i] for i in above if _lack(levels, i, kind, amount or 0, goodwill_given) is None), None
    )
    return Refusal(*found, ask)


def _lack(
    levels: Sequence[Level], place: int, kind: PromiseKind, amount: int, given: int
) -> tuple[Lack, int] | None:
    if place < 0:
        return Lack.ROLE, 0
    level = levels[place]
    match kind:
        case PromiseKind.REFUND:
            return _beyond(Lack.AMOUNT, amount, level.restitution)
        case PromiseKind.BENEFIT:
            over = _beyond(Lack.AMOUNT, amount, level.goodwill)
            return over or _beyond(Lack.TIMES, given + 1, level.goodwill_times)
        case _:
            first = [each.role for each in levels].index(RESULTS_FROM)
            return (Lack.ROLE, 0) if place < first else None


def _beyond(lack: Lack, value: int, limit: int | None) -> tuple[Lack, int] | None:
    return (lack, limit) if limit is not None and value > limit else None
