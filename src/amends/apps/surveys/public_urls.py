# SPDX-License-Identifier: Apache-2.0
"""Addresses that customers open without a login: `/s/` with a word of their own, `/q/` with the code of a place."""

from django.urls import URLPattern, path

from amends.apps.surveys.views import answering, plain

_VIEWS = (
    ("", answering.intro, "intro"),
    ("opened/", answering.opened, "opened"),
    ("start/", answering.start, "start"),
    ("answer/", answering.answer, "answer"),
    ("save/", answering.save, "save"),
    ("submit/", answering.send, "submit"),
    ("plain/", plain.plain, "plain"),
    ("done/", answering.done, "done"),
    ("leave/", answering.leave, "leave"),
    ("again/", answering.again, "again"),
)

urlpatterns: list[URLPattern] = [
    path(f"{kind}/<slug:word>/{tail}", view, {"kind": kind}, name=f"survey_{kind}_{name}")
    for kind in ("s", "q")
    for tail, view, name in _VIEWS
]
