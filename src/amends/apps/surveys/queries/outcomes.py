# SPDX-License-Identifier: Apache-2.0
"""What became of those asked: by stratum, by state, as response rates. Counts only; no row names a customer."""

from collections.abc import Mapping

from django.db.models import BooleanField, Count, ExpressionWrapper, Q

from amends.analytics.sampling.outcomes import Outcome, ResponseRates, response_rates
from amends.apps.surveys.models import Invitation, SurveyWave
from amends.apps.surveys.models.waves import InvitationQuerySet
from amends.apps.surveys.rules.steps import outcome_of
from amends.apps.surveys.rules.words import InvitationState

_WHY = "counts of one wave, found within the person's scope"


def _reached(wave: SurveyWave) -> InvitationQuerySet:
    """Invitations but for those that ended with the wave before anybody was asked: they are nobody's non-response."""
    rows = Invitation.objects.unscoped(_WHY).filter(wave=wave).order_by()
    return rows.exclude(state=InvitationState.EXPIRED, invited_at=None)


def stratum_states(wave: SurveyWave) -> dict[int, dict[str, int]]:
    """How many invitations of each stratum are in each state, without those whom the end of the wave came before. One
    query along an index."""
    rows = _reached(wave).filter(stratum__isnull=False)
    found: dict[int, dict[str, int]] = {}
    for stratum, state, count in rows.values_list("stratum", "state").annotate(Count("pk")):
        found.setdefault(stratum, {})[state] = count
    return found


def states_of(wave: SurveyWave) -> dict[str, int]:
    """How many invitations of a wave are in each state, without those whom its end came before. One query along an
    index."""
    rows = _reached(wave)
    return dict(rows.values_list("state").annotate(Count("pk")))


def outcomes_of(wave: SurveyWave) -> dict[int | None, dict[Outcome, int]]:
    """How many of each stratum (None: of no stratum) came to each outcome; who was not asked is left out. Answers began
    where at least one is kept: a questionnaire that was opened and left blank is no partial answer."""
    opened = ExpressionWrapper(Q(opened_at__isnull=False), output_field=BooleanField())
    some_kept = Count("response", filter=Q(response__isnull=False) & ~Q(response__answers={}))
    rows = _reached(wave).annotate(opened=opened)
    told = rows.values_list("stratum", "state", "opened").annotate(n=Count("pk"), began=some_kept)
    found: dict[int | None, dict[Outcome, int]] = {}
    for stratum, state, was_opened, count, some in told:
        cell = found.setdefault(stratum, {})
        _add(cell, outcome_of(state, began=True, opened=was_opened), some)
        _add(cell, outcome_of(state, began=False, opened=was_opened), count - some)
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
