# SPDX-License-Identifier: Apache-2.0
"""What a form says to a phone that filled it in without a connection (`static/quality/offline.js`)."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _


def drawn_key() -> str:
    """A new key: what carries it is one record, however often it is sent."""
    return secrets.token_hex(16)


def received(request: HttpRequest, key: str, url: str, words: str) -> HttpResponse:
    """The answer to what arrived, also to what had arrived before."""
    if _wants_json(request):  # the key is the receipt: the phone forgets a record only where it reads its own
        return JsonResponse({"url": url, "key": key}, status=201)
    messages.success(request, words)
    return redirect(url)


def asked(request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form) -> HttpResponse:
    """The page of the form, or to a phone that handed it in the words of what is not right."""
    if form.errors and _wants_json(request):
        said = [str(each) for errors in form.errors.values() for each in errors]
        return JsonResponse({"words": " ".join(said)}, status=422)
    context |= {"form": form, "offline_words": _words()}
    return render(request, template, context, status=422 if form.errors else 200)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _words() -> dict[str, str]:
    return {
        "saved": _("已存在这台手机里。"),
        "restored": _("这是上次没有填完的，接着填就行。"),
        "waiting": _("没有网络：{n} 份已存在手机里，连上以后自动提交。"),
        "sent": _("已收到。"),
        "login": _("还没有提交：请先重新登录，再打开这一页，记录还在手机里。"),
        "later": _("服务器暂时不能用，记录还在手机里，稍后自动再试。"),
        "refused": _("有一份没有收下，请改好再提交："),
    }
