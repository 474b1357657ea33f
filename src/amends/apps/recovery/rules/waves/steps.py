# SPDX-License-Identifier: Apache-2.0
"""What a person may do to a wave next."""

from enum import StrEnum

from amends.apps.recovery.rules.waves.words import WaveState


class Step(StrEnum):
    """One thing to do, as addresses and buttons name it."""

    FREEZE = "freeze"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    CANCEL = "cancel"


NEEDS_REASON = frozenset({Step.PAUSE, Step.STOP, Step.CANCEL})
_STEPS: dict[WaveState, tuple[Step, ...]] = {
    WaveState.DRAFT: (Step.FREEZE, Step.CANCEL),
    WaveState.FROZEN: (Step.START, Step.CANCEL),
    WaveState.RUNNING: (Step.PAUSE, Step.STOP),
    WaveState.PAUSED: (Step.RESUME, Step.STOP),
}


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that a state allows; none once a wave is over."""
    return _STEPS.get(WaveState(state), ())
