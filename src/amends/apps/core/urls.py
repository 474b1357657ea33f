# SPDX-License-Identifier: Apache-2.0
"""Addresses of the core."""

from django.urls import path

from amends.apps.core import views

app_name = "core"
urlpatterns = [
    path("", views.home, name="home"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("system/panel/", views.home_panel, name="home_panel"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("log/", views.log, name="log"),
    path("people/", views.users, name="users"),
    path("people/new/", views.user_new, name="user_new"),
    path("people/<int:pk>/", views.user_edit, name="user_edit"),
]
