# SPDX-License-Identifier: Apache-2.0
"""The states of a case, which may follow which, and the right that each move needs."""

from enum import StrEnum

from amends.apps.core.rules.roles import Right


class CaseState(StrEnum):
    """Where a case stands, in the order of the playbooks; the last five end it."""

    LOCATED = "located"
    VERIFIED = "verified"
    PLANNED = "planned"
    CONTACTING = "contacting"
    FIXING = "fixing"
    VERIFYING = "verifying"
    RECOVERED = "recovered"
    NOT_RECOVERED = "not_recovered"
    UNREACHABLE = "unreachable"
    INELIGIBLE = "ineligible"
    REFUSED = "refused"


class Origin(StrEnum):
    """Where a case came from."""

    RECOVERY = "recovery"
    COMPLAINT = "complaint"
    APPEAL = "appeal"
    SURVEY = "survey"
    PROMISE = "promise"
    STAFF = "staff"
    HALL = "hall"
    MEDIA = "media"


# We went to the customer: such a case is opened once a customer and class, whoever notices again.
PROACTIVE: frozenset[Origin] = frozenset({Origin.RECOVERY, Origin.SURVEY, Origin.PROMISE})
# The customer came to us, whatever the way: these are complaints, and the pipeline counts them as such.
VOICED: frozenset[Origin] = frozenset({Origin.COMPLAINT, Origin.APPEAL, Origin.HALL, Origin.MEDIA})

S = CaseState
OPEN_STATES: tuple[CaseState, ...] = (S.LOCATED, S.VERIFIED, S.PLANNED, S.CONTACTING, S.FIXING, S.VERIFYING)
END_STATES: tuple[CaseState, ...] = (S.RECOVERED, S.NOT_RECOVERED, S.UNREACHABLE, S.INELIGIBLE, S.REFUSED)

_WORK, _LEAD = Right.WORK_CASES, Right.ASSIGN_CASES
_GIVEN_UP = {S.UNREACHABLE: _WORK, S.REFUSED: _WORK}

MOVES: dict[CaseState, dict[CaseState, Right]] = {
    S.LOCATED: {S.VERIFIED: _WORK, S.INELIGIBLE: _WORK},
    S.VERIFIED: {S.PLANNED: _WORK, S.INELIGIBLE: _WORK},
    S.PLANNED: {S.CONTACTING: _WORK, S.INELIGIBLE: _WORK, S.REFUSED: _WORK},
    S.CONTACTING: {S.FIXING: _WORK, **_GIVEN_UP},
    S.FIXING: {S.VERIFYING: _WORK, **_GIVEN_UP},
    S.VERIFYING: {S.RECOVERED: _WORK, S.NOT_RECOVERED: _LEAD, S.FIXING: _WORK, **_GIVEN_UP},
} | {end: {S.LOCATED: _WORK} for end in END_STATES}


def right_to_move(before: CaseState, after: CaseState) -> Right | None:
    """The right that a move needs; `None` where there is no such move, as when a state would be skipped."""
    return MOVES[before].get(after)


def case_number(row: int, year: int, month: int) -> str:
    """How people call a case: `C2611-000042`. Made of the row's own key, so two are never alike."""
    return f"C{year % 100:02d}{month:02d}-{row:06d}"
