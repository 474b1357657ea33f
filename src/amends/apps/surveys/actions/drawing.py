# SPDX-License-Identifier: Apache-2.0
"""Drawing a sample: by the system, with a seed that is kept; nobody chooses, and nobody is shown who was drawn."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from amends.analytics.sampling.drawing import Drawn, draw
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.customers.models import Customer
from amends.apps.surveys.actions.links import new_link
from amends.apps.surveys.actions.waves import WaveChanged, locked
from amends.apps.surveys.models import Invitation, Stratum, SurveyWave
from amends.apps.surveys.queries.frame import FrameQuery, past_spread
from amends.apps.surveys.rules.design import Design, read_design
from amends.apps.surveys.rules.sample_plan import SamplePlan, sample_plan
from amends.apps.surveys.rules.steps import Step, StepRefused, after
from amends.apps.surveys.rules.words import InvitationState

PORTION = 1_000
Told = Callable[[int, int, str], None]


def _silent(_done: int, _total: int, _note: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draw that is not written yet: `note` is what the wave keeps of it, `drawn` in the order of strata and turns."""

    plan: SamplePlan
    drawn: tuple[Drawn, ...]
    note: dict[str, Any]


def draw_wave(
    *, wave: SurveyWave, seed: int, by: User | None, at: datetime, told: Told = _silent
) -> SurveyWave:
    """Draw the sample of a planned wave and write it in one transaction with its event.

    The same customers and the same seed give the same sample; digests of both are kept so that anybody can check.
    Raises `WaveChanged` where the wave was drawn or changed meanwhile, and what `sample_plan` raises.
    """
    if wave.drawn_at is not None:
        raise WaveChanged
    draft = drafted(wave, read_design(wave.design), seed=seed, at=at, told=told)
    with writing(by=by, at=at) as log:
        row = locked(wave, by)
        if row.changes != wave.changes:
            raise WaveChanged
        try:
            row.state = after(Step.DRAW, row.state, row.trigger)
        except StepRefused as refused:
            raise WaveChanged from refused
        row.frame, row.drawn_at, row.changes = draft.note, at, row.changes + 1
        row.save(update_fields=["state", "frame", "drawn_at", "changes"])
        _write(row, draft)
        told_log = {
            name: draft.note[name] for name in ("seed", "population", "asked", "reserves", "drawn_digest")
        }
        log(EventKind.WAVE_DRAWN, row, unit=row.unit, **told_log)
    return row


def drafted(wave: SurveyWave, design: Design, *, seed: int, at: datetime, told: Told) -> Draft:
    """Draw without writing anything. Each stratum has random numbers of its own, from the seed and its place in the
    order of the labels, so that one stratum is in memory at a time besides the codes."""
    question = FrameQuery(wave.unit, design, at, wave.pk, wave.way)
    frame = question.counted()
    plan = sample_plan(frame.cells, design, past_spread(wave.version, wave.unit))
    codes, frame_digest = _read(question.members(), frame.eligible, told)
    drawn: list[Drawn] = []
    for number, each in enumerate(plan.strata):
        members = codes.pop(each.label, [])
        asked = min(each.asked, len(members))  # a customer may have refused since they were counted
        rng = np.random.default_rng([seed, number])
        found = draw(
            members,
            [each.label] * len(members),
            {each.label: asked},
            rng=rng,
            reserve_share=design.reserve_share,
        )
        drawn += found.drawn
    note = {
        "at": at.isoformat(),
        "seed": seed,
        "population": frame.population,
        "excluded": frame.excluded,
        "eligible": frame.eligible,
        "answers": plan.answers,
        "asked": sum(not each.reserve for each in drawn),
        "reserves": sum(each.reserve for each in drawn),
        "design_effect": plan.design_effect,
        "frame_digest": frame_digest,
        "drawn_digest": _digest(
            f"{each.member}\t{each.stratum}\t{each.turn}\t{each.reserve:d}" for each in drawn
        ),
    }
    return Draft(plan, tuple(drawn), note)


def _read(members: Iterator[tuple[str, str]], total: int, told: Told) -> tuple[dict[str, list[str]], str]:
    """The codes of each stratum, and the digest of the whole frame."""
    codes: dict[str, list[str]] = {}
    digest = hashlib.sha256()
    for count, (code, stratum) in enumerate(members):
        codes.setdefault(stratum, []).append(code)
        digest.update(f"{code}\t{stratum}\n".encode())
        if count % 10_000 == 0:
            told(count, total, "")
    return codes, digest.hexdigest()


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _write(wave: SurveyWave, draft: Draft) -> None:
    """The strata and the invitations of a draw, in portions."""
    rows = [
        Stratum(
            wave=wave,
            label=each.label,
            values=dict(zip(wave.design["columns"], each.label.split(" · "), strict=False)),
            population=each.population,
            allocated=each.answers,
            drawn=each.asked,
        )
        for each in draft.plan.strata
    ]
    strata = {row.label: row for row in Stratum.objects.bulk_create(rows, batch_size=PORTION)}
    asked = Counter(each.stratum for each in draft.drawn if not each.reserve)
    for start in range(0, len(draft.drawn), PORTION):
        portion = draft.drawn[start : start + PORTION]
        Invitation.objects.bulk_create(_invitations(wave, portion, strata, asked))


def _invitations(
    wave: SurveyWave, portion: tuple[Drawn, ...], strata: Mapping[str, Stratum], asked: Mapping[str, int]
) -> list[Invitation]:
    rows = Customer.objects.within(wave.unit.scope).filter(code__in=[each.member for each in portion])
    keys = {code: (pk, unit) for code, pk, unit in rows.values_list("code", "pk", "unit_id")}
    return [
        Invitation(
            wave=wave,
            customer_id=keys[each.member][0],
            unit_id=keys[each.member][1],
            stratum=strata[each.stratum],
            position=each.turn,
            weight=strata[each.stratum].population / max(asked[each.stratum], 1),
            state=InvitationState.RESERVE if each.reserve else InvitationState.WAITING,
            expires_at=wave.ends_at,
            **new_link(),
        )
        for each in portion
        if each.member in keys
    ]
