# SPDX-License-Identifier: Apache-2.0
"""A file that a customer sent, as a download: never shown by us, and each on record."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from amends.apps.cases.actions.mail.files import FileHeld, FileLost, hand_out
from amends.apps.cases.queries.attachments import attachment_of
from amends.apps.cases.views.page import found
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@require_GET
@needs(Right.WORK_CASES)
@needs(Right.UNMASK)  # nothing in a file can be hidden
def attachment(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The file, to be kept and opened elsewhere; whatever it holds, no browser takes it for a page of ours."""
    case, who = found(request, number), person(request)
    row = attachment_of(case, who.scope, pk)
    if row is None:
        raise Http404
    try:
        content = hand_out(row=row, by=who, at=timezone.now())
    except (FileLost, FileHeld) as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:page", case.number)
    headers = {**_HEADERS, "Content-Disposition": content_disposition_header(True, row.name) or "attachment"}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)
