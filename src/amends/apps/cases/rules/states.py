# SPDX-License-Identifier: Apache-2.0
"""The states of a case, which may follow which, and the right that each move needs."""

from enum import StrEnum

from amends.apps.core.rules.roles import Right


class CaseState(StrEnum):
    """Where a case stands. What we found ourselves goes the way of the playbooks, from `LOCATED`; what a customer
    brought goes the way of the twelve steps, whose four phases are its states, from `RECEIVING`. Both meet in
    `VERIFYING`: the owner says it is handled, only the customer says that it is right."""

    RECEIVING = "receiving"
    CLARIFYING = "clarifying"
    RESOLVING = "resolving"
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
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


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
RECOVERY_WAY: tuple[CaseState, ...] = (
    S.LOCATED,
    S.VERIFIED,
    S.PLANNED,
    S.CONTACTING,
    S.FIXING,
    S.VERIFYING,
)
HANDLING_WAY: tuple[CaseState, ...] = (S.RECEIVING, S.CLARIFYING, S.RESOLVING, S.VERIFYING)
OPEN_STATES: tuple[CaseState, ...] = tuple(dict.fromkeys((*HANDLING_WAY[:-1], *RECOVERY_WAY)))
# A merged case lives on in the case that it was merged into: it is out of the lists, but it has not ended.
END_STATES: tuple[CaseState, ...] = (
    S.RECOVERED,
    S.NOT_RECOVERED,
    S.UNREACHABLE,
    S.INELIGIBLE,
    S.REFUSED,
    S.WITHDRAWN,
    S.MERGED,
)

_WORK, _LEAD = Right.WORK_CASES, Right.ASSIGN_CASES
_GIVEN_UP = {S.UNREACHABLE: _WORK, S.REFUSED: _WORK}
_NO_COMPLAINT = {S.INELIGIBLE: _WORK, S.WITHDRAWN: _WORK}

_MOVES: dict[CaseState, dict[CaseState, Right]] = {
    S.LOCATED: {S.VERIFIED: _WORK, S.INELIGIBLE: _WORK},
    S.VERIFIED: {S.PLANNED: _WORK, S.INELIGIBLE: _WORK},
    S.PLANNED: {S.CONTACTING: _WORK, S.INELIGIBLE: _WORK, S.REFUSED: _WORK},
    S.CONTACTING: {S.FIXING: _WORK, **_GIVEN_UP},
    S.FIXING: {S.VERIFYING: _WORK, **_GIVEN_UP},
    S.RECEIVING: {S.CLARIFYING: _WORK, **_NO_COMPLAINT},
    S.CLARIFYING: {S.RESOLVING: _WORK, **_NO_COMPLAINT},
    S.RESOLVING: {S.VERIFYING: _WORK, **_NO_COMPLAINT},
    S.VERIFYING: {
        S.RECOVERED: _WORK,
        S.NOT_RECOVERED: _LEAD,
        S.FIXING: _WORK,
        S.RESOLVING: _WORK,
        **_NO_COMPLAINT,
        **_GIVEN_UP,
    },
}
# Whatever stands open may be merged; whatever ended may begin anew, at the start of its own way.
MOVES: dict[CaseState, dict[CaseState, Right]] = {
    state: {**moves, S.MERGED: _WORK} for state, moves in _MOVES.items()
} | {end: {S.LOCATED: _WORK, S.RECEIVING: _WORK} for end in END_STATES if end is not S.MERGED}


HANDLING = "handling"  # the code of the pinned procedure that is the twelve steps; any other is a playbook


def way(procedure: str) -> tuple[CaseState, ...]:
    """The open states that a case goes through, in order, by the code of the procedure pinned to it."""
    return HANDLING_WAY if procedure == HANDLING else RECOVERY_WAY


def right_to_move(before: CaseState, after: CaseState) -> Right | None:
    """The right that a move needs; `None` where there is no such move, as when a state would be skipped."""
    return MOVES.get(before, {}).get(after)


def case_number(row: int, year: int, month: int) -> str:
    """How people call a case: `C2611-000042`. Made of the row's own key, so two are never alike."""
    return f"C{year % 100:02d}{month:02d}-{row:06d}"
