# SPDX-License-Identifier: Apache-2.0
"""Where a case stands on the way of the twelve steps: which phase, which step now, and what calls for care."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from amends.apps.cases.rules.gates import HIGH, HIGHEST
from amends.apps.cases.rules.handling import Handling, HandlingStep
from amends.apps.cases.rules.states import HANDLING_WAY, CaseState, Origin

LISTEN, SOOTHE, ACT, INFORM, REVIEW = "listen", "soothe", "act", "inform", "review"
OWN_ATTEMPT: Final = ("listen", "ask", "soothe", "confirm")  # what is done before somebody above is asked
MAJOR_LEVEL: Final = 4  # of a channel: an outer body, a platform, the media
USUAL_HOLD: Final = timedelta(minutes=3)


def phase_state(handling: Handling, settled: Collection[str]) -> CaseState:
    """The state of the phase that holds the first open step; resolving at the latest, since what follows is the
    owner's word that it is handled. Steps are codes."""
    for phase in handling.phases:
        if any(step.code not in settled for step in phase.steps):
            return min(phase.state, CaseState.RESOLVING, key=HANDLING_WAY.index)
    return CaseState.RESOLVING


def calm_first(facts: Mapping[str, object]) -> bool:
    """Whether the customer is soothed before anything else: they are angry, or known to be of that kind."""
    high = facts.get("emotion_after") or facts.get("emotion_before")
    return facts.get("handling_type") == HIGHEST or high in HIGH


def step_now(
    handling: Handling, state: CaseState, settled: Collection[str], facts: Mapping[str, object]
) -> HandlingStep | None:
    """The step to do now: the first open one of the phase, soothing before all others where it comes first."""
    open_steps = [
        step
        for step in handling.steps
        if step.code not in settled and handling.phase_of(step.code).state is state
    ]
    soothing = next((each for each in open_steps if each.code == SOOTHE), None)
    if soothing and calm_first(facts):
        return soothing
    return open_steps[0] if open_steps else None


def is_major(*, severity: str, origin: str, channel_level: int, red_line: bool, in_mass: bool) -> bool:
    """Whether a case is a major one: critical, of many customers, beyond a red line, or before an outer body."""
    outer = origin in {Origin.APPEAL, Origin.MEDIA} or channel_level >= MAJOR_LEVEL
    return severity == "critical" or outer or red_line or in_mass


def needs_risk_reason(settled: Collection[str]) -> bool:
    """Whether asking somebody above needs a reason of risk: nobody has tried yet themselves."""
    return any(step not in settled for step in OWN_ATTEMPT)


def aims_covered(aims: Collection[str], measures: Collection[str]) -> dict[str, bool]:
    """The customer's aims, and whether a measure answers each. `measures` are the aims that measures name."""
    return {aim: aim in measures for aim in aims}


def hold_limit(handling: Handling, handling_type: str) -> timedelta:
    """How long this customer may be kept waiting on the line before somebody is reminded."""
    own = next((each.hold for each in handling.types if each.code == handling_type), None)
    return own or USUAL_HOLD
