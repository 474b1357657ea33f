# SPDX-License-Identifier: Apache-2.0
"""One person's learning, the matrix of those a leader looks after, and certificates."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.queries.checks import checklists, own_lists
from amends.apps.training.actions.people import (
    NotShown,
    give_certificate,
    look_at_skill,
    note_practice,
    revoke_certificate,
)
from amends.apps.training.actions.refusals import LearningRefused
from amends.apps.training.forms.learning.people import LookForm, PracticeForm
from amends.apps.training.models.learning import MODES, Certificate
from amends.apps.training.queries.certificates import (
    Held,
    certificate_gaps,
    certificate_subjects,
    certificates_of,
    certificates_within,
    kinds,
    to_give,
)
from amends.apps.training.queries.practice import look_back, practice_plan, progress, recent_practice
from amends.apps.training.queries.quizzes.finding import offers
from amends.apps.training.queries.skills import matrix as matrix_of
from amends.apps.training.queries.skills import model, person_within, profile
from amends.apps.training.rules.certificates import Gap, Holding, Kind, Lacking
from amends.apps.training.views.learning.common import form_page, page, refusals_on, refusals_said
from amends.apps.training.views.learning.tables import (
    certificate_table,
    matrix_table,
    progress_table,
    standing_table,
    task_table,
)
from amends.apps.training.views.learning.words import LACKING, SOURCES

writes = require_http_methods(["GET", "POST"])


@require_GET
@needs()
def me(request: HttpRequest) -> HttpResponse:
    """What one has learnt and what to practise."""
    return _profile(request, person(request), "me")


@require_GET
@needs()
def one(request: HttpRequest, username: str) -> HttpResponse:
    """The same of somebody whom one leads or trains; colleagues do not see each other's."""
    user = person(request)
    if username != user.username and not (user.may(Right.ASSIGN_CASES) or user.may(Right.MANAGE_TRAINING)):
        raise Http404
    return _profile(request, _person(request, username), "matrix")


@require_GET
@needs(Right.SEE_QUALITY)
def matrix(request: HttpRequest) -> HttpResponse:
    """Person by skill, of one's own units."""
    lines = matrix_of(person(request).scope, timezone.now())
    context = {"table": matrix_table(lines), "levels": model().levels, "least": model().least}
    return page(request, "matrix", "matrix", {**context, "days": model().within.days})


@writes
@needs(Right.ASSIGN_CASES)
def look(request: HttpRequest, username: str) -> HttpResponse:
    """Say where somebody stands in a skill."""
    who = _person(request, username)
    form = LookForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            look_at_skill(person=who, by=person(request), at=timezone.now(), **form.said())
            return redirect("training:person", username)
    return form_page(request, form, _("评定技能：%(name)s") % {"name": who}, _address(who))


@writes
@needs()
def practise(request: HttpRequest, username: str) -> HttpResponse:
    """Note a practice of a colleague that one watched."""
    who = _colleague(request, username)
    form = PracticeForm(request.POST or None, initial={"done_date": timezone.localdate()})
    if form.is_valid():
        with refusals_on(form):
            note_practice(person=who, by=person(request), at=timezone.now(), **form.cleaned_data)
            return redirect("training:me")
    return form_page(request, form, _("登记练习：%(name)s") % {"name": who}, reverse("training:me"))


@require_GET
@needs(Right.SEE_QUALITY)
def certificates(request: HttpRequest) -> HttpResponse:
    """Certificates of one's own units, those that end next first."""
    held = certificates_within(person(request).scope, timezone.localdate())
    ending = sum(each.holding is Holding.ENDING for each in held)
    context = {
        "table": certificate_table(held, with_person=True),
        "ending": ending,
        "kinds": kinds().values(),
    }
    return page(request, "certificates", "certificates", context)


@require_POST
@needs(Right.MANAGE_TRAINING)
def certificate_give(request: HttpRequest, username: str, code: str) -> HttpResponse:
    """Give a certificate."""
    who = _person(request, username)
    try:
        give_certificate(person=who, code=code, by=person(request), at=timezone.now())
        messages.success(request, _("已颁发。"))
    except NotShown as refusal:
        messages.error(request, f"{refusal.sentence} {_gap_words(refusal.gaps)}")
    except LearningRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("training:person", username)


@require_POST
@needs(Right.MANAGE_TRAINING)
def certificate_revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Take a certificate back."""
    rows = Certificate.objects.within(person(request).scope).select_related("person__unit", "unit")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    with refusals_said(request):
        why = request.POST.get("why", "")
        revoke_certificate(certificate=found, why=why, by=person(request), at=timezone.now())
        messages.success(request, _("已撤销。"))
    return redirect("training:person", found.person.username)


@require_GET
@needs()
def home_panel(request: HttpRequest) -> HttpResponse:
    """What is to be gone through before opening, for whom there are lists; quizzes to take, certificates that end."""
    user, on = person(request), timezone.localdate()
    open_ones = [each for each in offers(user) if not each.passed]
    ending = [each for each in certificates_of(user, on) if each.holding is Holding.ENDING]
    context = {"offers": open_ones[:5], "n": len(open_ones), "ending": ending}
    context |= {"lists": own_lists(user, on), "opens": checklists().opens}
    return render_panel(request, "training/learning/_home_panel.html", context, title=_("要学的"))


def _profile(request: HttpRequest, who: User, here: str) -> HttpResponse:
    at, held = timezone.now(), model()
    user = person(request)
    line, own, certificates = profile(who, at), who == user, certificates_of(who, timezone.localdate(at))
    context: dict[str, Any] = {
        "who": who,
        "own": own,
        "skills": standing_table(line.standings, list(held.skills)),
        "abilities": standing_table(line.standings, list(held.abilities)),
        "evidence": _evidence(line.standings),
        "plan": task_table(practice_plan(who, line.standings, at)),
        "progress": progress_table(progress(who, look_back(at)), MODES),
        "practice": recent_practice(who),
        **_certificates(who, certificates, at),
        "may_look": not own and user.may(Right.ASSIGN_CASES),
        "may_give": not own and user.may(Right.MANAGE_TRAINING),
        "colleagues": _colleagues(user) if own else [],
    }
    return page(request, "profile", here, context)


def _certificates(who: User, held: Sequence[Held], at: datetime) -> dict[str, object]:
    return {
        "certificates": certificate_table(held, with_person=False),
        "in_force": [each for each in held if each.holding in (Holding.VALID, Holding.ENDING)],
        "lacking": [_lacking(who, kind, held, at) for kind in to_give(who, held)],
    }


def _evidence(standings: Any) -> list[dict[str, object]]:
    seen = {each for one in standings.values() for each in one.evidence}
    newest = sorted(seen, key=lambda each: each.at, reverse=True)[:20]
    names = model().names
    return [
        {"at": each.at, "who": SOURCES[each.source], "text": f"{names.get(each.skill, '')} {each.words}"}
        for each in newest
    ]


def _lacking(who: User, kind: Kind, held: Sequence[Held], at: datetime) -> dict[str, object]:
    _shown, gaps = certificate_gaps(who, kind, at)
    ending = any(each.row.code == kind.code and each.holding is Holding.ENDING for each in held)
    asked = any(each.what is Lacking.QUIZ for each in gaps)
    there = {each.quiz.subject for each in offers(who)} if asked else set()
    return {"kind": kind, "ending": ending, "gaps": [_gap(each, there) for each in gaps]}


def _gap(gap: Gap, there: Collection[str]) -> dict[str, object]:
    """One gap and the way on: the quiz, the plays; a quiz that nobody has opened says so."""
    quiz = gap.what is Lacking.QUIZ
    return {"words": _gap_line(gap), "way": gap.what.value, "none": quiz and gap.subject not in there}


def _gap_line(gap: Gap) -> str:
    if gap.what is Lacking.QUIZ:
        return _("还没有通过测验“%(name)s”") % {"name": certificate_subjects()[gap.subject].name}
    words = _("%(what)s：要 %(asked)g，现在 %(there)g")
    return words % {"what": LACKING[gap.what], "asked": gap.asked, "there": gap.there}


def _gap_words(gaps: tuple[Gap, ...]) -> str:
    return "; ".join(_gap_line(each) for each in gaps)


def _colleagues(user: User) -> list[User]:
    if user.unit is None:
        return []
    same = User.objects.filter(unit=user.unit, is_active=True).exclude(pk=user.pk)
    return list(same.order_by("username")[:50])


def _person(request: HttpRequest, username: str) -> User:
    found = person_within(username, person(request).scope, person(request))
    if found is None:
        raise Http404
    return found


def _colleague(request: HttpRequest, username: str) -> User:
    user = person(request)
    found = person_within(username, user.scope, user)
    if found is None:
        found = next((each for each in _colleagues(user) if each.username == username), None)
    if found is None:
        raise Http404
    return found


def _address(who: User) -> str:
    return reverse("training:person", args=[who.username])
