# SPDX-License-Identifier: Apache-2.0
"""Written replies on the page of a case."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.replies import send_reply
from amends.apps.cases.actions.reviews import ask_reply_review, finish_review
from amends.apps.cases.forms.governance import ReplyForm, ReviewForm
from amends.apps.cases.forms.working import CaseForm
from amends.apps.cases.models import Case, Task
from amends.apps.cases.queries.attachments import attachments_of
from amends.apps.cases.queries.canned import canned_initial, offered, snippets_for
from amends.apps.cases.queries.mail import mail_of
from amends.apps.cases.queries.replies import replies_view
from amends.apps.cases.queries.special import REVIEWS, task_in
from amends.apps.cases.queries.wordings import CaseWords, words_of
from amends.apps.cases.views.acting import Doing
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import panel_post, render_case_panel
from amends.apps.cases.views.restoring import drafts_of, restored
from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right

Sent = Mapping[str, CaseForm]


@require_GET
@needs(Right.WORK_CASES)
def replies_panel(request: HttpRequest, number: str) -> HttpResponse:
    """What was written to the customer, what waits for a review, and the form for the next."""
    return _panel(request, found(request, number), {})


def _panel(request: HttpRequest, case: Case, sent: Sent) -> HttpResponse:
    who = person(request)
    words = words_of(case)
    view, reply = replies_view(case, who, who.scope), sent.get("reply") or _reply_form(request, case, words)
    context = {
        "view": view,
        "now": timezone.now(),
        "mine": [(task, _review_form(task, case, sent)) for task in view.mine],
        "reply": reply,
        "chosen": _wording(reply),
        "frames": words.frames.frames.values(),
        "canned": offered(case, words),
        "snippets": snippets_for(case, who, words),
        "wrote_from": mail_of(case),
        "attachments": attachments_of(case, who),
    }
    return render_case_panel(request, case, "cases/_replies.html", context, title=gettext("书面答复"))


def _reply_form(request: HttpRequest, case: Case, words: CaseWords) -> ReplyForm:
    """The form as it was left, or filled with the approved frame or the canned reply that was asked for."""
    chosen = request.GET.get("frame", "")
    drafts = {} if chosen else drafts_of(case, person(request))
    form = ReplyForm(case=case, initial=_begun(case, chosen, words), auto_id="reply_%s", words=words)
    return restored(form, "reply", drafts)


def _begun(case: Case, chosen: str, words: CaseWords) -> dict[str, object]:
    if chosen in words.canned.replies:
        return canned_initial(case, chosen, words)
    frame = words.frames.frames.get(chosen)
    return {"frame": frame.code, "text": frame.text, "is_final": frame.is_final} if frame else {}


def _wording(reply: CaseForm) -> tuple[str, object] | None:
    """The frame or canned reply that the text was begun with: its code and name."""
    code, field = str(reply["frame"].value() or ""), reply.fields["frame"]
    named = {str(each): name for each, name in getattr(field, "choices", ())}
    return (code, named[code]) if code and code in named else None


def _review_form(task: Task, case: Case, sent: Sent) -> CaseForm:
    return sent.get(f"review{task.pk}") or ReviewForm(case=case, auto_id=f"review{task.pk}_%s")


@require_POST
@needs(Right.WORK_CASES)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """Send a reply, or give its text to review."""
    case = found(request, number)
    form = ReplyForm(request.POST, case=case, auto_id="reply_%s")
    # what is agreed to is sent word by word: it stays in the form
    reviewed = request.POST.get("to") == "review"
    verb, done = _TO_REVIEW if reviewed else _TO_CUSTOMER
    how: dict[str, Any] = {"verb": verb, "done": done, "show": _panel, "keeps_draft": reviewed}
    return panel_post(request, case, name="reply", form=form, **how)


def _give_to_review(doing: Doing, form: ReplyForm) -> object:
    return ask_reply_review(**doing, text=form.cleaned_data["text"])


def _send(doing: Doing, form: ReplyForm) -> object:
    return send_reply(**doing, draft=form.draft())


_TO_REVIEW = (_give_to_review, _("已送复核，同意以后才能发出"))
_TO_CUSTOMER = (_send, _("答复已登记；邮件由系统发出，其他方式请照正文打印或交付"))


@require_POST
@needs(Right.WORK_CASES)
def review(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Agree to a text, or send it back."""
    case, name = found(request, number), f"review{pk}"
    task = task_in(case, person(request).scope, pk)
    if task is None or task.kind not in REVIEWS:
        raise Http404
    form = ReviewForm(request.POST, case=case, auto_id=f"{name}_%s")
    verb = partial(_finish, task)
    done = _("复核意见已登记")
    return panel_post(request, case, name=name, form=form, verb=verb, done=done, show=_panel)


def _finish(task: Task, doing: Doing, form: ReviewForm) -> object:
    data = form.cleaned_data
    about: dict[str, Any] = {"version": doing["version"], "by": doing["by"], "at": doing["at"]}
    return finish_review(task=task, agreed=data["agreed"] == "yes", words=data["words"], **about)
