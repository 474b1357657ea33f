# SPDX-License-Identifier: Apache-2.0
"""Pages that compare: drivers, the change between waves, groups, touchpoints, what goes with satisfaction, speed."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.queries.changes import changed, comparable_trend
from amends.apps.satisfaction.queries.comparing import compared
from amends.apps.satisfaction.queries.drivers import drivers_of
from amends.apps.satisfaction.queries.linkage import LAG, linkage, linked_groups
from amends.apps.satisfaction.queries.preparing import days_of
from amends.apps.satisfaction.queries.runs import point_of, published_run
from amends.apps.satisfaction.queries.trees import tree_in_use
from amends.apps.satisfaction.queries.waves import wave_before
from amends.apps.satisfaction.views import compared_telling, driver_telling, link_telling
from amends.apps.satisfaction.views.choosing import Chosen, chosen_wave, own_unit
from amends.apps.satisfaction.views.places import chosen_place
from amends.apps.satisfaction.views.refusals import told
from amends.apps.satisfaction.views.telling import period_of
from amends.apps.satisfaction.views.waiting import prepared
from amends.apps.surveys.models import SurveyWave
from amends.apps.surveys.queries.felt_speed import by_month, felt_speed

YEAR = timedelta(days=365)


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def drivers(request: HttpRequest) -> HttpResponse:
    """What drives satisfaction in the chosen wave, and the short boards."""
    chosen, user = chosen_wave(request), person(request)
    if chosen.wave is None:
        return _nothing(request)
    found = drivers_of(chosen.wave, own_unit(user), user.scope, tree_in_use(), days_of(chosen.wave))
    said = driver_telling.told(found) if found.found else {}
    why = told(found.why)
    return _page(request, "drivers", chosen, {"why": why, **said})


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def change(request: HttpRequest) -> HttpResponse:
    """Why the index changed since the wave before, and the trend on comparable items."""
    chosen, scope = chosen_wave(request), person(request).scope
    if chosen.wave is None:
        return _nothing(request)
    tree, before = tree_in_use(), wave_before(chosen.wave, scope)
    found = changed(chosen.wave, before, scope, tree) if before else None
    said = compared_telling.change_told(found, tree) if found and found.found else {}
    trend = compared_telling.trend_told(comparable_trend(chosen.wave, scope, tree))
    why = told(found.why if found else None)
    index = _index_beside(request, chosen.wave, before)
    return _page(request, "change", chosen, {"found": found, "why": why, "index": index, **said, **trend})


def _index_beside(
    request: HttpRequest, wave: SurveyWave, before: SurveyWave | None
) -> dict[str, object] | None:
    """The published index of both waves, which is another figure than the one that is taken apart here."""
    unit = own_unit(person(request))
    runs = [published_run(each, unit) for each in (before, wave) if each]
    old, new = ([run and point_of(run, "satisfaction") for run in runs] + [None, None])[:2]
    if not old or not new:
        return None
    return {
        "old": f"{old.value:.1f}",
        "new": f"{new.value:.1f}",
        "by": f"{new.value - old.value:+.1f}",
        "url": f"{reverse('satisfaction:compare_runs')}?a={old.run}&b={new.run}",
    }


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def by_group(request: HttpRequest) -> HttpResponse:
    """Overall satisfaction by unit and by segment."""
    chosen = chosen_wave(request)
    if chosen.wave is None:
        return _nothing(request)
    found = compared(chosen.wave, person(request).scope, tree_in_use())
    return _page(request, "by_group", chosen, {"found": found, **compared_telling.groups_told(found)})


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def touched(request: HttpRequest) -> HttpResponse:
    """Every touchpoint: its owner, standards, score, and what it adds to the whole."""
    chosen = chosen_wave(request)
    if chosen.wave is None:
        return _nothing(request)
    found = compared(chosen.wave, person(request).scope, tree_in_use())
    return _page(request, "touchpoints", chosen, {"found": found, **compared_telling.touched_told(found)})


@require_GET
@needs(Right.SEE_SATISFACTION)
@prepared
def linked(request: HttpRequest) -> HttpResponse:
    """What goes with satisfaction: contacts, complaints, lines, fees."""
    chosen = chosen_wave(request)
    if chosen.wave is None:
        return _nothing(request)
    place, wave = chosen_place(request), chosen.wave
    groups = linked_groups(wave, place.unit.scope)
    group = next((each for each in groups if f"{each.name}:{each.value}" == request.GET.get("group")), None)
    report = linkage(wave, place.unit.scope, localdate(), group)
    said = link_telling.told(report) if report else {}
    choices = link_telling.group_choices(groups, group)
    context = {"report": report, "lag": LAG, "place": place, "groups": choices, **said}
    return _page(request, "linkage", chosen, context)


@require_GET
@needs(Right.SEE_SATISFACTION)
def speed(request: HttpRequest) -> HttpResponse:
    """How fast it felt beside how long it took, month by month."""
    now = timezone.now()
    months = by_month(felt_speed(person(request).scope, since=now - YEAR, until=now))
    context = {"months": months, "chart": link_telling.speed_chart(months) if months else None,
               "n": sum(each.n for each in months), "measured": sum(each.measured for each in months)}  # fmt: skip
    return render(request, "satisfaction/comparing/speed.html", context)


def _page(request: HttpRequest, name: str, chosen: Chosen, context: dict[str, object]) -> HttpResponse:
    wave = chosen.wave
    head = {"wave": wave, "waves": chosen.waves, "period": period_of(wave) if wave else ""}
    return render(request, f"satisfaction/comparing/{name}.html", {**head, **context})


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(
        request, "satisfaction/nothing.html", {"may_design": person(request).may(Right.DESIGN_SURVEYS)}
    )
