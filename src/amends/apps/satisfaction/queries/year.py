# SPDX-License-Identifier: Apache-2.0
"""The year of a unit: its target, where it will be if it goes on so, and what endangers it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from amends.analytics.sampling.trend import CannotForecast, Forecast, Past, forecast
from amends.apps.core.models import Unit
from amends.apps.core.rules.organisation import Scope
from amends.apps.satisfaction.models import IndexRun, YearTarget
from amends.apps.satisfaction.queries.elements import Standing, wave_standing
from amends.apps.satisfaction.queries.runs import Point, series
from amends.apps.satisfaction.queries.scores import OutsideScore, overall_series
from amends.apps.satisfaction.queries.targets import targets
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import by_weight, waves_answered
from amends.apps.satisfaction.rules.origins import OVERALL
from amends.apps.satisfaction.rules.risks import Risk, risks
from amends.apps.satisfaction.rules.trees import leaf_shares
from amends.apps.surveys.models import SurveyWave
from amends.kernel.refusals import Saying

NORMAL = 1.959964  # intervals are of 95 %
_WHY = "published figures of the unit"


@dataclass(frozen=True, slots=True)
class Known:
    """One past figure on 0–100 with its 95 % interval, None where it has none."""

    name: str
    day: date
    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def error(self) -> float:
        """The standard error; nan where there is no interval."""
        if self.low is None or self.high is None:
            return float("nan")
        return (self.high - self.low) / 2 / NORMAL


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the past says of the end of a year: the figures it rests on and where they come from (`own` index runs, or a
    publisher), and the forecast on 0–100, or in `refused` why there is none."""

    past: tuple[Known, ...]
    own: bool
    source: str
    forecast: Forecast | None
    refused: Saying | None


@dataclass(frozen=True, slots=True)
class Year:
    """All of it. `chance` that the target is reached, None without a target or a forecast; `wave` is the one that
    the risks come from."""

    year: int
    targets: dict[str, YearTarget]
    outlook: Outlook
    chance: float | None
    wave: SurveyWave | None
    standing: Standing | None
    risks: tuple[Risk, ...]

    @property
    def target(self) -> YearTarget | None:
        """The target of everything together."""
        return self.targets.get(OVERALL)


def year_of(unit: Unit, year: int) -> Year:
    """The year of a unit as its page shows it. Some ten queries, whatever the number of answers."""
    wanted, outlook = targets(unit, year), outlook_of(unit, year)
    target = wanted.get(OVERALL)
    chance = outlook.forecast.chance_of(target.value) if outlook.forecast and target else None
    wave = newest_yearly(unit.scope, year)
    if wave is None:
        return Year(year, wanted, outlook, chance, None, None, ())
    tree = tree_in_use()
    standing = wave_standing(wave, unit.scope, tree)
    level = target.value if target else standing.index
    own = {code: each.value for code, each in wanted.items() if code}
    found = () if level is None else risks(standing.scores, leaf_shares(tree.elements), own, level)
    return Year(year, wanted, outlook, chance, wave, standing, found)


def outlook_of(unit: Unit, year: int) -> Outlook:
    """The forecast for the end of a year from the published index runs of a unit (of the questionnaire and convention
    with the most waves), else from the scores of the publisher who measured it most often."""
    own = _own(unit)
    if own:
        return _looked(own, year, own=True, source="")
    outside = overall_series(unit)
    if not outside:
        return _looked((), year, own=True, source="")
    source, rows = max(outside.items(), key=lambda pair: len(pair[1]))
    return _looked(tuple(map(_outside, rows)), year, own=False, source=source)


def newest_yearly(scope: Scope, year: int) -> SurveyWave | None:
    """The weightiest answered sample of a unit's customers up to the end of a year. One query."""
    return by_weight(waves_answered(scope).filter(trigger="sample", starts_at__year__lte=year)).first()


def _looked(past: tuple[Known, ...], year: int, *, own: bool, source: str) -> Outlook:
    rows = [Past(_years(each.day), each.value, each.error) for each in past]
    try:
        found = forecast(rows, _years(date(year, 12, 31)))
    except CannotForecast as refused:
        return Outlook(past, own, source, None, refused.saying)
    inside = replace(found, low=max(found.low, 0.0), high=min(found.high, 100.0))
    return Outlook(past, own, source, inside, None)


def _own(unit: Unit) -> tuple[Known, ...]:
    asked = IndexRun.objects.unscoped(_WHY).filter(unit=unit, published_at__isnull=False)
    counts = Counter(asked.values_list("wave__version__questionnaire", flat=True))
    if not counts:
        return ()
    points = series(unit, counts.most_common(1)[0][0])["satisfaction"]
    convention = Counter(each.convention for each in points).most_common(1)
    return tuple(_published(each) for each in points if each.convention == convention[0][0])


def _published(point: Point) -> Known:
    return Known(point.wave, point.starts_at.date(), point.value, point.low, point.high, point.n)


def _outside(score: OutsideScore) -> Known:
    margin = score.margin
    low, high = (None, None) if margin is None else (score.value - margin, score.value + margin)
    middle = score.first_date + (score.until_date - score.first_date) / 2
    return Known(score.wave, middle, score.value, low, high, score.n)


def _years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
