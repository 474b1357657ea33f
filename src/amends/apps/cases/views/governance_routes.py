# SPDX-License-Identifier: Apache-2.0
"""Addresses of remedies, replies, special matters, improvements and governance."""

from django.urls import URLPattern, path

from amends.apps.cases.views import (
    assisting,
    care,
    governance,
    improvements,
    knowledge,
    procedures,
    remedies,
    replies,
)

# Before the addresses of single cases, whose number would take them for its own.
PAGES: list[URLPattern] = [
    path("improvements/", improvements.improvement_list, name="improvements"),
    path("improvements/new/", improvements.improvement_new, name="improvement_new"),
    path("improvements/<int:pk>/", improvements.improvement_page, name="improvement"),
    path("improvements/<int:pk>/edit/", improvements.improvement_edit, name="improvement_edit"),
    path("improvements/<int:pk>/close/", improvements.improvement_close, name="improvement_close"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/<slug:code>/", procedures.procedure, name="procedure"),
    path("programme/", governance.programme, name="programme"),
    path("goals/", governance.goals, name="goals"),
    path("fairness/", governance.fairness, name="fairness"),
    path("churn/", governance.people_and_churn, name="churn"),
    path("hot/", knowledge.hot_panel, name="hot_panel"),
    path("break/", governance.break_panel, name="break_panel"),
    path("break/take/", governance.rest, name="rest"),
]
OF_CASE: list[URLPattern] = [
    path("<slug:number>/assist/", assisting.panel, name="assist_panel"),
    path("<slug:number>/assist/<slug:asked>/", assisting.one, name="assist_one"),
    path("<slug:number>/assist/<slug:asked>/ask/", assisting.start_one, name="assist_ask"),
    path("<slug:number>/assist/<slug:asked>/settle/", assisting.settle, name="assist_settle"),
    path("<slug:number>/knowledge/", knowledge.panel, name="knowledge_panel"),
    path("<slug:number>/knowledge/lesson/", knowledge.share, name="knowledge_share"),
    path("<slug:number>/knowledge/<slug:code>/use/", knowledge.use, name="knowledge_use"),
    path("<slug:number>/remedies/", remedies.remedies_panel, name="remedies_panel"),
    path("<slug:number>/remedies/new/", remedies.propose, name="propose"),
    path("<slug:number>/remedies/<int:pk>/<slug:verb>/", remedies.settle, name="remedy"),
    path("<slug:number>/replies/", replies.replies_panel, name="replies_panel"),
    path("<slug:number>/replies/send/", replies.send, name="reply_send"),
    path("<slug:number>/replies/<int:pk>/", replies.review, name="reply_review"),
    path("<slug:number>/care/", care.care_panel, name="care_panel"),
    path("<slug:number>/care/<slug:verb>/", care.act, name="care"),
    path("<slug:number>/care/<int:pk>/<slug:verb>/", care.settle, name="care_task"),
]
