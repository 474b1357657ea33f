# SPDX-License-Identifier: Apache-2.0
"""Messages for colleagues who are away: taken, read in full by whom they are for, done with a result."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from os import urandom
from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.customers.rules.sealing import NONCE_SIZE
from amends.apps.halls.actions.hotline.messages import finish_message, read_message, take_message
from amends.apps.halls.forms.hotline_messages import DoneForm, MessageForm
from amends.apps.halls.models.messages import PhoneMessage
from amends.apps.halls.queries.hotline.calls import open_call
from amends.apps.halls.queries.hotline.messages import colleagues, message_for, messages_of, open_messages
from amends.apps.halls.views.hotline.common import refusals_on, refusals_said
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import due


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def message_new(request: HttpRequest) -> HttpResponse:
    """Take a message for a colleague."""
    user, now = person(request), timezone.now()
    initial = {"code": token_hex(8), "due_at": timezone.localtime(now + timedelta(hours=2))}
    form = MessageForm(request.POST or None, colleagues=colleagues(user), initial=initial)
    if form.is_valid():
        nonces = (urandom(NONCE_SIZE), urandom(NONCE_SIZE))
        with refusals_on(form):
            row = take_message(nonces=nonces, call=open_call(user), by=user, at=now, **form.told())
            return redirect("halls:message", row.code)
    status = 422 if form.errors else 200
    return render(request, "halls/hotline/message_new.html", {"form": form}, status=status)


@require_GET
@needs(Right.WORK_CASES)
def messages(request: HttpRequest) -> HttpResponse:
    """Messages that one got or took."""
    user = person(request)
    context = {"table": message_table(messages_of(user), timezone.now())}
    return render(request, "halls/hotline/messages.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def message(request: HttpRequest, code: str) -> HttpResponse:
    """One message; whom it is for says what came of it."""
    user, found = person(request), _message(request, code)
    form = DoneForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            finish_message(message=found, by=user, at=timezone.now(), **form.cleaned_data)
            return redirect("halls:messages")
    context = {"message": found, "form": form, "own": found.recipient_id == user.pk, "now": timezone.now()}
    return render(request, "halls/hotline/message.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Right.WORK_CASES)
@never_cache
def message_read(request: HttpRequest, code: str) -> HttpResponse:
    """Name and number in full, for whom the message is; shown once, logged, kept by no cache."""
    user, now, found = person(request), timezone.now(), _message(request, code)
    context = {"message": found, "form": DoneForm(), "own": found.recipient_id == user.pk, "now": now}
    with refusals_said(request):
        context["name"], context["number"] = read_message(message=found, by=user, at=now)
    return render(request, "halls/hotline/message.html", context, status=200 if "name" in context else 403)


@require_GET
@needs(Right.WORK_CASES)
def messages_panel(request: HttpRequest) -> HttpResponse:
    """Whom one is to call back, on the home page."""
    table = message_table(open_messages(person(request)), timezone.now())
    return render_panel(
        request, "halls/hotline/_messages_panel.html", {"table": table}, title=_("要回的留言")
    )


def message_table(found: Iterable[PhoneMessage], now: datetime) -> Table:
    """Messages as rows."""
    columns = (
        Column(_("来电人"), lead=True), Column(_("事由"), kind="clip"), Column(_("给谁"), late=True),
        Column(_("何时回电")), Column(_("回电结果"), kind="clip", late=True),
    )  # fmt: skip
    rows = [
        Row((f"{each.name_shown} {each.number_shown}", each.matter, each.recipient,
             due(each.due_at, now, each.done_at), each.result), url=reverse("halls:message", args=[each.code]))
        for each in found
    ]  # fmt: skip
    return Table(_("电话留言"), columns, rows)


def _message(request: HttpRequest, code: str) -> PhoneMessage:
    found = message_for(code, person(request))
    if found is None:
        raise Http404
    return found
