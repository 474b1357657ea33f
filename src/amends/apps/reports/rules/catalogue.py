# SPDX-License-Identifier: Apache-2.0
"""Of every metric of the pack: which records it is counted from, who answers for its definition, where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.core.rules.roles import Role
from amends.apps.reports.rules.dashboards import Own


class Records(StrEnum):
    """What a number is counted from."""

    CASES = "cases"
    CALLBACKS = "callbacks"
    PROMISES = "promises"
    CALLS = "calls"
    TICKETS = "tickets"
    ANSWERS = "answers"
    WAVES = "waves"
    NIGHT = "night"
    SOURCES = "sources"
    PLATFORM = "platform"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Kept:
    """A number of the catalogue: its records, the role that answers for its words, the pages that show it."""

    records: Records
    owner: Role
    pages: tuple[str, ...] = ()


_DESK = "cases:board"
_SEVEN = "quality:factors"
_CASES = Kept(Records.CASES, Role.CITY_MANAGER, (_DESK,))
_LOOKED_AT = Kept(Records.CASES, Role.CITY_MANAGER, (_DESK, _SEVEN))
_CALLED = Kept(Records.CALLBACKS, Role.CITY_MANAGER, (_DESK,))
_INDEX = Kept(
    Records.ANSWERS, Role.ANALYST, ("satisfaction:overview", "satisfaction:runs", "satisfaction:year")
)
_ASKED = Kept(Records.ANSWERS, Role.ANALYST, ("satisfaction:loyalty",))
_RING = Kept(Records.CALLS, Role.TEAM_LEADER)

KEPT: Mapping[str, Kept] = {
    "complaints_per_10k": _CASES,
    "appeals_per_million": _CASES,
    "fcr_rate": _LOOKED_AT,
    "one_contact_rate": _CASES,
    "repeat_rate": _LOOKED_AT,
    "escalation_rate": _CASES,
    "on_time_rate": _LOOKED_AT,
    "resolved_rate": _CALLED,
    "handling_csat_rate": Kept(Records.CALLBACKS, Role.CITY_MANAGER, (_DESK, _SEVEN)),
    "callback_reach_rate": _CALLED,
    "recovery_rate": Kept(Records.CASES, Role.RECOVERY_MANAGER, (_DESK,)),
    "recovery_success_rate": Kept(Records.CASES, Role.RECOVERY_MANAGER, (_DESK,)),
    "reopen_rate": _LOOKED_AT,
    "return_rate": _CASES,
    "promise_kept_rate": Kept(Records.PROMISES, Role.CITY_MANAGER, (_DESK, "promises:rates", _SEVEN)),
    "answer_rate": Kept(Records.CALLS, Role.TEAM_LEADER, ("reports:wall",)),
    "service_level_15s": _RING,
    "abandon_rate": _RING,
    "walkout_rate": Kept(Records.TICKETS, Role.TEAM_LEADER, ("halls:list",)),
    "satisfaction_index": _INDEX,
    "loyalty_index": _INDEX,
    "nps": _ASKED,
    "ces_score": _ASKED,
    "quality_gap_score": Kept(Records.ANSWERS, Role.ANALYST, ("satisfaction:gaps",)),
    "first_response_seconds": _CASES,
    "resolution_seconds": _CASES,
    "complaint_cost": _CASES,
}

_MINE = Kept(Records.CASES, Role.TEAM_LEADER, ("cases:list",))
_FOUND = Kept(Records.NIGHT, Role.RECOVERY_MANAGER, ("recovery:list",))
SEEN: Mapping[Own, Kept] = {
    Own.OPEN: _MINE,
    Own.SOON: _MINE,
    Own.OVERDUE: _MINE,
    Own.CLOSED: _MINE,
    Own.FOUND: _FOUND,
    Own.SILENT: _FOUND,
    Own.DATA_AGE: Kept(Records.NIGHT, Role.ANALYST, ("recovery:runs",)),
    Own.STALE: Kept(Records.SOURCES, Role.ANALYST, ("reports:voices",)),
}
