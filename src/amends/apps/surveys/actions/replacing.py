# SPDX-License-Identifier: Apache-2.0
"""Reserves move up for customers who do not belong or cannot be reached: never by choice, always the next one drawn."""

from datetime import datetime

from amends.analytics.sampling.drawing import Draw, Drawn
from amends.analytics.sampling.outcomes import Outcome
from amends.analytics.sampling.replacement import ReplacementRules, Tried, Verdict, replacement
from amends.apps.core.actions.log import writing
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
    gaps = rows.filter(state__in=_GONE, replaced_by=None).order_by().values("stratum")
    strata = Stratum.objects.unscoped(_WHY).filter(wave=wave, pk__in=gaps)
    left = rows.filter(state=S.RESERVE).order_by().values("stratum")
    return sum(_fill_stratum(wave, stratum, at) for stratum in strata.filter(pk__in=left))


def _fill_stratum(wave: SurveyWave, stratum: Stratum, at: datetime) -> int:
    """One stratum; its rows are read once, each replacement is written with its event."""
    design = read_design(wave.design)
    rows = list(Invitation.objects.unscoped(_WHY).filter(stratum=stratum).order_by("position"))
    by_member = {str(row.pk): row for row in rows}
    whole = Draw(tuple(_drawn(row) for row in rows), {})
    used = {str(row.pk) for row in rows if row.replaces_id}
    replaced = {row.replaces_id for row in rows}
    count = 0
    for row in rows:
        if row.state not in _GONE or row.pk in replaced:
            continue
        outcome = outcome_of(row.state, began=False) or Outcome.UNKNOWN
        tried = Tried(outcome, attempts=max(row.calls, 1), days=max(row.calls, 1))
        found = replacement(_drawn(row), tried, draw=whole, used=used, rules=rules_of(wave, design))
        if found.candidate is not None:
            _move_up(by_member[found.candidate.member], row, stratum, at)
            used.add(found.candidate.member)
            count += 1
        elif found.verdict in {Verdict.NONE_LEFT, Verdict.TOO_MANY}:
            break
    return count


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


def _move_up(reserve: Invitation, missing: Invitation, stratum: Stratum, at: datetime) -> None:
    """Ask the reserve; everybody asked of the stratum then stands for a smaller share of it."""
    rows = Invitation.objects.unscoped(_WHY).filter(stratum=stratum)
    with writing(by=None, at=at) as log:
        moved = rows.filter(pk=reserve.pk, state=S.RESERVE).update(state=S.WAITING, replaces=missing)
        asked = rows.exclude(state=S.RESERVE)
        asked.update(weight=stratum.population / asked.count())
        log(EventKind.RESERVE_MOVED_UP, missing, unit=missing.unit, reserve=reserve.pk, moved=moved)
