# SPDX-License-Identifier: Apache-2.0
"""Questions about scores from elsewhere: the registry, how fresh it is, and the lines of competitors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, QuerySet, Sum

from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import ImportedScore
from amends.apps.satisfaction.rules.origins import OVERALL
from amends.kernel.periods import Period

STILL_COMPARED = timedelta(days=366)  # an older score is no line to compare with
PAGE = 50
_ABOVE = "scores of the units above hold for those below: they are published figures"


@dataclass(frozen=True, slots=True)
class OutsideScore:
    """A score measured by others, from 0 to 100. `rival` is empty for our own; `margin` is half its 95 % interval in
    the same points, None where the publisher gave none; `unit` is the unit it was measured for."""

    rival: str
    element: str
    value: float
    margin: float | None
    n: int
    source: str
    publisher: str
    wave: str
    unit: str
    method: str
    first_date: date
    until_date: date

    @property
    def words(self) -> str:
        """Where it comes from, in one line."""
        return f"{self.publisher} · {self.wave} · {self.unit} · n={self.n:,}"


@dataclass(frozen=True, slots=True)
class Freshness:
    """One publisher's scores: how many hold, the newest day that they speak of, when they last came in."""

    source: str
    source_words: str
    publisher: str
    scores: int
    answers: int
    until_date: date
    imported_at: datetime

    def age_days(self, today: date) -> int:
        """Days since the last day that the newest score speaks of; 0 while it runs."""
        return max(0, (today - self.until_date).days)


def standing(scope: Scope) -> QuerySet[ImportedScore]:
    """Scores of a person's units that nothing has replaced."""
    return ImportedScore.objects.within(scope).filter(replaced_by__isnull=True)


def registry(scope: Scope, *, source: str = "", before: int | None = None) -> list[ImportedScore]:
    """A page of the scores that hold, the latest brought in first; `before` is the key after which to go on. One
    query."""
    rows = standing(scope).select_related("unit", "imported_by", "replaces")
    rows = rows.filter(source=source) if source else rows
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.order_by("-pk")[:PAGE])


def freshness(scope: Scope) -> list[Freshness]:
    """The publishers, the stalest first. One query."""
    rows = standing(scope).values("source", "publisher")
    rows = rows.annotate(
        scores=Count("pk"), answers=Sum("n"), until=Max("until_date"), came=Max("imported_at")
    )
    labels = dict(ImportedScore._meta.get_field("source").flatchoices)
    return [
        Freshness(
            each["source"],
            str(labels[each["source"]]),
            each["publisher"],
            each["scores"],
            each["answers"],
            each["until"],
            each["came"],
        )
        for each in rows.order_by("until", "publisher")
    ]


def score_within(pk: int, scope: Scope) -> ImportedScore | None:
    """One score of a person's units, also one that was corrected since."""
    rows = ImportedScore.objects.within(scope).select_related("unit", "imported_by", "replaced_by")
    return rows.filter(pk=pk).first()


def history(score: ImportedScore, scope: Scope) -> list[ImportedScore]:
    """The score with all that it corrected and all that corrected it, the oldest first. One query."""
    same = ImportedScore.objects.within(scope).filter(
        source=score.source,
        publisher=score.publisher,
        wave=score.wave,
        unit=score.unit_id,
        rival=score.rival,
        element=score.element,
    )
    return list(same.select_related("imported_by").order_by("pk"))


def rival(element: str, unit: Unit, period: Period) -> OutsideScore | None:
    """The best competitor's score of an element (`OVERALL` for everything) that is to be compared with a unit's own in
    a period; None where there is none. See `rivals`."""
    found = rivals(unit, period, elements=[element]).get(element, ())
    return max(found, key=lambda each: each.value, default=None)


def rivals(
    unit: Unit, period: Period, *, elements: Iterable[str] | None = None
) -> dict[str, tuple[OutsideScore, ...]]:
    """For each element the competitors' scores, best first: of each competitor the one measured nearest to the unit
    (its own, else of a unit above), and of those the newest that begins before `period` ends and is not a year
    older than it. One query."""
    rows = _nearest_first(unit, period).exclude(rival="")
    return _one_each(rows if elements is None else rows.filter(element__in=[*elements]))


def own_elsewhere(
    unit: Unit, period: Period, *, elements: Iterable[str] | None = None
) -> dict[str, tuple[OutsideScore, ...]]:
    """For each element our own scores as others measured them, as `rivals` does; one a publisher. One query."""
    rows = _nearest_first(unit, period).filter(rival="")
    return _one_each(rows if elements is None else rows.filter(element__in=[*elements]))


def overall_series(unit: Unit) -> dict[str, list[OutsideScore]]:
    """The unit's own overall scores by publisher and method, the oldest first: what was measured alike. One query."""
    rows = ImportedScore.objects.unscoped(_ABOVE).filter(
        unit=unit, rival="", element=OVERALL, replaced_by__isnull=True
    )
    found: dict[str, list[OutsideScore]] = {}
    for each in rows.select_related("unit").order_by("until_date", "pk"):
        found.setdefault(f"{each.publisher} · {each.method}", []).append(_plain(each))
    return found


def _nearest_first(unit: Unit, period: Period) -> QuerySet[ImportedScore]:
    rows = ImportedScore.objects.unscoped(_ABOVE).filter(
        replaced_by__isnull=True,
        unit__number__lte=unit.number,
        unit__last__gte=unit.number,
        first_date__lt=period.end,
        until_date__gt=period.start - STILL_COMPARED,
    )
    return rows.select_related("unit").order_by("-unit__number", "-until_date", "-pk")


def _one_each(rows: Iterable[ImportedScore]) -> dict[str, tuple[OutsideScore, ...]]:
    """The first row of each element and competitor (of our own: of each publisher)."""
    found: dict[tuple[str, str], OutsideScore] = {}
    for each in rows:
        found.setdefault((each.element, each.rival or each.publisher), _plain(each))
    best = sorted(found.items(), key=lambda pair: -pair[1].value)
    return {
        element: tuple(score for (other, _who), score in best if other == element)
        for element in dict.fromkeys(element for element, _who in found)
    }


def _plain(row: ImportedScore) -> OutsideScore:
    return OutsideScore(
        row.rival,
        row.element,
        row.on_hundred,
        row.margin_on_hundred,
        row.n,
        str(row.get_source_display()),
        row.publisher,
        row.wave,
        row.unit.name,
        row.method,
        row.first_date,
        row.until_date,
    )
