# SPDX-License-Identifier: Apache-2.0
"""Jobs of the area: load, then one action."""

from django.utils.timezone import localtime

from amends.apps.core.worker import Run
from amends.apps.reports.actions.measuring import keep_figures, note_ended_lines
from amends.apps.reports.queries.dashboards import make_ready
from amends.apps.reports.queries.figures import units_to_measure
from amends.apps.reports.queries.measuring import measured_figures
from amends.apps.reports.queries.trends import make_trends_ready


def measure_parameters(run: Run) -> dict[str, int]:
    """Note which lines ended, then measure every unit's figures, each in a transaction of its own: killed on the way,
    the next run does what is left and doubles nothing. What dashboards show this day is made with them."""
    at = run.at()
    today = localtime(at).date()
    ended = note_ended_lines(today=today, at=at)
    units, known = units_to_measure(), 0
    for done, unit in enumerate(units):
        run.progress(done, len(units), unit.name)
        known += keep_figures(unit=unit, found=list(measured_figures(unit, today)), today=today, at=run.at())
        make_ready(unit, today)
        make_trends_ready(unit, today)
    return {"units": len(units), "known": known, "ended_lines": ended}
