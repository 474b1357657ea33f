# SPDX-License-Identifier: Apache-2.0
"""The evidence pack of a case as a download."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends.apps.cases.actions.change import RightMissing
from amends.apps.cases.actions.evidence import evidence_pack
from amends.apps.cases.views.page import found
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """A link gives it masked; only a form that was sent (`full=yes`) gives names and numbers."""
    case, full = found(request, number), request.POST.get("full") == "yes"
    try:
        pack = evidence_pack(case=case, full=full, by=person(request), at=timezone.now())
    except RightMissing as missing:
        raise PermissionDenied(str(missing)) from missing
    disposition = f'attachment; filename="{case.number}-evidence.zip"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return HttpResponse(pack, content_type="application/zip", headers=headers)
