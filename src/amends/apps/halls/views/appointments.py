# SPDX-License-Identifier: Apache-2.0
"""Pages of appointments: who is expected, a half hour for somebody, a code at the door, sending somebody elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.appointments import arrive, book, cancel, divert
from amends.apps.halls.actions.refusals import HallRefused
from amends.apps.halls.forms.appointments import BookForm, CodeForm, DivertForm
from amends.apps.halls.models import Appointment, Diversion
from amends.apps.halls.queries.appointments import awaited, free_slots, places_for
from amends.apps.halls.views import appointment_tables as tables
from amends.apps.halls.views.queue import found_hall


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def appointments(request: HttpRequest, key: int) -> HttpResponse:
    """Who is expected today and in the next days, and a half hour for one more."""
    hall, at = found_hall(request, key), timezone.now()
    form = BookForm(request.POST or None, free=free_slots(hall, at))
    if form.is_valid():
        try:
            made = book(hall=hall, **form.cleaned_data, by=person(request), at=at)
        except HallRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _tell(made))
            return redirect("halls:appointments", hall.pk)
    rows = awaited(hall, timezone.localdate(at))
    context = {"hall": hall, "form": form, "table": tables.appointments(rows, at), "expected": rows}
    return render(request, "halls/appointments.html", context, status=422 if form.errors else 200)


def _tell(made: Appointment) -> str:
    """What the customer is told."""
    when = timezone.localtime(made.slot_at).strftime("%m-%d %H:%M")
    words = _("请告诉客户：%(time)s 到%(hall)s，预约码 %(code)s。")
    return words % {"time": when, "hall": made.unit.name, "code": made.code}


@require_POST
@needs(Right.WORK_CASES)
def appointment_cancel(request: HttpRequest, key: int, appointment: int) -> HttpResponse:
    """Give a half hour back."""
    hall = found_hall(request, key)
    row = (
        Appointment.objects.within(hall.scope)
        .select_related("unit")
        .filter(pk=appointment, unit=hall)
        .first()
    )
    if row is None:
        raise Http404
    try:
        cancel(appointment=row, by=person(request), at=timezone.now())
    except HallRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("halls:appointments", hall.pk)


@require_POST
@needs(Right.WORK_CASES)
def with_code(request: HttpRequest, key: int) -> HttpResponse:
    """A ticket for somebody who comes with a code."""
    hall, form = found_hall(request, key), CodeForm(request.POST)
    try:
        code = form.cleaned_data["code"] if form.is_valid() else ""
        ticket = arrive(hall=hall, code=code, by=person(request), at=timezone.now())
    except HallRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%(number)s 号（预约），请客户记下票号。") % {"number": ticket.number})
    return redirect("halls:door", hall.pk)


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def diverting(request: HttpRequest, key: int) -> HttpResponse:
    """Send somebody elsewhere."""
    hall, at = found_hall(request, key), timezone.now()
    places = {str(each.pk): each for each in places_for(hall, person(request).scope)}
    form = DivertForm(request.POST or None, places=places, free=free_slots(hall, at, days=2))
    if form.is_valid():
        way, sent = form.sent()
        try:
            row = divert(hall=hall, way=way, sent=sent, by=person(request), at=at)
        except HallRefused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _sent_words(row))
            return redirect("halls:door", hall.pk)
    context = {"hall": hall, "form": form}
    return render(request, "halls/divert.html", context, status=422 if form.errors else 200)


def _sent_words(row: Diversion) -> str:
    return _tell(row.appointment) if row.appointment else _("已登记分流，谢谢。")
