# SPDX-License-Identifier: Apache-2.0
"""What became of those asked: by stratum, by state, as response rates. Counts only; no row names a customer."""

from collections.abc import Mapping

from django.db.models import Count

from amends.analytics.sampling.outcomes import Outcome, ResponseRates, response_rates
from amends.apps.surveys.models import Invitation, SurveyWave
from amends.apps.surveys.rules.steps import outcome_of

_WHY = "counts of one wave, found within the person's scope"


def stratum_states(wave: SurveyWave) -> dict[int, dict[str, int]]:
    """How many invitations of each stratum are in each state. One query along an index."""
    rows = Invitation.objects.unscoped(_WHY).filter(wave=wave, stratum__isnull=False).order_by()
    found: dict[int, dict[str, int]] = {}
    for stratum, state, count in rows.values_list("stratum", "state").annotate(Count("pk")):
        found.setdefault(stratum, {})[state] = count
    return found


def states_of(wave: SurveyWave) -> dict[str, int]:
    """How many invitations of a wave are in each state. One query along an index."""
    rows = Invitation.objects.unscoped(_WHY).filter(wave=wave).order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))


def outcomes_of(wave: SurveyWave) -> dict[int | None, dict[Outcome, int]]:
    """How many of each stratum (None: of no stratum) came to each outcome; who was not asked yet is left out."""
    rows = Invitation.objects.unscoped(_WHY).filter(wave=wave).order_by()
    told = rows.values_list("stratum", "state").annotate(n=Count("pk"), began=Count("response"))
    found: dict[int | None, dict[Outcome, int]] = {}
    for stratum, state, count, some in told:
        cell = found.setdefault(stratum, {})
        _add(cell, outcome_of(state, began=True), some)
        _add(cell, outcome_of(state, began=False), count - some)
    return found


def _add(cell: dict[Outcome, int], outcome: Outcome | None, count: int) -> None:
    if outcome is not None and count:
        cell[outcome] = cell.get(outcome, 0) + count


def rates_of(cells: Mapping[int | None, Mapping[Outcome, int]]) -> ResponseRates:
    """The response rates over all strata."""
    whole: dict[Outcome, int] = {}
    for cell in cells.values():
        for outcome, count in cell.items():
            whole[outcome] = whole.get(outcome, 0) + count
    return response_rates(whole)
