# SPDX-License-Identifier: Apache-2.0
"""The panel below a dashboard: where its numbers come from, each as a line over twelve Mondays."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from amends.apps.cases.rules.metrics import Ratio, Spread
from amends.apps.core.access import needs, person, render_panel
from amends.apps.reports.queries.trends import Trend, trends
from amends.apps.reports.views.catalogue import Entry, every
from amends.apps.reports.views.dashboard_telling import axis_of, level_of
from amends.apps.reports.views.dashboards import board_asked
from amends.ui.components import plots

LEAST = 2  # readings that make a line
# That a reading rests on, as where inspections are averaged: of fewer each one moves it by a fifth.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """One number: its row of the catalogue, its line, what the readings rest on."""

    entry: Entry
    chart: plots.Chart
    base: str


@require_GET
@needs()
def trend_panel(request: HttpRequest) -> HttpResponse:
    """The lines of a dashboard's measured numbers; what hardly any Monday has is left out and named."""
    who, (board, _boards) = person(request), board_asked(request)
    if board is None:
        raise Http404
    entries = {each.anchor: each for _title, rows in every() for each in rows}
    found = trends(who, board, today=timezone.localdate())
    drawn = [_drawn(each, entries[each.identifier]) for each in found if _is_line(each)]
    missing = [entries[each.identifier].name for each in found if not _is_line(each)]
    context = {"drawn": drawn, "missing": missing}
    return render_panel(request, "reports/_trends.html", context, title=_("近十二周走势"))


def _is_line(trend: Trend) -> bool:
    return sum(level is not None for level in _levels(trend)) >= LEAST


def _levels(trend: Trend) -> list[float | None]:
    """None where there is nothing to draw, or too little."""
    return [
        level_of(trend.identifier, each) if _count(each) >= FEWEST else None
        for each in trend.readings.values()
    ]


def _count(found: Ratio | Spread) -> int:
    return found.count if isinstance(found, Spread) else found.denominator


def _drawn(trend: Trend, entry: Entry) -> Drawn:
    levels, standard = _levels(trend), trend.standard
    unit = axis_of(trend.identifier, next(iter(trend.readings.values())))
    chart = plots.lines(
        [f"{day:%m-%d}" for day in trend.readings],
        {entry.name: levels},
        axis=unit,
        head=_("读数的周一"),
        lines_at={_("标准"): standard.target} if standard else None,
        least_step=0.1,  # what hardly moved looks so
        most=_end(unit, levels),
    )
    return Drawn(entry, chart, _base(trend))


def _end(unit: str, levels: list[float | None]) -> float | None:
    """Shares near the whole end at it; small ones keep an axis of their own."""
    highest = max((each for each in levels if each is not None), default=0)
    return 100 if unit == "%" and 80 <= highest <= 100 else None


def _base(trend: Trend) -> str:
    """What the readings rest on, from the thinnest to the broadest."""
    counts = [count for each in trend.readings.values() if (count := _count(each)) >= FEWEST]
    low, high = f"{min(counts):,}", f"{max(counts):,}"
    return _("每点 %(n)s") % {"n": low if low == high else f"{low}–{high}"}
