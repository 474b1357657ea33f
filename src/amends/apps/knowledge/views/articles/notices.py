# SPDX-License-Identifier: Apache-2.0
"""Notices before something starts: the list, one with who has read it, the share on a campaign's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.notices import publish_notice, read_notice, remind_unread, withdraw_notice
from amends.apps.knowledge.forms.articles import NoticeForm, ReasonForm
from amends.apps.knowledge.models import Notice
from amends.apps.knowledge.models.notices import STAFF_CHANNELS
from amends.apps.knowledge.queries.launch import launch_share
from amends.apps.knowledge.queries.notices import (
    Shares,
    notice_within,
    notices_for,
    standing,
    unread_by,
    unread_within,
)
from amends.apps.knowledge.rules.article_words import StaffChannel
from amends.apps.knowledge.views.articles.finding import form_page, pressed, tried
from amends.ui.components.labels import tag
from amends.ui.components.tables import Column, Row, Table

writes = require_http_methods(["GET", "POST"])


@require_GET
@needs()
def notices(request: HttpRequest) -> HttpResponse:
    """What I am to read, and everything that was told."""
    user = person(request)
    unread = unread_by(user)
    table = _table(notices_for(user.scope), {each.pk for each in unread})
    context = {"unread": unread, "table": table, "may_write": user.may(Right.WRITE_KNOWLEDGE)}
    return render(request, "knowledge/notices/list.html", context)


def _table(rows: list[Notice], unread: set[int]) -> Table:
    columns = (
        Column(_("通知"), lead=True, kind="wrap"), Column(_("对客户生效")), Column(_("最晚读完")),
        Column(_("发给")), Column(_("机构"), late=True), Column(_("状态")),
    )  # fmt: skip
    lines = [
        Row(
            (
                each.title,
                each.effective_date,
                each.due_date,
                _channels(each),
                each.unit,
                _state(each, unread),
            ),
            url=reverse("knowledge:notice", args=[each.pk]),
        )
        for each in rows
    ]
    return Table(_("事前通知"), columns, lines)


def _channels(notice: Notice) -> str:
    return _("、").join(str(STAFF_CHANNELS[StaffChannel(each)]) for each in notice.channels)


def _state(notice: Notice, unread: set[int]) -> object:
    if notice.withdrawn_at:
        return tag(_("已撤回"))
    return tag(_("您还没有读"), "warning") if notice.pk in unread else ""


def _found(request: HttpRequest, pk: int) -> Notice:
    found = notice_within(pk, person(request).scope)
    if found is None:
        raise Http404
    return found


@require_GET
@needs()
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: its text, «read and understood», and for a leader who has not read it."""
    found, user = _found(request, pk), person(request)
    stands = standing(found, user)
    leads = _leads(user)
    context = {
        "notice": found, "stands": stands, "channels": _channels(found), "shares": share_table(stands.shares),
        "leads": leads, "unread": unread_within(found, user.scope) if leads else (),
        "may_end": user.may(Right.WRITE_KNOWLEDGE) and user.scope.covers(found.unit.number),
        "is_late": found.due_date < timezone.localdate(),
    }  # fmt: skip
    return render(request, "knowledge/notices/page.html", context)


def _leads(user: User) -> bool:
    return user.may(Right.ASSIGN_CASES) or user.may(Right.WRITE_KNOWLEDGE)


def share_table(shares: Shares) -> Table:
    """Of each channel how many have read it."""
    columns = (
        Column(_("岗位"), lead=True),
        Column(_("已读 / 应读"), kind="number"),
        Column(_("已读比例"), kind="number"),
    )
    rows = []
    for channel, (read, asked) in shares.items():
        kind = "success" if read == asked else "warning"
        name = STAFF_CHANNELS[StaffChannel(channel)]
        rows.append(Row((name, f"{read} / {asked}", tag(f"{read / asked:.0%}", kind))))
    return Table(_("各岗位已读比例"), columns, rows, fold=False)


@writes
@needs(Right.WRITE_KNOWLEDGE)
def notice_new(request: HttpRequest) -> HttpResponse:
    """Tell channels before customers are told."""
    user = person(request)
    initial = {
        "unit": user.unit_id,
        "channels": ["hotline", "hall"],
        "subject": request.GET.get("subject", ""),
    }
    form = NoticeForm(request.POST or None, scope=user.scope, initial=initial)
    if form.is_valid():
        made = tried(form, lambda: publish_notice(telling=form.telling(), by=user, at=timezone.now()))
        if isinstance(made, Notice):
            return redirect("knowledge:notice", made.pk)
    return form_page(request, form, _("发布事前通知"), reverse("knowledge:notices"))


@require_POST
@needs()
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and understood."""
    found, user = _found(request, pk), person(request)
    back = reverse("knowledge:notice", args=[pk])
    return pressed(request, lambda: read_notice(notice=found, by=user, at=timezone.now()), _("已记下"), back)


@require_POST
@needs()
def notice_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those of one's own units who have not read it."""
    found, user = _found(request, pk), person(request)
    left = len(unread_within(found, user.scope)) if _leads(user) else 0
    done = ngettext("已提醒 %(n)s 人", "已提醒 %(n)s 人", left) % {"n": left}
    back = reverse("knowledge:notice", args=[pk])
    return pressed(request, lambda: remind_unread(notice=found, by=user, at=timezone.now()), done, back)


@writes
@needs(Right.WRITE_KNOWLEDGE)
def notice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody to read it any more."""
    found, user, form = _found(request, pk), person(request), ReasonForm(request.POST or None)
    back = reverse("knowledge:notice", args=[pk])
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if tried(form, lambda: withdraw_notice(notice=found, reason=why, by=user, at=timezone.now())):
            return redirect(back)
    return form_page(request, form, _("撤回通知"), back)


@require_GET
@needs(Right.SEE_CUSTOMERS)
def campaign_panel(request: HttpRequest, code: str) -> HttpResponse:
    """Which share of each channel has read what was told about a campaign, before it is launched."""
    user = person(request)
    shares = launch_share(code, user.unit, timezone.now()) if user.unit else {}
    context = {"code": code, "shares": share_table(shares), "may_write": user.may(Right.WRITE_KNOWLEDGE)}
    return render_panel(request, "knowledge/notices/_campaign_panel.html", context, title=_("事前通知"))


@require_GET
@needs()
def home_panel(request: HttpRequest) -> HttpResponse:
    """What I am to read before customers ask about it."""
    context = {"unread": unread_by(person(request)), "today": timezone.localdate()}
    return render_panel(request, "knowledge/notices/_home_panel.html", context, title=_("要先读的通知"))
