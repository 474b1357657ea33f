# SPDX-License-Identifier: Apache-2.0
"""Addresses of the core."""

from django.urls import path

from amends.apps.core.views import assist, guides, health, messengers, pages, tokens, webhooks

app_name = "core"
urlpatterns = [
    path("", pages.home, name="home"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("notices/read/", pages.notices_read, name="notices_read"),
    path("system/panel/", pages.home_panel, name="home_panel"),
    path("help/", guides.listed, name="help"),
    path("help/of/<str:page>/", guides.of_page, name="help_of"),
    path("help/pictures/<str:name>", guides.picture, name="help_picture"),
    path("help/<slug:name>/", guides.guide, name="guide"),
    path("jobs/<int:pk>/", pages.job, name="job"),
    path("log/", pages.log, name="log"),
    path("people/", pages.users, name="users"),
    path("people/new/", pages.user_new, name="user_new"),
    path("people/<int:pk>/", pages.user_edit, name="user_edit"),
    path("people/<int:pk>/unlock/", pages.user_unlock, name="user_unlock"),
    path("assist/", assist.uses, name="assist"),
    path("tokens/", tokens.listed, name="tokens"),
    path("tokens/new/", tokens.new, name="token_new"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("messengers/", messengers.listed, name="messengers"),
    path("messengers/new/", messengers.new, name="messenger_new"),
    path("messengers/<int:pk>/", messengers.edit, name="messenger"),
    path("messengers/<int:pk>/on/", messengers.on, name="messenger_on"),
    path("messengers/<int:pk>/off/", messengers.off, name="messenger_off"),
    path("messengers/<int:pk>/test/", messengers.test, name="messenger_test"),
    path("webhooks/", webhooks.listed, name="webhooks"),
    path("webhooks/new/", webhooks.new, name="webhook_new"),
    path("webhooks/<int:pk>/", webhooks.one, name="webhook"),
    path("webhooks/<int:pk>/edit/", webhooks.edit, name="webhook_edit"),
    path("webhooks/<int:pk>/secret/", webhooks.secret, name="webhook_secret"),
    path("webhooks/<int:pk>/on/", webhooks.on, name="webhook_on"),
    path("webhooks/<int:pk>/off/", webhooks.off, name="webhook_off"),
    path("webhooks/<int:pk>/test/", webhooks.test, name="webhook_test"),
    path("webhooks/<int:pk>/again/<uuid:delivery>/", webhooks.again, name="webhook_again"),
]
