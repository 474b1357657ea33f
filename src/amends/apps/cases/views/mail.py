# SPDX-License-Identifier: Apache-2.0
"""What came by e-mail and what became of it: the page where the intake desk sees that no mail is lost."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.actions.change import CaseRefused
from amends.apps.cases.actions.mail.again import ask_again
from amends.apps.cases.models import Mail
from amends.apps.cases.models.mail_words import MAIL_STATES, MailState
from amends.apps.cases.queries.mail import mail_within, mails_view
from amends.apps.core.access import needs, person
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.ui.components.labels import Kind, tag
from amends.ui.components.tables import Column, Row, Table
from amends.ui.components.times import moment

A_WEEK = timedelta(days=7)
MOST = 50
KINDS: Mapping[str, Kind] = {
    MailState.OPENED: "success",
    MailState.JOINED: "primary",
    MailState.LEFT_OUT: "info",
    MailState.SET_ASIDE: "warning",
}


@require_GET
@needs(Right.WORK_CASES)
def mails(request: HttpRequest) -> HttpResponse:
    """The mailboxes and the mails that were read, of one state or all."""
    scope, state, since = person(request).scope, request.GET.get("state", ""), timezone.now() - A_WEEK
    before = _whole(request.GET.get("before", ""))
    view = mails_view(scope, state=state, since=since, before=before, most=MOST)
    shown = view.mails[:MOST]
    context = {
        "view": view,
        "table": _table(shown, scope, get_token(request)),
        "tabs": _tabs(state, view.counts),
        "older": _older(state, shown) if len(view.mails) > MOST else "",
    }
    return render(request, "cases/mail.html", context)


@require_POST
@needs(Right.WORK_CASES)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a mail that was left out or set aside is a complaint: a worker fetches it again."""
    who = person(request)
    mail = mail_within(who.scope, pk)
    if mail is None:
        raise Http404
    try:
        ask_again(mail=mail, by=who, at=timezone.now())
        messages.success(request, _("已交办：从邮箱重新读取，办好以后提醒您"))
    except CaseRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cases:mails")


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _older(state: str, shown: Sequence[Mail]) -> str:
    return "?" + urlencode({"state": state, "before": shown[-1].pk})


def _tabs(state: str, counts: Mapping[str, int]) -> list[Mapping[str, object]]:
    """All mails, and those of each state with how many came last week."""
    every = {
        "label": _("全部"),
        "url": "?",
        "current": state not in MAIL_STATES,
        "count": sum(counts.values()),
    }
    named = [
        {"label": label, "url": f"?state={code}", "current": state == code, "count": counts.get(code, 0)}
        for code, label in MAIL_STATES.items()
    ]
    return [every, *named]


def _table(rows: Sequence[Mail], scope: Scope, token: str) -> Table:
    columns = [
        Column(_("主题"), kind="clip", lead=True),
        Column(_("发件人")),
        Column(_("收到时间")),
        Column(_("去向")),
        Column(_("案件或原因"), kind="wrap"),
        Column(_("邮箱"), late=True),
    ]
    return Table(_("来信"), columns, [_row(mail, scope, token) for mail in rows])


def _row(mail: Mail, scope: Scope, token: str) -> Row:
    return Row(
        [
            mail.subject or _("（没有主题）"),
            mail.sender_shown,
            moment(mail.received_at),
            tag(mail.get_state_display(), KINDS.get(mail.state, "info")),
            _became(mail, scope) + (_button(mail, token) if mail.may_be_taken else SafeString("")),
            mail.inbox,
        ]
    )


def _button(mail: Mail, token: str) -> SafeString:
    """That it is a complaint after all."""
    return format_html(
        ' <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<button class="button small">{}</button></form>',
        reverse("cases:mail_again", args=[mail.pk]),
        token,
        _("仍作投诉受理"),
    )


def _became(mail: Mail, scope: Scope) -> SafeString:
    """The case, with a link for who may see it; why not; and what was not taken."""
    case = mail.case
    said = [str(mail.why)] if mail.why else []
    said += [mail.detail] if mail.detail else []
    left = mail.attached - mail.attached_kept
    said += [_("附件 %(count)s 个") % {"count": mail.attached_kept}] if mail.attached_kept else []
    said += [_("附件 %(count)s 个没有收") % {"count": left}] if left else []
    said += [_("只收了一部分")] if mail.cut else []
    words = _("；").join(said)
    if case is None:
        return format_html("{}", words)
    if not scope.covers(case.unit.number):
        return format_html("{} {}", case.number, words)
    url = reverse("cases:page", args=[case.number])
    return format_html('<a href="{}">{}</a> <span class="dim small">{}</span>', url, case.number, words)
