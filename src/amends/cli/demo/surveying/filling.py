# SPDX-License-Identifier: Apache-2.0
"""Generated answers written as the rows of those who answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from amends.apps.surveys.models import Answer, Invitation, Item, Response, SurveyWave
from amends.apps.surveys.rules.outcomes import Low
from amends.apps.surveys.rules.words import InvitationState
from amends.cli.demo.surveying.content import NOT_CONCERNED, TENURES, USED, WISHES
from amends.cli.demo.surveying.inventing import Numbers, invented
from amends.cli.demo.surveying.pairs import answered_in_pairs

WHY = "the demo makes its own surveys"
PORTION = 5_000
LOW = 4  # of ten, at the overall question: somebody calls back
OVERALL = ("A1", "C2")
MOODS = (0.2, 0.0, -0.3)  # of three groups of units, in deviations
SPEEDY, ALIKE = 50, 120  # every so many is answered too fast, or all alike


@dataclass(frozen=True, slots=True)
class Filled:
    """What is planted: means on 0–100 by item, element or construct, the seed, and when answers came."""

    means: Mapping[str, float]
    seed: int
    since: datetime
    lasts: timedelta


def fill(wave: SurveyWave, invited: Sequence[Invitation], planted: Filled) -> int:
    """Complete responses of those invited, their answers by item, and the end of their invitations; how many."""
    if not invited:
        return 0
    items = list(Item.objects.unscoped(WHY).filter(version=wave.version).order_by("order"))
    scales = [each for each in items if each.minimum is not None and each.kind == "rating"]
    rng = np.random.default_rng(planted.seed)
    shift = np.array([MOODS[each.unit_id % len(MOODS)] for each in invited], dtype=np.float64)
    numbers = invented(scales, len(invited), rng, means=planted.means, missing=NOT_CONCERNED, shift=shift)
    numbers = answered_in_pairs(scales, numbers, rng)
    alike = np.arange(len(invited)) % ALIKE == ALIKE - 1
    most = np.array([each.maximum or 0.0 for each in scales])
    numbers[alike] = np.where(np.isfinite(numbers[alike]), np.minimum(8.0, most), np.nan)
    made = Response.objects.bulk_create(
        _responses(wave, invited, scales, numbers, planted), batch_size=PORTION
    )
    Answer.objects.bulk_create(_answers(made, {each.code: each for each in items}), batch_size=PORTION)
    _end(made)
    return len(made)


def _responses(
    wave: SurveyWave, invited: Sequence[Invitation], scales: Sequence[Item], numbers: Numbers, planted: Filled
) -> Iterator[Response]:
    codes = [each.code for each in scales]
    concerned = {each.code for each in scales if each.element not in NOT_CONCERNED}
    for at, (invitation, line) in enumerate(zip(invited, numbers.tolist(), strict=True)):
        given = {code: int(x) for code, x in zip(codes, line, strict=True) if x == x}  # noqa: PLR0124 - NaN
        said = given | (_beside(at, given) if "A1" in concerned else {})
        if "complained_12m" not in said.get("FU", ()):
            said.pop("G3", None)
        came = planted.since + planted.lasts * ((at * 37) % 997 / 1000)
        seconds = 40 if at % SPEEDY == SPEEDY - 1 else 300 + at % 240
        flags = ["speeder"] * (seconds == 40) + ["straight_line"] * (at % ALIKE == ALIKE - 1)
        low = [code for code in OVERALL if said.get(code, 10) <= LOW]
        yield Response(
            wave=wave, invitation=invitation, customer_id=invitation.customer_id, unit_id=invitation.unit_id,
            way=wave.way, answers=said, started_at=came, saved_at=came + timedelta(seconds=seconds),
            submitted_at=came + timedelta(seconds=seconds), complete=True, seconds=seconds, flags=flags,
            low=[Low("low_score", act=True, item=code, value=said[code]).kept() for code in low],
            is_low=bool(low), followed_at=came if low else None,
        )  # fmt: skip


def _beside(at: int, given: Mapping[str, int]) -> dict[str, Any]:
    """What the yearly questionnaire asks beside ratings, in keeping with what was rated."""
    used = [use for code, use in USED.items() if code in given]
    found: dict[str, Any] = {"S1": "main_user", "S2": TENURES[at * 3 % 4], "FU": used or ["none"]}
    complained = "complained_12m" in used
    found["G1"] = "complained" if complained else ("nothing", "nothing", "silent", "told_friends")[at % 4]
    if at % 9 == 0:
        found["O1"] = WISHES[at // 9 % len(WISHES)]
    return found


def _answers(responses: Sequence[Response], items: Mapping[str, Item]) -> Iterator[Answer]:
    for response in responses:
        for code, said in response.answers.items():
            item = items.get(code)
            if item is None:
                continue
            if isinstance(said, int):
                yield Answer(response=response, item=item, number=said)
            elif item.kind == "comment":
                yield Answer(response=response, item=item, words=said)
            else:
                yield Answer(response=response, item=item, chosen=said if isinstance(said, list) else [said])


def _end(responses: Sequence[Response]) -> None:
    """Their invitations are completed when they answered."""
    rows = []
    for response in responses:
        invitation = response.invitation
        if invitation is not None:
            invitation.state, invitation.ended_at = InvitationState.COMPLETED, response.submitted_at
            invitation.invited_at = invitation.opened_at = response.started_at
            invitation.next_at = None
            rows.append(invitation)
    columns = ["state", "ended_at", "invited_at", "opened_at", "next_at"]
    Invitation.objects.unscoped(WHY).bulk_update(rows, columns, batch_size=500)
