# SPDX-License-Identifier: Apache-2.0
"""Addresses of grievances, reactions, departures, the guide and the notices."""

from django.urls import path

from amends.apps.recovery.views.recovering import grievances, guide, notices, reactions

urlpatterns = [
    path("grievances/", grievances.grievances, name="grievances"),
    path("grievances/<str:code>/panel/", grievances.customer_panel, name="grievances_panel"),
    path("grievances/<str:code>/note/", grievances.note, name="note_reaction"),
    path("grievances/reactions/", reactions.reactions, name="reactions"),
    path("grievances/departures/", reactions.departures, name="departures"),
    path("grievances/guide/", guide.guide, name="guide"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.outage_new, name="outage_new"),
    path("notices/bills/<str:month>/", notices.bills, name="bills"),
    path("notices/bills/<str:month>/tell/", notices.bills_tell, name="bills_tell"),
    path("notices/<int:pk>/", notices.outage, name="outage"),
    path("notices/<int:pk>/<str:verb>/", notices.outage_do, name="outage_do"),
]
