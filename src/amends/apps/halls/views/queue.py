# SPDX-License-Identifier: Apache-2.0
"""Pages of the queue: tickets at the door, the clerk's screen, windows."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions import queue as verbs
from amends.apps.halls.actions.refusals import HallRefused
from amends.apps.halls.forms.queue import TicketForm, WindowForm
from amends.apps.halls.models import Ticket, Window
from amends.apps.halls.queries.queue import Queue, hall_seen, queue_of
from amends.apps.halls.views import queue_tables as tables


def found_hall(request: HttpRequest, key: int) -> Unit:
    """The hall of a page, or 404."""
    hall = hall_seen(key, person(request).scope)
    if hall is None:
        raise Http404
    return hall


@require_GET
@needs(Right.WORK_CASES)
def counter(request: HttpRequest, key: int) -> HttpResponse:
    """The clerk's screen: my window, who is at it, who waits; the moving part alone where htmx asks."""
    hall, who, at = found_hall(request, key), person(request), timezone.now()
    queue = queue_of(hall, timezone.localdate(at))
    own = next((each for each in queue.windows if each.clerk_id == who.pk), None)
    context = {"hall": hall, "queue": queue, "own": own, "table": tables.waiting(queue.waiting, at)}
    context |= _at_window(queue, own)
    part = request.headers.get("HX-Request")
    return render(request, "halls/_counter.html" if part else "halls/counter.html", context)


def _at_window(queue: Queue, own: Window | None) -> dict[str, object]:
    there = queue.at_window(own.number) if own else None
    return {"there": there, "there_words": tables.ticket_words(there) if there else ""}


Verb = Callable[[Unit, int, User, datetime], object]
WINDOW_VERBS: Mapping[str, Verb] = {
    "open": lambda hall, number, by, at: verbs.sit_down(hall=hall, number=number, by=by, at=at),
    "close": lambda hall, number, by, at: verbs.stand_up(hall=hall, number=number, by=by, at=at),
    "next": lambda hall, number, by, at: verbs.call_next(hall=hall, number=number, by=by, at=at),
}
TICKET_VERBS: Mapping[str, Callable[..., Ticket]] = {
    "begin": verbs.begin,
    "finish": verbs.finish,
    "pass": verbs.pass_over,
}


@require_POST
@needs(Right.WORK_CASES)
def at_window(request: HttpRequest, key: int, number: int, verb: str) -> HttpResponse:
    """Open or close a window, or call the next customer."""
    hall = found_hall(request, key)
    if verb not in WINDOW_VERBS:
        raise Http404
    try:
        WINDOW_VERBS[verb](hall, number, person(request), timezone.now())
    except HallRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("halls:counter", hall.pk)


@require_POST
@needs(Right.WORK_CASES)
def with_ticket(request: HttpRequest, key: int, ticket: int, verb: str) -> HttpResponse:
    """Begin, end or pass over a ticket that I called."""
    hall = found_hall(request, key)
    if verb not in TICKET_VERBS:
        raise Http404
    try:
        TICKET_VERBS[verb](ticket=ticket, by=person(request), at=timezone.now())
    except HallRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("halls:counter", hall.pk)


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def door(request: HttpRequest, key: int) -> HttpResponse:
    """Give a ticket to somebody who came in."""
    hall = found_hall(request, key)
    form = TicketForm(request.POST or None)
    if form.is_valid():
        row = verbs.give_ticket(hall=hall, **form.cleaned_data, by=person(request), at=timezone.now())
        messages.success(request, _("%(number)s 号，请客户记下票号。") % {"number": row.number})
        return redirect("halls:door", hall.pk)
    context = {"hall": hall, "form": form, "queue": queue_of(hall, timezone.localdate())}
    return render(request, "halls/door.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_CASES)
def windows(request: HttpRequest, key: int) -> HttpResponse:
    """Which windows a hall has, and what each is for."""
    hall = found_hall(request, key)
    form = WindowForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data | {"business": tuple(form.cleaned_data["business"])}
        verbs.set_window(hall=hall, **data, by=person(request), at=timezone.now())
        return redirect("halls:windows", hall.pk)
    queue = queue_of(hall, timezone.localdate())
    context = {"hall": hall, "form": form, "table": tables.windows(queue)}
    return render(request, "halls/windows.html", context, status=422 if form.errors else 200)
