# SPDX-License-Identifier: Apache-2.0
"""Pages for customers, without a login: tell us, see how it stands, add words, hurry us."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.public import Told, TooOften, Visitor, hurry, look, send_feedback, write_words
from amends.apps.cases.forms.public import FeedbackForm, StatusForm, WordsForm
from amends.apps.cases.models import Case
from amends.apps.cases.models.public_words import IN_CHARGE, URGED_ONLINE
from amends.apps.cases.queries.intake_receipt import callback_number, status_address
from amends.apps.cases.queries.public import due_of, living, public_case, public_view
from amends.apps.core.rules.callers import asker

SENT, SEEN = "feedback_sent", "feedback_seen"
OPEN_FOR = timedelta(minutes=30)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def feedback(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is taken once, however often it is sent."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_trapped:
        return render(request, "cases/public/thanks.html", {})
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, form)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "callback": callback_number()}
    return render(request, "cases/public/feedback.html", context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: FeedbackForm) -> HttpResponse:
    names = ("story", "number", "name", "desired_outcome", "event_date")
    told = Told(**{name: form.cleaned_data[name] for name in names})
    at = timezone.now()
    sent = send_feedback(told=told, nonce=form.cleaned_data["nonce"], visitor=visitor(request), at=at)
    _tell(request, sent.case, sent.code, at)
    return redirect("feedback_sent")


@require_GET
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """The number and the code, by when we answer and where to look: a telephone that loads the page again shows them
    again, until who sent it leaves."""
    number, code, until = request.session.get(SENT) or ["", "", ""]
    if not _is_before(until, timezone.now()):
        request.session.pop(SENT, None)
        return redirect("feedback_status")
    case = public_case(number)
    context = {
        "number": number,
        "code": f"{code[:4]}-{code[4:]}",
        "callback": callback_number(),
        "due_at": due_of(living(case)) if case else None,
        "in_charge": IN_CHARGE,
        "status": status_address(),
    }
    return render(request, "cases/public/sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """How a case stands, for who has its number and code."""
    at = timezone.now()
    if request.method != "POST":
        case = _admitted(request, at)
        return _state(request, case) if case else _asked(request, StatusForm())
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            case = look(**form.cleaned_data, visitor=visitor(request), at=at)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
            return _asked(request, form, 429 if isinstance(refusal, TooOften) else 422)
        _admit(request, case, at)
        return redirect("feedback_status")
    return _asked(request, form, 422)


def _asked(request: HttpRequest, form: StatusForm, code: int = 200) -> HttpResponse:
    return render(
        request, "cases/public/ask.html", {"form": form, "callback": callback_number()}, status=code
    )


def _state(request: HttpRequest, case: Case, form: WordsForm | None = None) -> HttpResponse:
    context = {
        "view": public_view(case),
        "form": form or WordsForm(auto_id="words_%s"),
        "now": timezone.now(),
    }
    return render(request, "cases/public/status.html", context, status=422 if form else 200)


@require_POST
def words(request: HttpRequest) -> HttpResponse:
    """More words from the customer."""
    at, form = timezone.now(), WordsForm(request.POST, auto_id="words_%s")
    case = _admitted(request, at)
    if case is None:
        return redirect("feedback_status")
    if not form.is_valid():
        return _state(request, case, form)
    try:
        after = write_words(case=living(case), text=form.cleaned_data["words"], at=at)
    except CaseRefused as refusal:
        form.add_error(None, str(refusal))
        return _state(request, case, form)
    if after.code:  # the case had ended: there is a new one
        _tell(request, after.case, after.code, at)
        return redirect("feedback_sent")
    messages.success(request, _("已经转给负责人 %(owner)s") % {"owner": after.case.owner})
    return redirect("feedback_status")


@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """The customer hurries us."""
    at = timezone.now()
    case = _admitted(request, at)
    if case is None:
        return redirect("feedback_status")
    try:
        hurry(case=living(case), reason=str(URGED_ONLINE), at=at)
        messages.success(request, _("已经催办，负责人收到了提醒"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("feedback_status")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget, in this browser, which case was sent or looked at."""
    request.session.pop(SEEN, None)
    request.session.pop(SENT, None)
    return redirect("feedback_status")


def visitor(request: HttpRequest) -> Visitor:
    """Who asks, to count by."""
    if request.session.session_key is None:
        request.session.create()
    forwarded = request.headers.get("X-Forwarded-For", "")
    address = asker(request.META.get("REMOTE_ADDR", ""), forwarded, settings.AMENDS_PROXIES)
    return Visitor(address, request.session.session_key or "")


def _tell(request: HttpRequest, case: Case, code: str, at: datetime) -> None:
    """Let this browser show the number and the code of what it sent, and how that stands."""
    request.session[SENT] = [case.number, code, (at + OPEN_FOR).isoformat()]
    _admit(request, case, at)


def _admit(request: HttpRequest, case: Case, at: datetime) -> None:
    request.session[SEEN] = [case.number, (at + OPEN_FOR).isoformat()]


def _admitted(request: HttpRequest, at: datetime) -> Case | None:
    """The case that this browser showed the code of, within half an hour."""
    number, until = request.session.get(SEEN) or ["", ""]
    return public_case(number) if _is_before(until, at) else None


def _is_before(until: str, at: datetime) -> bool:
    moment = parse_datetime(until) if until else None
    return moment is not None and at < moment
