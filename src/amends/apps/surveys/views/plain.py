# SPDX-License-Identifier: Apache-2.0
"""The questions without JavaScript: one page of them at a time, as plain forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amends.apps.surveys.actions.answering import keep
from amends.apps.surveys.actions.submitting import submit
from amends.apps.surveys.models import Response
from amends.apps.surveys.rules.engine import EngineFailed, check
from amends.apps.surveys.rules.form import read_form
from amends.apps.surveys.rules.pages import Page, pages
from amends.apps.surveys.views.answering import AFTER, seed_of
from amends.apps.surveys.views.entrances import Way, by_link, closed, language_now


def _plain(request: HttpRequest, way: Way) -> HttpResponse:
    row = way.entrance.response
    if row is None:
        return redirect(way.address("intro"))
    if row.submitted_at is not None:
        return redirect(way.address("done"))
    try:
        return _turned(request, way, row) if request.method == "POST" else _shown(request, way, row, {})
    except EngineFailed:
        return closed(request, "busy", way=way, status=503)


plain = require_http_methods(["GET", "POST"])(by_link(_plain, doors=AFTER))


def _shown(
    request: HttpRequest, way: Way, row: Response, faults: dict[str, str], *, more: bool = False
) -> HttpResponse:
    found = pages_of(row)
    number = max(0, min(row.page, len(found) - 1))
    context = {
        "page": found[number],
        "faults": faults,
        "more": more,
        "number": number + 1,
        "last": number + 1 == len(found),
        "of": len(found),
        "urls": {name: way.address(name) for name in ("plain", "intro", "leave")},
        "way": way,
    }
    return render(request, "surveys/public/plain.html", context, status=422 if faults else 200)


def pages_of(row: Response, answers: dict[str, Any] | None = None) -> tuple[Page, ...]:
    """The pages as the customer has answered so far, or would have with other answers."""
    told = row.answers if answers is None else answers
    return pages(row.wave.version.content, told, language=language_now()[1], seed=seed_of(row))


def _turned(request: HttpRequest, way: Way, row: Response) -> HttpResponse:
    found, go = pages_of(row), request.POST.get("go", "next")
    number = max(0, min(row.page, len(found) - 1))
    told, (kept, language) = merged(row, request), language_now()
    then, on = pages_of(row, told), go in {"next", "finish"}
    more = on and bool(_codes(then, found[number].name) - _codes(found, found[number].name))
    if go == "finish" and not more and number + 1 >= len(then):
        return _finished(request, way, row, told)
    checked = check(row.wave.version.content, told, language=language, page=number)
    stays = more or (on and bool(checked.faults))
    step = -1 if go == "back" else int(on and not stays)
    row = keep(response=row, answers=told, page=number + step, language=kept, at=timezone.now())
    if stays:
        return _shown(request, way, row, checked.faults, more=more)
    if checked.ended and on:
        return _finished(request, way, row, told)
    return redirect(way.address("plain"))


def _codes(found: tuple[Page, ...], name: str) -> set[str]:
    """What one page asks: an answer on it may bring a question that its form could not show yet."""
    return {each.code for page in found if page.name == name for each in page.questions}


def _finished(request: HttpRequest, way: Way, row: Response, told: dict[str, Any]) -> HttpResponse:
    given = submit(response=row, answers=told, language=language_now()[0], at=timezone.now())
    if given.taken:
        return redirect(way.address("done"))
    given.response.refresh_from_db(from_queryset=Response.objects.unscoped("the customer's own answers"))
    return _shown(request, way, given.response, dict(given.faults))


def merged(row: Response, request: HttpRequest) -> dict[str, Any]:
    """What was answered before, with the questions of the form as they were answered now."""
    before: dict[str, Any] = row.answers
    return before | read_form(row.wave.version.content, dict(request.POST.lists()))
