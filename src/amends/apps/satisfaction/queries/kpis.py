# SPDX-License-Identifier: Apache-2.0
"""Technical indicators beside the scores that customers give to the same thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import TechnicalReading
from amends.apps.satisfaction.queries.elements import wave_standing
from amends.apps.satisfaction.queries.indicators import Topic, perceived_line, topics
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.rules.beside import Verdict, verdict
from amends.apps.satisfaction.rules.elements import Score
from amends.apps.satisfaction.rules.kpi_rows import Kpi
from amends.apps.surveys.models import SurveyWave
from amends.kernel.periods import Period

LOOK_BACK = timedelta(days=92)  # customers judge the last three months
PAGE = 50
_ABOVE = "a reading of a unit above holds for those below: it is the network's figure there"


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest reading of an indicator that speaks of a period; `reading` is None where there is none."""

    kpi: Kpi
    reading: TechnicalReading | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A topic of quality: its indicators, the score that customers give it (None where it is not asked or not to be
    shown), and whether the two agree."""

    topic: Topic
    measured: tuple[Measured, ...]
    score: Score | None
    verdict: Verdict

    @property
    def failing(self) -> tuple[Measured, ...]:
        """Indicators on the bad side of their threshold."""
        return tuple(each for each in self.measured if each.reading and not each.reading.is_fine)


def beside(unit: Unit, wave: SurveyWave | None) -> tuple[Beside, ...]:
    """Every topic of the pack with its indicators over the wave and the three months before it, and the perceived score
    of the unit's customers in the wave; those that disagree first. Without a wave: the newest readings and no score.

    A reading of the unit itself goes before one of a unit above; a score of fewer respondents than may be shown counts
    as none. The score's interval is of 95 %, and the line is the pack's `perceived_line`.
    """
    found = readings(unit, _around(wave) if wave else None)
    scores = _scores(unit, wave) if wave else {}
    rows = [_beside(topic, found, scores.get(topic.element)) for topic in topics()]
    return tuple(sorted(rows, key=lambda each: (not each.verdict.disagrees, each.verdict is Verdict.NO_KPI)))


def readings(unit: Unit, period: Period | None) -> dict[str, TechnicalReading]:
    """The newest reading of each indicator that overlaps a period, nearest unit first. One query."""
    rows = TechnicalReading.objects.unscoped(_ABOVE).filter(
        replaced_by__isnull=True, unit__number__lte=unit.number, unit__last__gte=unit.number
    )
    if period:
        rows = rows.filter(first_date__lt=period.end, until_date__gt=period.start)
    found: dict[str, TechnicalReading] = {}
    for each in rows.select_related("unit").order_by("-unit__number", "-until_date", "-first_date", "-pk"):
        found.setdefault(each.code, each)
    return found


def reading_rows(scope: Scope, *, before: int | None = None) -> list[TechnicalReading]:
    """A page of the readings of a person's units that hold, the latest brought in first. One query."""
    rows = TechnicalReading.objects.within(scope).filter(replaced_by__isnull=True)
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.select_related("unit", "imported_by", "replaces").order_by("-pk")[:PAGE])


def _beside(topic: Topic, found: Mapping[str, TechnicalReading], score: Score | None) -> Beside:
    measured = tuple(Measured(kpi, found.get(kpi.code)) for kpi in topic.kpis)
    fine = _all_fine(each.reading for each in measured)
    return Beside(topic, measured, score, verdict(fine, _interval(score), perceived_line()))


def _all_fine(rows: Iterable[TechnicalReading | None]) -> bool | None:
    there = [each for each in rows if each is not None]
    return all(each.is_fine for each in there) if there else None


def _interval(score: Score | None) -> tuple[float, float] | None:
    if score is None or score.mean is None or score.margin is None:
        return None
    return score.mean - score.margin, score.mean + score.margin


def _scores(unit: Unit, wave: SurveyWave) -> dict[str, Score]:
    standing = wave_standing(wave, unit.scope, tree_in_use())
    return {each.code: each for each in standing.scores if each.shown}


def _around(wave: SurveyWave) -> Period:
    first = localtime(wave.starts_at).date() - LOOK_BACK
    return Period(first, localtime(wave.ends_at).date() + timedelta(days=1))
