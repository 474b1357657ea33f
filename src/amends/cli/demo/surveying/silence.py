# SPDX-License-Identifier: Apache-2.0
"""Who of those asked does not answer, and how: some strata less than others, as it is in any survey by telephone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from amends.apps.surveys.models import Invitation
from amends.apps.surveys.rules.words import InvitationState

WHY = "the demo makes its own surveys"
WILLING = (0.58, 0.49, 0.41)  # of the strata in turn, by label
# What becomes of the others. Nobody hears again of the first; who is screened out is no customer any more.
ENDS: Mapping[InvitationState, float] = {
    InvitationState.SENT: 0.40, InvitationState.UNREACHABLE: 0.30, InvitationState.REFUSED: 0.24,
    InvitationState.SCREENED_OUT: 0.06,
}  # fmt: skip


def willing(invited: Sequence[Invitation], rng: np.random.Generator) -> list[Invitation]:
    """Those who answer, by the share of their stratum."""
    labels = sorted({_stratum(each) for each in invited})
    share = {label: WILLING[at % len(WILLING)] for at, label in enumerate(labels)}
    turns = rng.random(len(invited)).tolist()
    return [each for each, turn in zip(invited, turns, strict=True) if turn < share[_stratum(each)]]


def fall_silent(
    others: Sequence[Invitation], rng: np.random.Generator, *, since: datetime, lasts: timedelta
) -> None:
    """The ends of those who were asked and gave no answers; who was never heard of is left to the end of the wave."""
    states = [*ENDS]
    drawn = rng.choice(len(states), size=len(others), p=[*ENDS.values()]).tolist()
    for at, (row, turn) in enumerate(zip(others, drawn, strict=True)):
        row.state, row.next_at = states[turn], None
        asked = since + lasts * ((at * 31) % 997 / 1100)
        row.invited_at = asked
        row.ended_at = None if row.state == InvitationState.SENT else asked + timedelta(minutes=3)
    columns = ["state", "invited_at", "ended_at", "next_at"]
    Invitation.objects.unscoped(WHY).bulk_update(others, columns, batch_size=500)


def _stratum(row: Invitation) -> str:
    return row.stratum.label if row.stratum else ""
