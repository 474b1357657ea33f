# SPDX-License-Identifier: Apache-2.0
"""A wave that asks exactly those whom something else names: no sample, everybody of the list who may be asked."""

from collections import Counter
from datetime import datetime
from typing import Any

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.surveys.actions.links import new_link
from amends.apps.surveys.actions.waves import WaveChanged, locked
from amends.apps.surveys.models import Invitation, Stratum, SurveyWave
from amends.apps.surveys.queries.frame import EXCLUSIONS, FrameQuery
from amends.apps.surveys.rules.design import read_design
from amends.apps.surveys.rules.steps import Step, StepRefused, after
from amends.apps.surveys.rules.words import InvitationState

PORTION = 1_000


def invite_listed(
    *, wave: SurveyWave, customers: Any, first_at: datetime, by: User | None, at: datetime
) -> SurveyWave:
    """Make the customers of a list the sample of a planned wave: all of them within its unit but those whom its plan
    leaves alone, which are counted by reason; nobody is invited before `first_at`.

    `customers`: keys, or a query of them. In one transaction with its event. Raises `WaveChanged` where the wave was
    drawn or changed meanwhile.
    """
    with writing(by=by, at=at) as log:
        row = locked(wave, by)
        if row.changes != wave.changes or row.drawn_at is not None:
            raise WaveChanged
        try:
            row.state = after(Step.DRAW, row.state, row.trigger)
        except StepRefused as refused:
            raise WaveChanged from refused
        frame = (
            FrameQuery(row.unit, read_design(row.design), at, row.pk, row.way)
            .customers()
            .filter(pk__in=customers)
        )
        told = list(frame.order_by("code").values_list("pk", "unit_id", "reason"))
        chosen = [(pk, unit) for pk, unit, reason in told if not reason]
        row.frame = _note(told, at)
        row.drawn_at, row.changes = at, row.changes + 1
        row.save(update_fields=["state", "frame", "drawn_at", "changes"])
        _write(row, chosen, first_at)
        log(EventKind.WAVE_DRAWN, row, unit=row.unit, population=len(told), asked=len(chosen), listed=True)
    return row


def _note(told: list[tuple[int, int, str]], at: datetime) -> dict[str, Any]:
    """What the wave keeps of its list, in the words of a draw."""
    reasons = Counter(reason for _pk, _unit, reason in told)
    return {
        "at": at.isoformat(),
        "listed": True,
        "population": len(told),
        "excluded": {each: reasons.get(each, 0) for each in EXCLUSIONS},
        "eligible": reasons.get("", 0),
        "answers": reasons.get("", 0),
        "asked": reasons.get("", 0),
        "reserves": 0,
    }


def _write(wave: SurveyWave, chosen: list[tuple[int, int]], first_at: datetime) -> None:
    count = len(chosen)
    stratum = Stratum.objects.create(
        wave=wave, label=wave.unit.name, values={}, population=count, allocated=count, drawn=count
    )
    for start in range(0, count, PORTION):
        Invitation.objects.bulk_create(
            Invitation(
                wave=wave, customer_id=pk, unit_id=unit, stratum=stratum, position=place, next_at=first_at,
                state=InvitationState.WAITING, expires_at=wave.ends_at, **new_link(),
            )
            for place, (pk, unit) in enumerate(chosen[start : start + PORTION], start)
        )  # fmt: skip
