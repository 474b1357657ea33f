# SPDX-License-Identifier: Apache-2.0
"""The addresses of django-helpdesk, at the root as its documents advise."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("helpdesk.urls"))]
