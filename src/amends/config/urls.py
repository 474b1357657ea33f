# SPDX-License-Identifier: Apache-2.0
"""Which area answers which address."""

from django.urls import include, path
from django.views.i18n import set_language

from amends.config.api import api

urlpatterns = [
    path("", include("amends.apps.core.urls")),
    path("customers/", include("amends.apps.customers.urls")),
    path("promises/", include("amends.apps.promises.urls")),
    path("cases/", include("amends.apps.cases.urls")),
    path("recovery/", include("amends.apps.recovery.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("language/", set_language, name="set_language"),
]
