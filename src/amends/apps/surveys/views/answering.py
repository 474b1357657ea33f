# SPDX-License-Identifier: Apache-2.0
"""Pages for customers: what this is, the questions, thanks; and the addresses that the page saves itself to."""

import json
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.surveys.actions.answering import TooMany, begin, decline, keep, note_opened
from amends.apps.surveys.actions.submitting import submit
from amends.apps.surveys.models import Response
from amends.apps.surveys.queries.answering import Door, Entrance
from amends.apps.surveys.rules.browsing import for_browser, minutes
from amends.apps.surveys.rules.document import wording
from amends.apps.surveys.rules.engine import EngineFailed
from amends.apps.surveys.rules.settings import settings as words_of
from amends.apps.surveys.views.entrances import (
    SESSION,
    Way,
    by_link,
    closed,
    language_now,
    mark_device,
    new_session,
    visitor,
)

MOST_BYTES = 128 * 1024
AFTER = frozenset({Door.DONE})


@require_GET
@by_link
def intro(request: HttpRequest, way: Way) -> HttpResponse:
    """Who asks, why, how long it takes, what becomes of the answers, and that it may be left. To fetch it is no
    opening: messengers and mail scanners fetch every link."""
    return mark_device(request, render(request, "surveys/public/intro.html", _about(way)))


@require_POST
@by_link
def opened(_request: HttpRequest, way: Way) -> HttpResponse:
    """The page stands before somebody's eyes: it says so itself."""
    if way.entrance.invitation:
        note_opened(invitation=way.entrance.invitation, at=timezone.now())
    return HttpResponse(status=204)


def _about(way: Way) -> dict[str, Any]:
    document, (_kept, language) = way.entrance.version.content, language_now()
    return {
        "way": way,
        "title": wording(document.get("title"), language),
        "words": words_of(document, language=language),
        "minutes": minutes(document),
        "begun": way.entrance.response is not None,
        "unit": way.entrance.wave.unit,
        "hotline": settings.AMENDS_HOTLINE,
        "urls": {
            name: way.address(name)
            for name in ("intro", "opened", "start", "answer", "plain", "leave", "done")
        },
    }


@require_POST
@by_link
def start(request: HttpRequest, way: Way) -> HttpResponse:
    """Begin, or go on where the customer was; `plain` without JavaScript."""
    answer = redirect(way.address("plain" if request.POST.get("plain") else "answer"))
    entrance = way.entrance
    if entrance.link and entrance.response is None:
        secret = request.COOKIES.get(SESSION) or token_hex(16)
        entrance = Entrance(
            entrance.wave, entrance.door, link=entrance.link, session=new_session(answer, way.word, secret)
        )
    try:
        begin(entrance=entrance, visitor=visitor(request), language=language_now()[0], at=timezone.now())
    except TooMany:
        return closed(request, "too_many", way=way, status=429)
    return answer


@require_GET
@by_link
def answer(request: HttpRequest, way: Way) -> HttpResponse:
    """The questions, drawn by the survey library; without JavaScript a link to the plain pages."""
    row = way.entrance.response
    if row is None:
        return redirect(way.address("intro"))
    kept = {
        "row": row,
        "language": language_now()[1],
        "document": for_browser(way.entrance.version.content),
        "answers": row.answers,
        "seed": seed_of(row),
        "urls": {name: way.address(name) for name in ("save", "submit", "done", "plain", "intro", "leave")},
    }
    return render(request, "surveys/public/answer.html", {**_about(way), **kept})


def seed_of(row: Response) -> int:
    """What fixes the random orders for one respondent."""
    return row.pk % 2_000_000_000 + 1


def _save(request: HttpRequest, way: Way) -> HttpResponse:
    """Keep what was answered so far."""
    sent, row = _sent(request), way.entrance.response
    if sent is None or row is None:
        return JsonResponse({"ok": False}, status=400)
    try:
        keep(
            response=row,
            answers=sent["answers"],
            page=sent["page"],
            language=language_now()[0],
            at=timezone.now(),
        )
    except EngineFailed:
        return _busy()
    return JsonResponse({"ok": True})


save = require_POST(by_link(_save, program=True))


def _send(request: HttpRequest, way: Way) -> HttpResponse:
    """Take the answers as complete, or say what is missing where."""
    sent, row = _sent(request), way.entrance.response
    if row is not None and row.submitted_at is not None:
        return JsonResponse({"ok": True, "url": way.address("done")})
    if sent is None or row is None:
        return JsonResponse({"ok": False}, status=400)
    try:
        found = submit(response=row, answers=sent["answers"], language=language_now()[0], at=timezone.now())
    except EngineFailed:
        return _busy()
    if not found.taken:
        return JsonResponse({"faults": dict(found.faults)}, status=422)
    return JsonResponse({"ok": True, "url": way.address("done")})


send = require_POST(by_link(_send, doors=AFTER, program=True))


def _busy() -> HttpResponse:
    return JsonResponse({"ok": False, "words": _("暂时不能保存，请稍后再试")}, status=503)


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """`{answers: {…}, page: 0}` as the page sends it; nothing else is read."""
    if len(request.body) > MOST_BYTES:
        return None
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("answers"), dict):
        return None
    page = body.get("page")
    return {"answers": body["answers"], "page": page if isinstance(page, int) and 0 <= page < 1000 else 0}


def _done(request: HttpRequest, way: Way) -> HttpResponse:
    row = way.entrance.response
    if row is None or row.submitted_at is None:
        return redirect(way.address("intro"))
    here = {
        "complete": row.complete,
        "known": row.customer_id is not None,
        "again": way.address("again") if way.kind == "q" else "",
    }
    return render(request, "surveys/public/done.html", {**_about(way), **here})


done = require_GET(by_link(_done, doors=AFTER))


def _leave(request: HttpRequest, way: Way) -> HttpResponse:
    """Not this time; or never again, which goes into the ledger of consents and may be said whatever the door."""
    invitation, door = way.entrance.invitation, way.entrance.door
    for_good = request.POST.get("what") == "never" and invitation is not None
    if door is not Door.OPEN and not for_good:
        return closed(request, str(door), way=way)
    if invitation:
        decline(invitation=invitation, for_good=for_good, at=timezone.now())
    return closed(request, "opted_out" if for_good else "declined", way=way)


leave = require_POST(by_link(_leave, doors=frozenset(Door)))


def _again(_request: HttpRequest, way: Way) -> HttpResponse:
    """Another person answers at the same place and on the same device."""
    answer = redirect(way.address("intro"))
    if way.kind == "q":
        answer.delete_cookie(SESSION, path=way.address("intro"))
    return answer


again = require_POST(by_link(_again, doors=AFTER))
