# SPDX-License-Identifier: Apache-2.0
"""The robots of group chats: listed, added, changed, switched off and on, tested."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.actions.messengers import keeping
from amends.apps.core.forms.messengers import MessengerForm, filled
from amends.apps.core.models import Messenger
from amends.apps.core.queries.programs import messengers_within
from amends.apps.core.rules.roles import Right
from amends.apps.core.rules.webhooks import AddressRefused


@require_GET
@needs(Right.MANAGE_USERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The robots of the units that the administrator looks after."""
    return render(request, "core/messengers.html", {"rows": messengers_within(person(request).scope)})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def new(request: HttpRequest) -> HttpResponse:
    """Add one."""
    me = person(request)
    form = MessengerForm(request.POST or None, scope=me.scope, initial={"unit": me.unit_id})
    if request.method == "POST" and form.is_valid():
        try:
            keeping.add_messenger(group=form.group(), by=me, at=timezone.now())
            return redirect("core:messengers")
        except AddressRefused as refused:
            form.add_error("url", _refusal(refused))
    return render(request, "core/messenger_form.html", {"form": form, "title": _("新增群机器人")})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change whose, where or for whom."""
    me, row = person(request), _row(request, pk)
    form = MessengerForm(request.POST or None, scope=me.scope, row=row, initial=filled(row))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.change_messenger(row=row, group=form.group(), by=me, at=timezone.now())
            return redirect("core:messengers")
        except AddressRefused as refused:
            form.add_error("url", _refusal(refused))
    return render(request, "core/messenger_form.html", {"form": form, "title": row.name})


@require_POST
@needs(Right.MANAGE_USERS)
def on(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the group again."""
    keeping.switch_on(row=_row(request, pk), by=person(request), at=timezone.now())
    return redirect("core:messengers")


@require_POST
@needs(Right.MANAGE_USERS)
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing more."""
    keeping.switch_off(row=_row(request, pk), by=person(request), at=timezone.now())
    return redirect("core:messengers")


@require_POST
@needs(Right.MANAGE_USERS)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in the group that it works."""
    row = _row(request, pk)
    if row.is_on:
        keeping.send_test(row=row, by=person(request), at=timezone.now())
        messages.info(request, _("测试消息已排队，几秒后看群里，或刷新本页看结果。"))
    return redirect("core:messengers")


def _row(request: HttpRequest, pk: int) -> Messenger:
    return get_object_or_404(messengers_within(person(request).scope), pk=pk)


def _refusal(refused: AddressRefused) -> str:
    return {
        "scheme": _("地址须以 https:// 开头。"),
        "private": _("不能推送到本机或内部网络的地址；如确有需要，请系统运维人员开放。"),
        "host": _("这不是所选软件的机器人地址；自建的软件请系统运维人员开放内部网络。"),
    }.get(refused.reason, _("这不是完整的地址，或其中含有账号、# 或特殊字符。"))
