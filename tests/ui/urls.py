# SPDX-License-Identifier: Apache-2.0
"""Addresses of the pages that show the look to a browser, without any area of the product."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from amends.ui import gallery


def show(request: HttpRequest) -> HttpResponse:
    """Every component."""
    return render(request, "ui/gallery.html", gallery.context())


def part(request: HttpRequest) -> HttpResponse:
    """What a panel asks for."""
    return HttpResponse("<p>面板里的字</p>")


urlpatterns = [
    path("", show),
    path("ui/", show),
    path("ui/sample-panel", part),
    path("i18n/", include("django.conf.urls.i18n")),
]
