# SPDX-License-Identifier: Apache-2.0
"""Which step of a wave follows which, by which ways each kind of wave may ask, and what became of those asked."""

from enum import StrEnum

from amends.analytics.sampling.outcomes import Outcome
from amends.apps.surveys.rules.words import AskedBy, InvitationState, Trigger, WaveState


class Step(StrEnum):
    """What somebody does with a wave."""

    DRAW = "draw"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"
    CANCEL = "cancel"


S = WaveState
_STEPS: dict[tuple[Step, WaveState], WaveState] = {
    (Step.DRAW, S.PLANNED): S.DRAWN,
    (Step.OPEN, S.PLANNED): S.OPEN,
    (Step.OPEN, S.DRAWN): S.OPEN,
    (Step.PAUSE, S.OPEN): S.PAUSED,
    (Step.RESUME, S.PAUSED): S.OPEN,
    (Step.CLOSE, S.OPEN): S.CLOSED,
    (Step.CLOSE, S.PAUSED): S.CLOSED,
    (Step.CANCEL, S.PLANNED): S.CANCELLED,
    (Step.CANCEL, S.DRAWN): S.CANCELLED,
}
_TO_A_CUSTOMER = (AskedBy.SMS, AskedBy.EMAIL, AskedBy.HOTLINE)
WAYS_OF: dict[Trigger, tuple[AskedBy, ...]] = {
    Trigger.SAMPLE: _TO_A_CUSTOMER,
    Trigger.CASE_CLOSED: _TO_A_CUSTOMER,
    Trigger.PROMISE_KEPT: _TO_A_CUSTOMER,
    Trigger.OPEN_LINK: (AskedBy.QR, AskedBy.LINK),
}
SENT_BY_US = frozenset({AskedBy.SMS, AskedBy.EMAIL})


class StepRefused(ValueError):
    """A step that does not follow from where a wave stands."""

    def __init__(self, step: Step, state: str) -> None:
        super().__init__(f"{step} from {state}")
        self.step, self.state = step, state


def after(step: Step, state: str, trigger: str) -> WaveState:
    """Where a wave stands after a step. Samples are drawn before they open; nothing else is. Raises `StepRefused`."""
    following = _STEPS.get((step, WaveState(state)))
    sampled = trigger == Trigger.SAMPLE
    undrawn = step is Step.OPEN and state == WaveState.PLANNED and sampled
    if following is None or undrawn or (step is Step.DRAW and not sampled):
        raise StepRefused(step, state)
    return following


def steps_from(state: str, trigger: str) -> tuple[Step, ...]:
    """The steps that are open to a wave."""
    return tuple(each for each in Step if _follows(each, state, trigger))


def _follows(step: Step, state: str, trigger: str) -> bool:
    try:
        after(step, state, trigger)
    except StepRefused:
        return False
    return True


I = InvitationState  # noqa: E741 (the table below stays readable)


def outcome_of(state: str, *, began: bool, opened: bool = False) -> Outcome | None:
    """What AAPOR calls it; `began` is whether some answers came, `opened` whether the questionnaire was ever opened.
    None for who was not asked yet.

    A named person of whom nothing came back is unknown (3.19); who opened the questionnaire and left without a word has
    refused without saying so (2.121), also when time ran out; who says no midway has refused; who may not be asked any
    more does not belong; who answered when the quota was full (4.80) has an end of their own, and was not screened out.
    """
    if state in {I.RESERVE, I.WAITING}:
        return None
    if state in _ANSWERED:
        return _ANSWERED[InvitationState(state)]
    if began and state != I.REFUSED:
        return Outcome.INELIGIBLE if state == I.SCREENED_OUT else Outcome.PARTIAL
    if opened and state == I.EXPIRED:
        return Outcome.REFUSED
    return _OUTCOMES[InvitationState(state)]


_ANSWERED = {I.COMPLETED: Outcome.COMPLETE, I.OVER_QUOTA: Outcome.OVER_QUOTA}
_OUTCOMES = {
    I.SENT: Outcome.UNKNOWN,
    I.OPENED: Outcome.REFUSED,
    I.STARTED: Outcome.REFUSED,  # nothing of it was kept
    I.SCREENED_OUT: Outcome.INELIGIBLE,
    I.REFUSED: Outcome.REFUSED,
    I.UNREACHABLE: Outcome.NOT_REACHED,
    I.EXPIRED: Outcome.UNKNOWN,
}
