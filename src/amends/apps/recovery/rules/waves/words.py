# SPDX-License-Identifier: Apache-2.0
"""The words that waves are told in: purposes, sources, states, arms."""

from enum import StrEnum

from amends.apps.cases.rules.states import CaseState


class Purpose(StrEnum):
    """Why a wave goes to customers: to make amends, or with an offer. What is allowed differs."""

    RECOVERY = "recovery"
    COMMERCIAL = "commercial"


class Source(StrEnum):
    """Where the people of a wave come from."""

    DETECTED = "detected"
    DETRACTORS = "detractors"
    PROMISES = "promises"
    UPLOAD = "upload"
    CAMPAIGN = "campaign"


class WaveState(StrEnum):
    """Where a wave stands. From `FROZEN` on, who belongs to it and to which arm is never changed."""

    DRAFT = "draft"
    FROZEN = "frozen"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"  # by the stop rule, or by a person with a reason
    FINISHED = "finished"
    CANCELLED = "cancelled"


ENDED = frozenset({WaveState.STOPPED, WaveState.FINISHED, WaveState.CANCELLED})
# In these a control customer is left alone by everything but what law and promises give.
HOLDING = frozenset(
    {WaveState.FROZEN, WaveState.RUNNING, WaveState.PAUSED, WaveState.STOPPED, WaveState.FINISHED}
)

MOVES: dict[WaveState, frozenset[WaveState]] = {
    WaveState.DRAFT: frozenset({WaveState.FROZEN, WaveState.CANCELLED}),
    WaveState.FROZEN: frozenset({WaveState.RUNNING, WaveState.CANCELLED}),
    WaveState.RUNNING: frozenset({WaveState.PAUSED, WaveState.STOPPED, WaveState.FINISHED}),
    WaveState.PAUSED: frozenset({WaveState.RUNNING, WaveState.STOPPED}),
    WaveState.STOPPED: frozenset(),
    WaveState.FINISHED: frozenset(),
    WaveState.CANCELLED: frozenset(),
}


class Arm(StrEnum):
    """What chance decided for a member."""

    TREATED = "treated"
    CONTROL = "control"  # held out of this wave
    UNIVERSAL = "universal"  # held out of every wave; not part of this wave's comparison


class MemberState(StrEnum):
    """Where a member stands on the board: its case's state once there is one."""

    WAITING = "waiting"  # treated, its day has not come
    HELD_OUT = "held_out"
    LOCATED = CaseState.LOCATED.value
    VERIFIED = CaseState.VERIFIED.value
    PLANNED = CaseState.PLANNED.value
    CONTACTING = CaseState.CONTACTING.value
    FIXING = CaseState.FIXING.value
    VERIFYING = CaseState.VERIFYING.value
    RECOVERED = CaseState.RECOVERED.value
    NOT_RECOVERED = CaseState.NOT_RECOVERED.value
    UNREACHABLE = CaseState.UNREACHABLE.value
    INELIGIBLE = CaseState.INELIGIBLE.value
    REFUSED = CaseState.REFUSED.value
