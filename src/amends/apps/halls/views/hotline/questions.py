# SPDX-License-Identifier: Apache-2.0
"""Questions in writing: the agent's side beside the call, and the expert's."""

from secrets import token_hex

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.hotline.asking import answer_question, ask_expert
from amends.apps.halls.forms.hotline import AnswerForm, AskForm
from amends.apps.halls.queries.hotline.calls import open_call
from amends.apps.halls.queries.hotline.questions import asked_by, put_to, question_for, units_to_ask
from amends.apps.halls.rules.hotline.standard import seconds_between, standard
from amends.apps.halls.views.hotline.common import refusals_on


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def questions(request: HttpRequest) -> HttpResponse:
    """Ask, see the answers come, and what others ask one's own unit."""
    user, now = person(request), timezone.now()
    initial = {"code": token_hex(8), "group": user.unit_id}
    form = AskForm(request.POST or None, units=units_to_ask(user), initial=initial)
    if form.is_valid():
        with refusals_on(form):
            ask_expert(call=open_call(user), by=user, at=now, **form.cleaned_data)
            return redirect("halls:questions")
    context = {"form": form, "asked": asked_by(user), "waiting": put_to(user), "held_to": standard()}
    status = 422 if form.errors else 200
    return render(request, "halls/hotline/questions.html", context, status=status)


@require_GET
@needs(Right.WORK_CASES)
def answers(request: HttpRequest) -> HttpResponse:
    """One's own questions and their answers; the page asks for them again and again."""
    return render(request, "halls/hotline/_answers.html", {"asked": asked_by(person(request))})


@require_http_methods(["GET", "POST"])
@needs(Right.WORK_CASES)
def question_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Answer in writing, or read what was answered."""
    user = person(request)
    found = question_for(code, user)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            answer_question(question=found, by=user, at=timezone.now(), **form.cleaned_data)
            return redirect("halls:question_answer", code)
    took = seconds_between(found.asked_at, found.answered_at) if found.answered_at else None
    context = {"question": found, "form": form, "took": took, "own": found.asked_by_id == user.pk}
    return render(request, "halls/hotline/question.html", context, status=422 if form.errors else 200)
