# SPDX-License-Identifier: Apache-2.0
"""Addresses of learning."""

from django.urls import path

from amends.apps.training.views.learning import library, people, quizzes, taking, together

urlpatterns = [
    path("me/", people.me, name="me"),
    path("home-panel/", people.home_panel, name="home_panel"),
    path("skills/", people.matrix, name="matrix"),
    path("people/<str:username>/", people.one, name="person"),
    path("people/<str:username>/look/", people.look, name="look"),
    path("people/<str:username>/practise/", people.practise, name="practise"),
    path("people/<str:username>/certificates/<str:code>/", people.certificate_give, name="certificate_give"),
    path("certificates/", people.certificates, name="certificates"),
    path("certificates/<int:key>/revoke/", people.certificate_revoke, name="certificate_revoke"),
    path("cascades/", together.cascades, name="cascades"),
    path("cascades/new/", together.cascade_new, name="cascade_new"),
    path("cascades/<slug:code>/", together.cascade, name="cascade"),
    path("cascades/<slug:code>/sessions/new/", together.session_new, name="session_new"),
    path("sessions/<int:key>/", together.session, name="session"),
    path("trials/", together.trials, name="trials"),
    path("trials/new/", together.trial_new, name="trial_new"),
    path("trials/<slug:code>/", together.trial, name="trial"),
    path("library/", library.cards, name="library"),
    path("library/<str:code>/", library.card, name="card"),
    path("library/<str:code>/read/", library.card_read, name="card_read"),
    path("pledge/", library.pledge, name="pledge"),
    path("reflections/", library.reflections, name="reflections"),
    path("reflections/new/", library.reflection_new, name="reflection_new"),
    path("reflections/<int:key>/offer/", library.reflection_offer, name="reflection_offer"),
    path("reflections/<int:key>/look/", library.reflection_look, name="reflection_look"),
    path("quizzes/", quizzes.quizzes, name="quizzes"),
    path("quizzes/new/", quizzes.quiz_new, name="quiz_new"),
    path("quizzes/<slug:code>/", quizzes.quiz, name="quiz"),
    path("quizzes/<slug:code>/propose/", quizzes.quiz_propose, name="quiz_propose"),
    path("quizzes/<slug:code>/questions/new/", quizzes.question_new, name="question_new"),
    path("quizzes/<slug:code>/readiness/", quizzes.readiness, name="readiness"),
    path("quizzes/<slug:code>/take/", taking.take, name="take"),
    path("quizzes/<slug:code>/<str:verb>/", quizzes.quiz_press, name="quiz_press"),
    path("questions/<int:key>/", quizzes.question, name="question"),
    path("questions/<int:key>/<str:verb>/", quizzes.question_press, name="question_press"),
    path("attempts/<int:key>/", taking.attempt, name="attempt"),
    path("attempts/<int:key>/hand-in/", taking.attempt_hand_in, name="attempt_hand_in"),
]
