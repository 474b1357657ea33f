# SPDX-License-Identifier: Apache-2.0
"""Taking a quiz: one question a page, so that a phone will do and a break loses nothing."""

from random import SystemRandom

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amends.apps.core.access import needs, person
from amends.apps.training.actions.quizzes.taking import answer, begin, hand_in, may_begin_at
from amends.apps.training.actions.refusals import LearningRefused
from amends.apps.training.forms.learning.quizzes import AnswerForm
from amends.apps.training.models.learning import Answer, Attempt, Question
from amends.apps.training.queries.quizzes.finding import asked_of, attempt_by_key, quiz_by_code
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import points_of
from amends.apps.training.views.learning.common import page, refusals_on, refusals_said


@require_POST
@needs()
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a quiz, or go on with it."""
    user = person(request)
    found = quiz_by_code(code, user.scope)
    if found is None:
        raise Http404
    try:
        attempt = begin(quiz=found, by=user, at=timezone.now(), rng=SystemRandom())
    except LearningRefused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("training:quizzes")
    return redirect("training:attempt", attempt.pk)


@require_http_methods(["GET", "POST"])
@needs()
def attempt(request: HttpRequest, key: int) -> HttpResponse:
    """The next question without an answer, or all of them before handing in, or how it went."""
    found = _found(request, key)
    asked = asked_of(found)
    if found.finished_at:
        return _result(request, found, asked)
    wanted = _wanted(request, asked)
    if wanted is None:
        return page(request, "hand_in", "quizzes", {"attempt": found, "asked": asked})
    place, question, given = wanted
    form = _form(request, question, given)
    if form.is_valid():
        with refusals_on(form):
            answer(
                attempt=found, question=question, given=form.given(), by=person(request), at=timezone.now()
            )
            return redirect("training:attempt", key)
    context = {"attempt": found, "question": question, "form": form, "place": place + 1, "n": len(asked)}
    return page(request, "attempt", "quizzes", context)


def _form(request: HttpRequest, question: Question, given: Answer | None) -> AnswerForm:
    begun = {"given": _shown(given)} if given else {}
    kind = Kind(question.kind)
    return AnswerForm(request.POST or None, kind=kind, options=question.options, initial=begun)


@require_POST
@needs()
def attempt_hand_in(request: HttpRequest, key: int) -> HttpResponse:
    """Hand in."""
    found = _found(request, key)
    with refusals_said(request):
        hand_in(attempt=found, by=person(request), at=timezone.now())
    return redirect("training:attempt", key)


def _result(
    request: HttpRequest, found: Attempt, asked: list[tuple[Question, Answer | None]]
) -> HttpResponse:
    lines = [_line(question, given) for question, given in asked]
    context = {"attempt": found, "lines": lines, "n": len(asked), "again_at": may_begin_at(found.quiz, found)}
    return page(request, "result", "quizzes", context)


def _line(question: Question, given: Answer | None) -> dict[str, object]:
    missed: list[str] = []
    if question.kind == Kind.TEACH_BACK:
        there = given.missed if given else [each.code for each in points_of(question.answer)]
        missed = [each.says for each in points_of(question.answer) if each.code in there]
    return {"question": question, "given": given, "missed": missed}


def _wanted(
    request: HttpRequest, asked: list[tuple[Question, Answer | None]]
) -> tuple[int, Question, Answer | None] | None:
    """The question that the address names, else the first without an answer."""
    named = request.GET.get("question", "")
    for place, (question, given) in enumerate(asked):
        if (named and str(question.pk) == named) or (not named and given is None):
            return place, question, given
    if named:
        raise Http404(_("这份答卷里没有这道题"))
    return None


def _shown(given: Answer) -> object:
    if isinstance(given.given, bool):
        return "yes" if given.given else "no"
    return [str(each) for each in given.given] if isinstance(given.given, list) else given.given


def _found(request: HttpRequest, key: int) -> Attempt:
    found = attempt_by_key(key, person(request))
    if found is None:
        raise Http404(_("没有这份答卷"))
    return found
