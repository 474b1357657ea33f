# SPDX-License-Identifier: Apache-2.0
"""Open links of a wave, and the sheets with their QR codes."""

from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.surveys.actions.open_links import add_link, close_link
from amends.apps.surveys.actions.waves import WaveChanged
from amends.apps.surveys.models import OpenLink, SurveyWave
from amends.apps.surveys.queries.links import open_address
from amends.apps.surveys.queries.policy import touchpoints
from amends.apps.surveys.queries.waves import units_of
from amends.apps.surveys.views.waves import found


class LinkRefused(ValueError):
    """What the form says cannot be a link; the sentence says what is missing."""


@require_POST
@needs(Right.DESIGN_SURVEYS)
def link_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Set up a link for a place of a unit: that unit hears of the answers."""
    wave = found(request, pk)
    try:
        add_link(wave=wave, by=person(request), at=timezone.now(), **_told(request, wave))
    except (LinkRefused, WaveChanged) as refused:
        messages.error(request, str(refused))
    return redirect("surveys:wave", pk)


def _told(request: HttpRequest, wave: SurveyWave) -> dict[str, Any]:
    """The unit, the place and the touchpoint of a link. Raises `LinkRefused`."""
    place, key = request.POST.get("place", "").strip(), request.POST.get("unit", "")
    touchpoint = request.POST.get("touchpoint", "")
    unit = units_of(wave).filter(pk=key).first() if key.isdecimal() else None
    if not place:
        raise LinkRefused(_("请写明二维码放在哪里"))
    if unit is None:
        raise LinkRefused(_("请选择这个地方属于哪个机构：答卷和低分跟进都归它"))
    if touchpoint and touchpoint not in touchpoints():
        raise LinkRefused(_("请从列表里选择触点"))
    return {"unit": unit, "place": place, "touchpoint": touchpoint}


@require_POST
@needs(Right.DESIGN_SURVEYS)
def link_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nobody answer through a link any more."""
    link = _link(request, pk)
    close_link(link=link, by=person(request), at=timezone.now())
    return redirect("surveys:wave", link.wave_id)


@require_GET
@needs(Right.SEE_SATISFACTION)
def link_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to print and put up, with the QR code of a link."""
    link = _link(request, pk)
    address = request.build_absolute_uri(open_address(link))
    qr = segno.make(address, error="m").svg_data_uri(scale=8, border=4, light="white")
    context = {"link": link, "address": address, "qr": qr}
    return render(request, "surveys/waves/sheet.html", context)


def _link(request: HttpRequest, pk: int) -> OpenLink:
    rows = OpenLink.objects.within(person(request).scope).select_related(
        "wave__version__questionnaire", "unit"
    )
    link = rows.filter(pk=pk).first()
    if link is None:
        raise Http404
    return link
