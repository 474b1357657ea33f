# SPDX-License-Identifier: Apache-2.0
"""Addresses of role-play."""

from django.urls import path

from amends.apps.training.views.playing import editing, looking, playing

urlpatterns = [
    path("plays/", looking.plays, name="plays"),
    path("plays/mine/", looking.mine, name="my_plays"),
    path("plays/overview/", looking.plays_overview, name="plays_overview"),
    path("plays/seen/<int:pk>/", looking.seen, name="play_seen"),
    path("plays/at/<int:pk>/", playing.play, name="play"),
    path("plays/at/<int:pk>/end/", playing.end, name="play_end"),
    path("plays/at/<int:pk>/result/", playing.result, name="play_result"),
    path("plays/<str:code>/begin/", playing.begin, name="play_begin"),
    path("scenarios/", editing.scenarios, name="scenarios"),
    path("scenarios/new/", editing.scenario_new, name="scenario_new"),
    path("scenarios/from-case/", editing.from_case, name="scenario_from_case"),
    path("scenarios/<int:pk>/", editing.scenario, name="scenario"),
    path("scenarios/<int:pk>/decide/", editing.decide, name="scenario_decide"),
]
