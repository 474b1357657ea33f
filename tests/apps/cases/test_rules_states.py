# SPDX-License-Identifier: Apache-2.0
"""Which state may follow which, and what is to be done next in each."""

from datetime import timedelta

import pytest

from amends.apps.cases.queries.policy import contact_rules, playbook
from amends.apps.cases.rules.contact import Attempt, ResultCode
from amends.apps.cases.rules.next_action import NextKind, Situation, following
from amends.apps.cases.rules.procedure import read_procedure
from amends.apps.cases.rules.states import (
    END_STATES,
    HANDLING_WAY,
    MOVES,
    OPEN_STATES,
    RECOVERY_WAY,
    CaseState,
    Origin,
    case_number,
    right_to_move,
    way,
)
from amends.apps.core.rules.roles import Right
from amends.kernel.recovery_class import RecoveryClass
from amends.packs import load
from tests.people import NOON

TARIFF = read_procedure(playbook(RecoveryClass.TARIFF)[1])
DAY = timedelta(days=1)


def _next(state: CaseState, **facts: object) -> NextKind:
    situation = Situation(state, TARIFF, **facts)  # type: ignore[arg-type]
    return following(NOON, situation, contact_rules(Origin.RECOVERY)).kind


def test_states_are_those_of_the_playbooks() -> None:
    ended = [state for state in END_STATES if state not in {CaseState.WITHDRAWN, CaseState.MERGED}]
    assert tuple(map(str, (*RECOVERY_WAY, *ended))) == load("recovery_playbooks")["states"]


@pytest.mark.requirement("S3-031")
@pytest.mark.parametrize("passed", [RECOVERY_WAY, HANDLING_WAY])
def test_open_states_are_passed_one_by_one(passed: tuple[CaseState, ...]) -> None:
    for place, state in enumerate(passed):
        ahead = {after for after in MOVES[state] if after in passed[place + 1 :]}
        assert ahead == set(passed[place + 1 : place + 2])


def test_each_way_keeps_to_its_own_states() -> None:
    only_ours, only_theirs = set(RECOVERY_WAY) - set(HANDLING_WAY), set(HANDLING_WAY) - set(RECOVERY_WAY)
    assert way("handling") == HANDLING_WAY
    assert way("tariff") == RECOVERY_WAY
    for state in only_theirs:
        assert not only_ours & MOVES[state].keys()


@pytest.mark.parametrize("state", [s for s in OPEN_STATES if s is not CaseState.VERIFYING])
def test_recovered_follows_nothing_but_verifying(state: CaseState) -> None:
    assert right_to_move(state, CaseState.RECOVERED) is None
    assert right_to_move(state, CaseState.NOT_RECOVERED) is None


@pytest.mark.requirement("S4-046")
@pytest.mark.parametrize("state", [s for s in HANDLING_WAY if s is not CaseState.VERIFYING])
def test_nobody_is_given_up_before_the_result_stands(state: CaseState) -> None:
    assert right_to_move(state, CaseState.UNREACHABLE) is None
    assert right_to_move(state, CaseState.REFUSED) is None


def test_giving_up_on_a_customer_needs_the_right_to_assign() -> None:
    assert right_to_move(CaseState.VERIFYING, CaseState.NOT_RECOVERED) is Right.ASSIGN_CASES


@pytest.mark.parametrize("state", [state for state in END_STATES if state is not CaseState.MERGED])
def test_ended_case_can_only_start_again(state: CaseState) -> None:
    assert set(MOVES[state]) == {CaseState.LOCATED, CaseState.RECEIVING}


def test_merged_case_lives_on_in_another() -> None:
    assert CaseState.MERGED not in MOVES


def test_number_says_the_month_and_the_row() -> None:
    assert case_number(42, 2026, 3) == "C2603-000042"


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (CaseState.LOCATED, NextKind.CONFIRM_FACTS),
        (CaseState.VERIFIED, NextKind.PLAN),
        (CaseState.PLANNED, NextKind.CONTACT),
        (CaseState.FIXING, NextKind.DO),
        (CaseState.VERIFYING, NextKind.VERIFY),
    ],
)
def test_each_open_state_has_its_next_action(state: CaseState, kind: NextKind) -> None:
    assert _next(state) is kind


def test_first_open_step_is_next_when_fixing() -> None:
    situation = Situation(CaseState.FIXING, TARIFF, planned_at=NOON, settled={1, 2})
    found = following(NOON, situation, contact_rules(Origin.RECOVERY))
    assert (found.text, found.due_at) == (TARIFF.actions[2].text, NOON + timedelta(hours=48))


def test_handled_is_next_when_every_measure_is_settled() -> None:
    assert _next(CaseState.FIXING, settled={1, 2, 3, 4}) is NextKind.MARK_HANDLED


def test_decision_is_next_when_the_customer_said_no() -> None:
    assert _next(CaseState.VERIFYING, answered_no=True) is NextKind.DECIDE


def test_retry_is_due_after_the_first_moment_it_is_allowed() -> None:
    missed = Attempt(NOON + timedelta(hours=2), ResultCode.NO_ANSWER)
    situation = Situation(CaseState.CONTACTING, TARIFF, attempts=[missed])
    found = following(NOON + timedelta(hours=2), situation, contact_rules(Origin.RECOVERY))
    assert found.kind is NextKind.CONTACT_AGAIN
    assert found.due_at.day == 3


def test_closing_is_next_when_attempts_are_used_up() -> None:
    missed = [Attempt(NOON + n * DAY, ResultCode.NO_ANSWER) for n in range(3)]
    assert _next(CaseState.CONTACTING, attempts=missed) is NextKind.CLOSE_UNREACHABLE


def test_closing_is_next_when_the_customer_refused() -> None:
    refusal = [Attempt(NOON, ResultCode.REFUSED)]
    assert _next(CaseState.FIXING, attempts=refusal) is NextKind.CLOSE_REFUSED
