# SPDX-License-Identifier: Apache-2.0
"""Addresses of what the intake left to do."""

from django.urls import URLPattern, path

from amends.apps.cases.views import intake_lists, mail

INTAKE: list[URLPattern] = [
    path("new/checks/", intake_lists.checks, name="intake_checks"),
    path("new/mail/", mail.mails, name="mails"),
    path("new/mail/<int:pk>/again/", mail.again, name="mail_again"),
    path("<slug:number>/match/", intake_lists.match, name="match"),
]
