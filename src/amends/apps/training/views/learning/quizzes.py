# SPDX-License-Identifier: Apache-2.0
"""Quizzes: which there are, what a trainer makes of them, who has not passed."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.training.actions.quizzes.making import (
    approve_question,
    close_quiz,
    drop_question,
    make_quiz,
    open_quiz,
    propose_questions,
    rewrite_question,
    write_question,
)
from amends.apps.training.forms.learning.quizzes import QuestionForm, QuizForm, typed
from amends.apps.training.models.learning import Question, Quiz
from amends.apps.training.queries.quizzes.finding import (
    items_of,
    offers,
    question_by_key,
    questions_of,
    quiz_by_code,
    quizzes_within,
    rules,
)
from amends.apps.training.queries.quizzes.material import proposals, subjects
from amends.apps.training.queries.quizzes.passing import not_passed, pass_share
from amends.apps.training.queries.skills import model
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked
from amends.apps.training.views.learning.common import form_page, manages, page, refusals_on, refusals_said
from amends.apps.training.views.learning.tables import (
    offer_table,
    people_table,
    question_table,
    quiz_table,
)

writes = require_http_methods(["GET", "POST"])
BUTTONS = {"open": open_quiz, "close": close_quiz}
QUESTION_BUTTONS = {"approve": approve_question, "drop": drop_question}


@require_GET
@needs()
def quizzes(request: HttpRequest) -> HttpResponse:
    """What one may take, and for trainers what there is."""
    user, subject = person(request), request.GET.get("subject", "")
    may_make = user.may(Right.MANAGE_TRAINING)
    every = quizzes_within(user.scope, subject=subject) if may_make else []
    context = {
        "offers": offer_table(offers(user), timezone.now()),
        "table": quiz_table(every),
        "may_make": may_make,
        "subject": subject,
    }
    return page(request, "quizzes", "quizzes", context)


@writes
@needs(Right.MANAGE_TRAINING)
def quiz_new(request: HttpRequest) -> HttpResponse:
    """Make a quiz."""
    user, held, at = person(request), rules(), timezone.now()
    begun = {"ask": held["ask"], "pass_percent": round(100 * held["pass_share"]), "unit": user.unit_id}
    begun |= {"retry_hours": held["retry_hours"], "subject": request.GET.get("subject", "")}
    skills = [*model().skills.items()]
    about = _about(user, request.GET.get("subject", ""), at)
    form = QuizForm(request.POST or None, scope=user.scope, skills=skills, subjects=about, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            quiz = make_quiz(by=user, at=at, **form.said())
            return redirect("training:quiz", quiz.code)
    return form_page(request, form, _("新建测验"), reverse("training:quizzes"))


def _about(user: User, campaign: str, at: datetime) -> list[tuple[str, str]]:
    """What a quiz may be on; a campaign only where its own page leads here."""
    named = subjects(user.unit, at) if user.unit else []
    known = {code for code, _name in named}
    return [*([(campaign, campaign)] if campaign and campaign not in known else []), *named]


@require_GET
@needs(Right.MANAGE_TRAINING)
def quiz(request: HttpRequest, code: str) -> HttpResponse:
    """One quiz as its trainer sees it: questions, what they are worth, how many passed."""
    found = _found(request, code)
    questions, unit = questions_of(found), person(request).unit or found.unit
    passed, asked = pass_share(found.subject, _narrower(unit, found.unit), timezone.now())
    context = {
        "quiz": found,
        "table": question_table(questions, items_of(found), may_edit=manages(request, found.unit.number)),
        "passed": passed,
        "asked": asked,
        "approved": sum(each.approved_at is not None for each in questions),
        "waiting": sum(each.approved_at is None for each in questions),
        "may_edit": manages(request, found.unit.number) and found.closed_at is None,
        "rules": rules(),
    }
    return page(request, "quiz", "quizzes", context)


@require_POST
@needs(Right.MANAGE_TRAINING)
def quiz_propose(request: HttpRequest, code: str) -> HttpResponse:
    """Have questions proposed from the article or standard that the quiz is on."""
    found, at = _found(request, code), timezone.now()
    with refusals_said(request):
        made = proposals(found.subject, found.unit, at)
        new = propose_questions(quiz=found, proposals=made, by=person(request), at=at)
        words = (
            _("提出 %(n)s 道新题，请逐题看过、改好再批准。")
            if made
            else _("“关于”里没有对应的知识或标准，请自己出题。")
        )
        messages.info(request, words % {"n": new} if made else words)
    return redirect("training:quiz", code)


@require_POST
@needs(Right.MANAGE_TRAINING)
def quiz_press(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Open or close a quiz."""
    found = _found(request, code)
    if verb not in BUTTONS:
        raise Http404
    with refusals_said(request):
        BUTTONS[verb](quiz=found, by=person(request), at=timezone.now())
    return redirect("training:quiz", code)


@writes
@needs(Right.MANAGE_TRAINING)
def question_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a question."""
    found = _found(request, code)
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            write_question(quiz=found, draft=form.draft(), by=person(request), at=timezone.now())
            return redirect("training:quiz", code)
    return form_page(request, form, _("出题"), reverse("training:quiz", args=[code]))


@writes
@needs(Right.MANAGE_TRAINING)
def question(request: HttpRequest, key: int) -> HttpResponse:
    """Read a question, write it anew, approve or drop it."""
    found = _question(request, key)
    asked = Asked(Kind(found.kind), found.options, found.answer)
    begun = {"words": found.words, "why": found.why, **typed(asked)}
    form = QuestionForm(request.POST or None, initial=begun)
    if form.is_valid():
        with refusals_on(form):
            draft = form.draft(found.source)
            rewrite_question(question=found, draft=draft, by=person(request), at=timezone.now())
            return redirect("training:quiz", found.quiz.code)
    back = reverse("training:quiz", args=[found.quiz.code])
    return form_page(request, form, _("改题"), back, question=found)


@require_POST
@needs(Right.MANAGE_TRAINING)
def question_press(request: HttpRequest, key: int, verb: str) -> HttpResponse:
    """Approve or drop a question."""
    found = _question(request, key)
    if verb not in QUESTION_BUTTONS:
        raise Http404
    with refusals_said(request):
        QUESTION_BUTTONS[verb](question=found, by=person(request), at=timezone.now())
    return redirect("training:quiz", found.quiz.code)


@require_GET
@needs(Right.SEE_QUALITY)
def readiness(request: HttpRequest, code: str) -> HttpResponse:
    """Who of the person's units has not passed yet."""
    found, at, user = _found(request, code), timezone.now(), person(request)
    unit = _narrower(user.unit or found.unit, found.unit)
    passed, asked = pass_share(found.subject, unit, at)
    people = not_passed(found.subject, unit, at)
    context = {"quiz": found, "unit": unit, "passed": passed, "asked": asked, "table": people_table(people)}
    return page(request, "readiness", "quizzes", {**context, "share": rules()["launch_share"] * 100})


def _narrower(mine: Unit, other: Unit) -> Unit:
    """Of two units on one line the lower one: what both concern."""
    return mine if other.scope.covers(mine.number) else other


def _found(request: HttpRequest, code: str) -> Quiz:
    found = quiz_by_code(code, person(request).scope)
    if found is None:
        raise Http404
    return found


def _question(request: HttpRequest, key: int) -> Question:
    found = question_by_key(key, person(request).scope)
    if found is None:
        raise Http404
    return found
