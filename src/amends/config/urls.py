# SPDX-License-Identifier: Apache-2.0
"""Which area answers which address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.i18n import set_language

from amends.apps.core.access import needs
from amends.config.api import api
from amends.ui.gallery import context as gallery_context


@needs()
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the look on one page, for developers."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/gallery.html", gallery_context())


urlpatterns = [
    path("", include("amends.apps.core.urls")),
    path("customers/", include("amends.apps.customers.urls")),
    path("knowledge/", include("amends.apps.knowledge.urls")),
    path("promises/", include("amends.apps.promises.urls")),
    path("cases/", include("amends.apps.cases.urls")),
    path("feedback/", include("amends.apps.cases.public_urls")),
    path("", include("amends.apps.surveys.public_urls")),
    path("surveys/", include("amends.apps.surveys.urls")),
    path("satisfaction/", include("amends.apps.satisfaction.urls")),
    path("recovery/", include("amends.apps.recovery.urls")),
    path("quality/", include("amends.apps.quality.urls")),
    path("training/", include("amends.apps.training.urls")),
    path("halls/", include("amends.apps.halls.urls")),
    path("reports/", include("amends.apps.reports.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("ui/", gallery, name="gallery"),
    path("language/", set_language, name="set_language"),
]
