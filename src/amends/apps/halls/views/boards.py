# SPDX-License-Identifier: Apache-2.0
"""Pages on how halls fare."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.queries.boards import halls_now
from amends.apps.halls.views import board_tables as tables


@require_GET
@needs(Right.WORK_CASES)
def listed(request: HttpRequest) -> HttpResponse:
    """The halls that the person looks after, the worst first."""
    at = timezone.now()
    found = halls_now(person(request).scope, timezone.localdate(at), at)
    context = {"table": tables.halls(found), "tells": tables.limit_words()}
    return render(request, "halls/list.html", context)
