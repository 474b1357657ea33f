# SPDX-License-Identifier: Apache-2.0
"""Which systems are told of events: listed, added, changed, switched off and on, tested, and what was sent."""

import secrets
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.actions.webhooks import targets
from amends.apps.core.forms.programs import WebhookForm, filled
from amends.apps.core.models import WebhookTarget
from amends.apps.core.queries.programs import deliveries_of, delivery_of, targets_within, waiting_by_target
from amends.apps.core.rules.roles import Right
from amends.apps.core.rules.webhooks import AddressRefused


@require_GET
@needs(Right.MANAGE_USERS)
def listed(request: HttpRequest) -> HttpResponse:
    """The systems of the units that the administrator looks after."""
    waiting = waiting_by_target()
    rows = [(each, waiting.get(each.pk, 0)) for each in targets_within(person(request).scope)]
    return render(request, "core/webhooks.html", {"rows": rows})


@require_GET
@needs(Right.MANAGE_USERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One system and what it was told last."""
    target = _target(request, pk)
    shown = {"target": target, "kinds": targets.known_kinds(target.kinds), "rows": deliveries_of(target)}
    return render(request, "core/webhook.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def new(request: HttpRequest) -> HttpResponse:
    """Add one; the answer to the form is the only page that ever shows its secret."""
    me = person(request)
    form = WebhookForm(request.POST or None, scope=me.scope, initial={"unit": me.unit_id})
    if request.method == "POST" and form.is_valid():
        word = _new_secret()
        try:
            target = targets.add_target(terms=form.terms(), secret=word, by=me, at=timezone.now())
            return _shown_once(request, target, word)
        except AddressRefused as refused:
            form.add_error("url", _refusal(refused))
    return _form(request, form, _("新增事件推送"))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_USERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where, of which events, or of whose subtree."""
    me, target = person(request), _target(request, pk)
    form = WebhookForm(request.POST or None, scope=me.scope, initial=filled(target))
    if request.method == "POST" and form.is_valid():
        try:
            targets.change_target(target=target, terms=form.terms(), by=me, at=timezone.now())
            return redirect("core:webhook", pk)
        except AddressRefused as refused:
            form.add_error("url", _refusal(refused))
    return _form(request, form, target.name)


@never_cache
@require_POST
@needs(Right.MANAGE_USERS)
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange the secret, and show the new one once."""
    target, word = _target(request, pk), _new_secret()
    targets.change_secret(target=target, secret=word, by=person(request), at=timezone.now())
    return _shown_once(request, target, word)


@require_POST
@needs(Right.MANAGE_USERS)
def on(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it again."""
    targets.switch_on(target=_target(request, pk), by=person(request), at=timezone.now())
    return redirect("core:webhook", pk)


@require_POST
@needs(Right.MANAGE_USERS)
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing more."""
    targets.switch_off(target=_target(request, pk), by=person(request), at=timezone.now())
    return redirect("core:webhook", pk)


@require_POST
@needs(Right.MANAGE_USERS)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it a delivery that says nothing."""
    targets.send_test(target=_target(request, pk), by=person(request), at=timezone.now())
    messages.info(request, _("测试推送已排队，几秒后刷新本页可以看到结果。"))
    return redirect("core:webhook", pk)


@require_POST
@needs(Right.MANAGE_USERS)
def again(request: HttpRequest, pk: int, delivery: UUID) -> HttpResponse:
    """Send one delivery once more."""
    found = delivery_of(_target(request, pk), delivery)
    if found is None:
        raise Http404
    targets.send_again(delivery=found, by=person(request), at=timezone.now())
    return redirect("core:webhook", pk)


def _target(request: HttpRequest, pk: int) -> WebhookTarget:
    return get_object_or_404(targets_within(person(request).scope), pk=pk)


def _form(request: HttpRequest, form: WebhookForm, title: str) -> HttpResponse:
    return render(request, "core/webhook_form.html", {"form": form, "title": title})


def _new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def _shown_once(request: HttpRequest, target: WebhookTarget, word: str) -> HttpResponse:
    shown = {"secret": word, "name": target.name, "of": "webhooks", "target": target}
    return render(request, "core/secret.html", shown)


def _refusal(refused: AddressRefused) -> str:
    private = settings.AMENDS_WEBHOOK_PRIVATE
    return {
        "scheme": _("地址须以 http:// 或 https:// 开头。") if private else _("地址须以 https:// 开头。"),
        "private": _("不能推送到本机或内部网络的地址；如确有需要，请系统运维人员开放。"),
    }.get(refused.reason, _("这不是完整的地址，或其中含有账号、# 或特殊字符。"))
