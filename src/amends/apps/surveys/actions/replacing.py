# SPDX-License-Identifier: Apache-2.0
"""Reserves move up for customers who do not belong or cannot be reached: never by choice, always the next one drawn."""

from datetime import datetime

from django.db import transaction

from amends.analytics.sampling.drawing import Draw, Drawn
from amends.analytics.sampling.outcomes import Outcome
from amends.analytics.sampling.replacement import ReplacementRules, Tried, Verdict, replacement
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.models import EventKind
from amends.apps.surveys.models import Invitation, Stratum, SurveyWave
from amends.apps.surveys.rules.design import Design, read_design
from amends.apps.surveys.rules.steps import outcome_of
from amends.apps.surveys.rules.words import AskedBy, InvitationState, Trigger, WaveState

_WHY = "the job sees every wave"
S = InvitationState
_GONE = (S.SCREENED_OUT, S.UNREACHABLE, S.REFUSED)


def fill_up(*, at: datetime) -> int:
    """Let reserves of open samples move up where their rules allow; returns how many did."""
    waves = SurveyWave.objects.unscoped(_WHY).filter(
        state=WaveState.OPEN, trigger=Trigger.SAMPLE, ends_at__gt=at
    )
    return sum(_fill_wave(wave, at) for wave in waves.select_related("unit"))


def _fill_wave(wave: SurveyWave, at: datetime) -> int:
    rows = Invitation.objects.unscoped(_WHY).filter(wave=wave)
    design = read_design(wave.design)
    missing = [state for state in _GONE if outcome_of(state, began=False) in rules_of(wave, design).outcomes]
    gaps = rows.filter(state__in=missing, replaced_by=None).order_by().values("stratum")
    left = rows.filter(state=S.RESERVE).order_by().values("stratum")
    strata = Stratum.objects.unscoped(_WHY).filter(wave=wave, pk__in=gaps)
    return sum(_fill_stratum(wave, design, each, at) for each in strata.filter(pk__in=left))


def _fill_stratum(wave: SurveyWave, design: Design, stratum: Stratum, at: datetime) -> int:
    """One stratum, under its lock: two workers do not fill the same gap, and a wave that closed is left alone."""
    with transaction.atomic():
        strata = Stratum.objects.unscoped(_WHY).select_for_update(no_key=True)
        held = strata.get(pk=stratum.pk)
        asking = SurveyWave.objects.unscoped(_WHY).filter(pk=wave.pk, state=WaveState.OPEN)
        if asking.select_for_update(no_key=True).first() is None:
            return 0
        rows = list(Invitation.objects.unscoped(_WHY).filter(stratum=held).order_by("position"))
        pairs = _pairs(rows, rules_of(wave, design))
        if pairs:
            with writing(by=None, at=at) as log:
                for missing, reserve in pairs:
                    _move_up(reserve, missing, log)
                _share_out(held)
    return len(pairs)


def _pairs(rows: list[Invitation], rules: ReplacementRules) -> list[tuple[Invitation, Invitation]]:
    """Who is missing of a stratum, and the reserve who comes in, as far as the rules allow."""
    by_member = {str(row.pk): row for row in rows}
    whole = Draw(tuple(_drawn(row) for row in rows), {})
    used = {str(row.pk) for row in rows if row.replaces_id}
    replaced = {row.replaces_id for row in rows}
    found: list[tuple[Invitation, Invitation]] = []
    for row in rows:
        if row.state not in _GONE or row.pk in replaced:
            continue
        outcome = outcome_of(row.state, began=False) or Outcome.UNKNOWN
        # unreachable is who was tried as often as the plan says, or has no number: there is nothing left to try
        tried = Tried(outcome, attempts=rules.attempts, days=rules.days)
        next_one = replacement(_drawn(row), tried, draw=whole, used=used, rules=rules)
        if next_one.candidate is not None:
            found.append((row, by_member[next_one.candidate.member]))
            used.add(next_one.candidate.member)
        elif next_one.verdict in {Verdict.NONE_LEFT, Verdict.TOO_MANY}:
            break
    return found


def rules_of(wave: SurveyWave, design: Design) -> ReplacementRules:
    """For what a wave replaces somebody. A text is tried by the outbox; a call as often as the plan says."""
    outcomes = {Outcome.INELIGIBLE, Outcome.NOT_REACHED} | (
        {Outcome.REFUSED} if design.replace_refused else set()
    )
    attempts = design.call_attempts if wave.way == AskedBy.HOTLINE else 1
    return ReplacementRules(frozenset(outcomes), attempts=attempts, days=1, most_share=design.most_replaced)


def _drawn(row: Invitation) -> Drawn:
    reserve = row.state == S.RESERVE or row.replaces_id is not None
    return Drawn(str(row.pk), str(row.stratum_id), row.position, reserve, 0.0)


def _move_up(reserve: Invitation, missing: Invitation, log: Log) -> None:
    rows = Invitation.objects.unscoped(_WHY).filter(pk=reserve.pk, state=S.RESERVE)
    moved = rows.update(state=S.WAITING, replaces=missing)
    log(EventKind.RESERVE_MOVED_UP, missing, unit=missing.unit, reserve=reserve.pk, moved=moved)


def _share_out(stratum: Stratum) -> None:
    """Everybody drawn or moved up stands for an equal share of the stratum, whether they were asked already or wait."""
    asked = Invitation.objects.unscoped(_WHY).filter(stratum=stratum).exclude(state=S.RESERVE)
    asked.update(weight=stratum.population / asked.count())
