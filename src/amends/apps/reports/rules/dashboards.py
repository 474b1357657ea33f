# SPDX-License-Identifier: Apache-2.0
"""What each role decides by: a handful of numbers, each with the page where something can be done about it."""

from collections.abc import Mapping
from enum import StrEnum

from amends.analytics.sampling.intervals import share_interval
from amends.apps.cases.rules.metrics import Ratio
from amends.apps.core.rules.roles import Right, Role

Z_95 = 1.959964


class Board(StrEnum):
    """A dashboard."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ANALYST = "analyst"
    QUALITY = "quality"
    RECOVERY = "recovery"


class Own(StrEnum):
    """Numbers that only dashboards show."""

    OPEN = "own_open"
    SOON = "own_soon"
    OVERDUE = "own_overdue"
    CLOSED = "own_closed"
    FOUND = "night_found"
    SILENT = "night_silent"
    DATA_AGE = "night_data_age"
    STALE = "stale_voices"


RIGHTS: Mapping[Board, frozenset[Right]] = {
    Board.OFFICER: frozenset({Right.WORK_CASES}),
    Board.SUPERVISOR: frozenset({Right.ASSIGN_CASES}),
    Board.MANAGER: frozenset({Right.ASSIGN_CASES, Right.SEE_SATISFACTION, Right.SEE_RUNS}),
    Board.ANALYST: frozenset({Right.SEE_SATISFACTION, Right.SEE_RUNS, Right.SEE_RECOVERY}),
    Board.QUALITY: frozenset({Right.SEE_QUALITY}),
    Board.RECOVERY: frozenset({Right.MANAGE_RECOVERY, Right.SEE_SATISFACTION}),
}
USUAL: Mapping[Role, Board] = {
    Role.TEAM_LEADER: Board.SUPERVISOR,
    Role.CITY_MANAGER: Board.MANAGER,
    Role.PROVINCE_MANAGER: Board.MANAGER,
    Role.COMPLIANCE_LEAD: Board.QUALITY,
    Role.QA_REVIEWER: Board.QUALITY,
    Role.TRAINER: Board.QUALITY,
    Role.ANALYST: Board.ANALYST,
    Role.RECOVERY_MANAGER: Board.RECOVERY,
}
INDICES = {"satisfaction_index": "satisfaction", "loyalty_index": "loyalty"}
NUMBERS: Mapping[Board, tuple[str, ...]] = {
    Board.OFFICER: (
        Own.OVERDUE, Own.SOON, Own.OPEN, Own.CLOSED, "on_time_rate", "fcr_rate", "promise_kept_rate",
    ),
    Board.SUPERVISOR: (
        "desk_overdue", "desk_soon", "desk_waiting", "desk_open", "on_time_rate", "first_response_seconds",
        "return_rate", "callback_reach_rate", "reopen_rate",
    ),
    Board.MANAGER: (
        "satisfaction_index", "complaints_per_10k", "appeals_per_million", "on_time_rate", "resolved_rate",
        "repeat_rate", "promise_kept_rate", "recovery_rate", "complaint_cost",
    ),
    Board.ANALYST: (
        "satisfaction_index", "loyalty_index", "complaints_per_10k", "repeat_rate", "escalation_rate",
        Own.SILENT, Own.DATA_AGE, Own.STALE,
    ),
    Board.QUALITY: (
        "on_time_rate", "reopen_rate", "repeat_rate", "resolved_rate", "handling_csat_rate", "fcr_rate",
        "promise_kept_rate", "return_rate",
    ),
    Board.RECOVERY: (
        Own.FOUND, Own.SILENT, "callback_reach_rate", "recovery_success_rate", "recovery_rate",
        "resolved_rate", "promise_kept_rate", "complaint_cost", "satisfaction_index",
    ),
}  # fmt: skip
# The younger the cases, the fewer have ended: what is newer looks worse without being so.
RIPENING = frozenset({"recovery_rate", "recovery_success_rate"})


def boards_of(rights: frozenset[Right]) -> tuple[Board, ...]:
    """The dashboards that somebody with these rights may open."""
    return tuple(each for each, asked in RIGHTS.items() if asked <= rights)


def usual_board(role: str, boards: tuple[Board, ...]) -> Board | None:
    """The one that a role begins with, among those that may be opened."""
    wanted = next((board for each, board in USUAL.items() if each == role), Board.OFFICER)
    return wanted if wanted in boards else next(iter(boards), None)


def differs(now: Ratio, before: Ratio) -> bool:
    """Whether two ratios differ by more than chance makes them: shares by Newcombe's hybrid score interval (1998,
    method 10), counts per base by the difference of two Poisson rates; both at 95 %."""
    if not now.denominator or not before.denominator:
        return False
    if now.factor == 1 and _is_share(now) and _is_share(before):
        return _shares_differ(now, before)
    return _rates_differ(now, before)


def _is_share(found: Ratio) -> bool:
    return found.numerator <= found.denominator


def _shares_differ(now: Ratio, before: Ratio) -> bool:
    one = share_interval(now.numerator, now.denominator)
    two = share_interval(before.numerator, before.denominator)
    gap = one.value - two.value
    low = gap - ((one.value - one.low) ** 2 + (two.high - two.value) ** 2) ** 0.5
    high = gap + ((one.high - one.value) ** 2 + (two.value - two.low) ** 2) ** 0.5
    return bool(low > 0 or high < 0)


def _rates_differ(now: Ratio, before: Ratio) -> bool:
    gap = now.numerator / now.denominator - before.numerator / before.denominator
    variance = now.numerator / now.denominator**2 + before.numerator / before.denominator**2
    return bool(variance) and abs(gap) > Z_95 * variance**0.5
