# SPDX-License-Identifier: Apache-2.0
"""Questions about waves for those who plan and follow them. None of them answers with a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from amends.analytics.sampling.outcomes import Outcome, ResponseRates, response_rates
from amends.apps.core.models import JobRun, Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import (
    Answer,
    Invitation,
    OpenLink,
    QuestionnaireVersion,
    Response,
    Stratum,
    SurveyWave,
)
from amends.apps.surveys.queries.outcomes import outcomes_of, rates_of, states_of
from amends.apps.surveys.queries.policy import hours_for
from amends.apps.surveys.rules.hours import next_moment
from amends.apps.surveys.rules.settings import TURNED_AWAY
from amends.apps.surveys.rules.steps import SENT_BY_US
from amends.apps.surveys.rules.words import AskedBy, InvitationState, VersionState, WaveState

PAGE = 25
FEWEST = 30  # answers below which a score says nothing
LATEST = 500  # answers that the scores of a wave under way are taken from: as quick for a hundred thousand
_WHY = "numbers of one wave, found within the person's scope"
S = InvitationState


@dataclass(frozen=True, slots=True)
class Line:
    """A wave in the list, with how many were invited and how many answered."""

    wave: SurveyWave
    invited: int
    answers: int


def wave_by_pk(pk: int, scope: Scope) -> SurveyWave | None:
    """A wave of the person's units, with what its page shows."""
    rows = SurveyWave.objects.within(scope).select_related("unit", "version__questionnaire", "made_by")
    return rows.filter(pk=pk).first()


def wave_page(scope: Scope, *, before: int | None = None, size: int = PAGE) -> tuple[list[Line], int | None]:
    """The waves of a scope, the newest first, and the key behind which the next page begins. Three queries."""
    rows = SurveyWave.objects.within(scope).select_related("unit", "version__questionnaire")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    shown = found[:size]
    return [Line(wave, *counts) for wave, counts in zip(shown, _counts(shown), strict=True)], (
        shown[-1].pk if len(found) > size else None
    )


def waves_above(scope: Scope, *, most: int = PAGE) -> list[SurveyWave]:
    """The newest waves of the units above in which customers of the scope answered: who sees their answers must find
    them. One query."""
    told = Response.objects.within(scope).filter(wave=OuterRef("pk"), complete=True)
    rows = SurveyWave.objects.unscoped("only those with answers within the scope").filter(Exists(told))
    above = rows.filter(unit__number__lte=scope.first, unit__last__gte=scope.last)
    return list(above.exclude(unit__number=scope.first).select_related("unit").order_by("-pk")[:most])


def _counts(waves: Sequence[SurveyWave]) -> list[tuple[int, int]]:
    keys = [wave.pk for wave in waves]
    asked = Invitation.objects.unscoped(_WHY).filter(wave__in=keys, invited_at__isnull=False).order_by()
    invited = dict(asked.values_list("wave").annotate(Count("pk")))
    complete = Response.objects.unscoped(_WHY).filter(wave__in=keys, complete=True).order_by()
    answers = dict(complete.values_list("wave").annotate(Count("pk")))
    return [(invited.get(key, 0), answers.get(key, 0)) for key in keys]


def silent_until(wave: SurveyWave, *, at: datetime) -> datetime | None:
    """When customers of a wave under way may next be asked, on the operator's own clock; None where that is now."""
    if wave.state != WaveState.OPEN or wave.way not in (*SENT_BY_US, AskedBy.HOTLINE):
        return None
    then = next_moment(max(at, wave.starts_at), hours_for(""))
    return then if then > at else None


def versions_to_ask(scope: Scope) -> QuerySet[QuestionnaireVersion]:
    """Published versions of the person's units and of the units above them, the newest first."""
    own = Q(questionnaire__unit__number__range=(scope.first, scope.last))
    above = Q(questionnaire__unit__number__lte=scope.first, questionnaire__unit__last__gte=scope.last)
    rows = QuestionnaireVersion.objects.unscoped("questionnaires of the units above may be used below")
    chosen = rows.filter(own | above, state=VersionState.PUBLISHED).select_related("questionnaire")
    return chosen.order_by("-published_at")


def units_to_ask(scope: Scope) -> QuerySet[Unit]:
    """The units whose customers the person may ask."""
    return Unit.objects.within(scope)


def units_of(wave: SurveyWave) -> QuerySet[Unit]:
    """The units whose answers a wave may collect: its own and those below, in the order of the tree."""
    return Unit.objects.within(wave.unit.scope).order_by("number")


@dataclass(frozen=True, slots=True)
class Now:
    """How far a wave is, as of now. `states` counts invitations; `low` are answers that somebody must act on,
    `over_quota` those that came when there were enough of their kind."""

    states: dict[str, int]
    answers: int
    begun: int
    low: int
    last_at: datetime | None
    over_quota: int = 0

    @property
    def asked(self) -> int:
        """Customers who were asked so far."""
        return sum(n for state, n in self.states.items() if state not in {S.RESERVE, S.WAITING})

    @property
    def opened(self) -> int:
        """Customers who opened the questionnaire and have not finished it."""
        return self.states.get(S.OPENED, 0) + self.states.get(S.STARTED, 0)

    @property
    def belonging(self) -> int:
        """Customers asked so far who may count: neither screened out nor turned away by a quota."""
        return self.asked - self.states.get(S.SCREENED_OUT, 0) - self.states.get(S.OVER_QUOTA, 0)

    @property
    def rate(self) -> float | None:
        """Complete answers of those (RR1)."""
        return self.states.get(S.COMPLETED, 0) / self.belonging if self.belonging else None


def now_of(wave: SurveyWave) -> Now:
    """How far a wave is: two queries along indexes, so that pages may ask every ten seconds."""
    rows = Response.objects.unscoped(_WHY).filter(wave=wave).order_by()
    told = rows.aggregate(
        answers=Count("pk", filter=Q(complete=True)),
        begun=Count("pk", filter=Q(submitted_at=None)),
        low=Count("pk", filter=Q(is_low=True)),
        last_at=Max("submitted_at", filter=Q(complete=True)),
    )
    return Now(states=states_of(wave), over_quota=wave.frame.get(TURNED_AWAY, 0), **told)


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum of a drawn wave and what became of those asked in it."""

    stratum: Stratum
    outcomes: dict[Outcome, int]
    rates: ResponseRates

    @property
    def asked(self) -> int:
        """Customers of it who were asked so far."""
        return sum(self.outcomes.values())

    def count(self, outcome: Outcome) -> int:
        """How many came to that end."""
        return self.outcomes.get(outcome, 0)


def strata_of(wave: SurveyWave) -> tuple[list[StratumLine], ResponseRates]:
    """Response and non-response by stratum, and over all of them. Two queries."""
    strata = Stratum.objects.unscoped(_WHY).filter(wave=wave).order_by("label")
    cells = outcomes_of(wave)
    lines = [_line(each, cells.get(each.pk, {})) for each in strata]
    return lines, rates_of(cells)


def _line(stratum: Stratum, cell: dict[Outcome, int]) -> StratumLine:
    return StratumLine(stratum, cell, response_rates(cell))


def answers_by_day(wave: SurveyWave) -> list[tuple[date, int]]:
    """Complete answers by local day. One query along an index."""
    rows = Response.objects.unscoped(_WHY).filter(wave=wave, complete=True).order_by()
    days = rows.annotate(day=TruncDate("submitted_at")).values_list("day").annotate(Count("pk"))
    return sorted((day, count) for day, count in days)


def scores_of(wave: SurveyWave, most: int = 60) -> list[dict[str, Any]]:
    """Unweighted mean of each scored item over the latest `LATEST` complete answers, with how many answered it; `mean`
    is hidden below thirty. Two queries, no slower for more answers."""
    complete = Response.objects.unscoped(_WHY).filter(wave=wave, complete=True)
    latest = complete.order_by("-submitted_at").values_list("pk", flat=True)[:LATEST]
    rows = Answer.objects.unscoped(_WHY).filter(
        response__in=list(latest), number__isnull=False, item__maximum__isnull=False
    )
    grouped = rows.order_by("item__order").values(
        "item__title", "item__minimum", "item__maximum", "item__order"
    )
    told = grouped.annotate(n=Count("pk"), mean=Avg("number"))[:most]
    return [{**row, "mean": row["mean"] if row["n"] >= FEWEST else None} for row in told]


def links_of(wave: SurveyWave) -> list[tuple[OpenLink, int]]:
    """The links of a wave with how many answered through each; those that are open come first."""
    open_first = F("closed_at").asc(nulls_first=True)
    rows = OpenLink.objects.unscoped(_WHY).filter(wave=wave).select_related("unit").order_by(open_first, "pk")
    done = Count("responses", filter=Q(responses__complete=True))
    return [(row, row.answers) for row in rows.annotate(answers=done)]  # type: ignore[attr-defined]


def draw_run(wave: SurveyWave) -> JobRun | None:
    """The last run that was asked to draw this wave."""
    rows = JobRun.objects.unscoped("the wave was found within the person's scope")
    return rows.filter(job="draw_sample", key__startswith=f"draw_sample:{wave.pk}:").order_by("-pk").first()


def customers_of(unit: str, scope: Scope) -> int:
    """How many customers a unit of the scope has, by the key that a form gave; 0 where it gave none. Two queries."""
    row = Unit.objects.within(scope).filter(pk=unit).first() if unit.isdecimal() else None
    return Customer.objects.within(row.scope).filter(line_state="active").count() if row else 0
