# SPDX-License-Identifier: Apache-2.0
"""What recovery waves kept against those held out, and what their cases cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Max, Q, Sum

from amends.apps.cases.rules.states import CaseState
from amends.apps.core.rules.organisation import Scope
from amends.apps.recovery.models import RecoveryWave, WaveMember
from amends.apps.recovery.models.effects import WaveEffect
from amends.apps.recovery.queries.effects import settled_date
from amends.apps.recovery.rules.waves.design import Outcome
from amends.apps.recovery.rules.waves.words import Arm, Purpose
from amends.apps.reports.queries.costs import costs_of_cases
from amends.apps.reports.rules.saved import BusinessCase, Effect, Group
from amends.apps.reports.rules.spans import Span

MOST = 12
CHURN, BILL = str(Outcome.CHURN), str(Outcome.BILL_CHANGE)
_WAVES = "members of waves that the caller may see, counted and never shown one by one"
_THERE = ~Q(customer__line_state="closed")


def business_cases(scope: Scope) -> list[BusinessCase]:
    """The waves of recovery within a scope whose observation is over, the newest first, at most twelve: what they kept
    against their controls (as `WaveEffect` has it) and what their cases cost. Offers are none. Some seven
    queries."""
    final = WaveEffect.objects.within(scope).filter(final=True, segment_kind="").order_by()
    read_on = dict(final.values_list("wave").annotate(last=Max("as_of")))
    rows = RecoveryWave.objects.within(scope).filter(
        pk__in=final.values("wave"), purpose=str(Purpose.RECOVERY)
    )
    waves = list(rows.order_by("-horizon_at", "-pk")[:MOST])
    effects, groups, costs = _effects(waves), _groups(waves), _costs(waves)
    return [
        BusinessCase(
            each.pk,
            each.name,
            effects.get((each.pk, CHURN)),
            effects.get((each.pk, BILL)),
            groups[each.pk]["recovered"],
            groups[each.pk]["held_out"],
            *costs[each.pk],
            provisional=read_on[each.pk] < settled_date(each),
        )
        for each in waves
    ]


def _effects(waves: Iterable[RecoveryWave]) -> Mapping[tuple[int, str], Effect]:
    """By wave and outcome, as it was last measured; without those of which there is no number."""
    rows = WaveEffect.objects.unscoped(_WAVES).filter(
        wave__in=waves, final=True, segment_kind="", outcome__in=[CHURN, BILL]
    )
    found: dict[tuple[int, str], Effect] = {}
    for row in rows.order_by("as_of", "pk"):
        made = _effect(row.figures)
        if made is not None:
            found[row.wave_id, row.outcome] = made
    return found


def _effect(figures: Mapping[str, Any]) -> Effect | None:
    value, low, high = (figures.get(name) for name in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return None
    return Effect(
        Span(low, high, value),
        figures["treated_mean"],
        figures["control_mean"],
        figures["treated"],
        figures["control"],
    )


def _groups(waves: Iterable[RecoveryWave]) -> Mapping[int, Mapping[str, Group]]:
    """By wave: those who said that it is right, and those held out; whose line is there, and what those pay. One
    query."""
    recovered = Q(arm=str(Arm.TREATED), case__state=str(CaseState.RECOVERED))
    held_out = Q(arm=str(Arm.CONTROL))
    counted = {
        f"{name}_{part}": made
        for name, who in (("recovered", recovered), ("held_out", held_out))
        for part, made in (
            ("members", Count("pk", filter=who)),
            ("there", Count("pk", filter=who & _THERE)),
            ("fees", Sum("customer__plan_fee", filter=who & _THERE)),
        )
    }
    rows = WaveMember.objects.unscoped(_WAVES).filter(wave__in=waves).order_by()
    found: dict[int, dict[str, Group]] = defaultdict(_nobody)
    counts: Iterable[Mapping[str, Any]] = rows.values("wave").annotate(**counted)
    for row in counts:
        for name in ("recovered", "held_out"):
            parts = (row[f"{name}_{part}"] or 0 for part in ("members", "there", "fees"))
            found[row["wave"]][name] = Group(*parts)
    return found


def _nobody() -> dict[str, Group]:
    return {"recovered": Group(0, 0, 0), "held_out": Group(0, 0, 0)}


def _costs(waves: Iterable[RecoveryWave]) -> Mapping[int, tuple[int, int, int]]:
    """By wave: its cases, of how many the cost is known, and that cost (fen)."""
    rows = WaveMember.objects.unscoped(_WAVES).filter(wave__in=waves, case__isnull=False)
    wave_of = dict(rows.order_by().values_list("case", "wave"))
    priced = costs_of_cases(rows.values("case"))
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for case, wave in wave_of.items():
        cases, known, total = found[wave]
        cost = priced.get(case)
        clear = cost is not None and not cost.unpriced
        found[wave] = (cases + 1, known + clear, total + (cost.total if cost is not None and clear else 0))
    return found
