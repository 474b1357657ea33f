# SPDX-License-Identifier: Apache-2.0
"""The map with its hot spots, one hot spot, and what is done about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.rules.roles import Right
from amends.apps.recovery.actions.network.hot_spots import (
    NoteMissing,
    NothingToGather,
    SpotChanged,
    gather,
    move_spot,
)
from amends.apps.recovery.forms.network import MoveForm
from amends.apps.recovery.models import HOT_SPOT_STATES, HotSpot
from amends.apps.recovery.queries.network.hot_spots import (
    ON_MAP,
    PAGE,
    hot_spot_by_key,
    hot_spots,
    spot_cases,
    symptom_counts,
)
from amends.apps.recovery.queries.network.sites import sites_on_map
from amends.apps.recovery.rules.network.clusters import LEAST, RADIUS_M, WINDOW
from amends.apps.recovery.rules.network.words import HotSpotState
from amends.apps.recovery.views.network.tables import (
    case_table,
    map_chart,
    map_table,
    spot_table,
    state_tag,
    tabs,
)

BRIEFLY = 6


@require_GET
@needs(Right.SEE_RECOVERY)
def network(request: HttpRequest) -> HttpResponse:
    """Sites and hot spots on a map, the hot spots as a list below."""
    user, state = person(request), request.GET.get("state", "")
    spots = list(hot_spots(user.scope, state=state if state in HOT_SPOT_STATES else "")[:ON_MAP])
    sites = sites_on_map(user.scope)
    context = {
        "tabs": tabs("network"), "spots": spots, "sites": sites, "table": spot_table(spots[:PAGE]),
        "map": map_chart(sites, spots), "map_table": map_table(spots), "more": len(spots) > PAGE, "state": state,
        "states": [(str(key), words) for key, words in HOT_SPOT_STATES.items()],
        "may_look": user.may(Right.ASSIGN_CASES), "least": LEAST, "radius": round(RADIUS_M), "days": WINDOW.days,
    }  # fmt: skip
    return render(request, "recovery/network/map.html", context)


@require_GET
@needs(Right.SEE_RECOVERY)
def brief_panel(request: HttpRequest) -> HttpResponse:
    """The open hot spots of the person's units, for a morning brief."""
    spots = list(hot_spots(person(request).scope, state=HotSpotState.OPEN)[:BRIEFLY])
    return render_panel(request, "recovery/network/_brief_panel.html", {"spots": spots}, title=_("网络热点"))


@require_POST
@needs(Right.ASSIGN_CASES)
def look_now(request: HttpRequest) -> HttpResponse:
    """Queue a search; a second press within the same minute queues none."""
    at = timezone.now()
    enqueue("look_for_hot_spots", by=person(request), at=at, key=f"look_for_hot_spots@{at:%Y-%m-%dT%H:%M}")
    messages.success(request, _("正在查找，过一会儿刷新就能看到。"))
    return redirect("recovery:network")


@require_GET
@needs(Right.SEE_RECOVERY)
def hot_spot(request: HttpRequest, pk: int) -> HttpResponse:
    """One hot spot: its cases, what they feel, what was done."""
    return _page(request, _found(request, pk), MoveForm())


@require_POST
@needs(Right.ASSIGN_CASES)
def hot_spot_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a hot spot is handled, closed, or open again."""
    spot, form = _found(request, pk), MoveForm(request.POST)
    if form.is_valid():
        state, note = HotSpotState(form.cleaned_data["state"]), form.cleaned_data["note"]
        try:
            move_spot(spot=spot, state=state, note=note, by=person(request), at=timezone.now())
            return redirect("recovery:hot_spot", pk)
        except (NoteMissing, SpotChanged) as refused:
            form.add_error(None, str(refused))
    return _page(request, spot, form)


@require_POST
@needs(Right.ASSIGN_CASES)
def hot_spot_gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a hot spot one mass incident."""
    try:
        found = gather(spot=_found(request, pk), by=person(request), at=timezone.now())
    except (NothingToGather, SpotChanged) as refused:
        messages.warning(request, str(refused))
        return redirect("recovery:hot_spot", pk)
    words = _("案件 %(number)s 作为批量事件，归入了 %(n)s 件。")
    messages.success(request, words % {"number": found.incident.number, "n": found.joined})
    for number, why in found.refused:
        messages.warning(request, _("%(number)s 没有归入：%(why)s") % {"number": number, "why": why})
    return redirect("recovery:hot_spot", pk)


def _found(request: HttpRequest, pk: int) -> HotSpot:
    spot = hot_spot_by_key(pk, person(request).scope)
    if spot is None:
        raise Http404
    return spot


def _page(request: HttpRequest, spot: HotSpot, form: MoveForm) -> HttpResponse:
    user = person(request)
    rows = spot_cases(spot, user.scope)
    context = {
        "spot": spot, "rows": rows, "table": case_table(rows, opens=user.may(Right.WORK_CASES)),
        "symptoms": symptom_counts(rows), "form": form,
        "state": state_tag(spot), "may_act": user.may(Right.ASSIGN_CASES), "actions": spot.actions.within(user.scope),
        "ungathered": sum(row.case.is_open and row.case.parent_id is None for row in rows) - bool(spot.incident_id),
    }  # fmt: skip
    return render(request, "recovery/network/hot_spot.html", context, status=422 if form.errors else 200)
