# SPDX-License-Identifier: Apache-2.0
"""Addresses of articles, notices, morning briefs and sources."""

from django.urls import path

from amends.apps.knowledge.views.articles import briefs, editing, notices, reading, voices

urlpatterns = [
    path("", reading.articles, name="list"),
    path("new/", editing.new, name="article_new"),
    path("own/", editing.own, name="own"),
    path("own/panel/", editing.home_panel, name="home_panel"),
    path("lessons/", reading.lesson_list, name="lessons"),
    path("articles/<slug:code>/", reading.article, name="article"),
    path("articles/<slug:code>/history/", reading.history, name="article_history"),
    path("articles/<slug:code>/new-version/", editing.new_version, name="article_version"),
    path("articles/<slug:code>/rewrite/", editing.rewriting, name="article_rewrite"),
    path("articles/<slug:code>/approve/", editing.approve, name="article_approve"),
    path("articles/<slug:code>/return/", editing.send_back, name="article_return"),
    path("articles/<slug:code>/retire/", editing.retire, name="article_retire"),
    path("articles/<slug:code>/review/", editing.review, name="article_review"),
    path("articles/<slug:code>/keeping/", editing.keeping, name="article_keeping"),
    path("articles/<slug:code>/feedback/", editing.feedback, name="article_feedback"),
    path("articles/<slug:code>/feedback/<int:pk>/", editing.settle, name="article_settle"),
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.notice_new, name="notice_new"),
    path("notices/panel/", notices.home_panel, name="notices_panel"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("notices/<int:pk>/remind/", notices.notice_remind, name="notice_remind"),
    path("notices/<int:pk>/withdraw/", notices.notice_withdraw, name="notice_withdraw"),
    path("campaigns/<slug:code>/panel/", notices.campaign_panel, name="campaign_panel"),
    path("brief/", briefs.brief, name="brief"),
    path("voices/", voices.voices, name="voices"),
    path("voices/new/", voices.voice_new, name="voice_new"),
    path("voices/<int:pk>/refresh/", voices.voice_refresh, name="voice_refresh"),
    path("voices/<int:pk>/end/", voices.voice_end, name="voice_end"),
]
