# SPDX-License-Identifier: Apache-2.0
"""Knowledge beside a case: what to answer, that it was used, and the lesson that goes back; hot cases for a brief."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amends.apps.cases.models import Case
from amends.apps.cases.queries.hot import hot, lesson_in
from amends.apps.cases.views.page import found
from amends.apps.cases.views.panels import render_case_panel
from amends.apps.core.access import needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.articles.lessons import Lesson, share_lesson
from amends.apps.knowledge.actions.uses import ArticleUnknown, note_use
from amends.apps.knowledge.queries.articles import related, uses_by
from amends.apps.knowledge.queries.lessons import lesson_of
from amends.apps.knowledge.queries.search import search_articles
from amends.apps.knowledge.queries.topics import topic_name
from amends.apps.knowledge.rules.article_words import UseKind

MOST = 6


@require_GET
@needs(Right.WORK_CASES)
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The articles on the topic of a case, or with the words typed; which of them were used; its lesson."""
    case, scope, today = found(request, number), person(request).scope, timezone.localdate()
    words = request.GET.get("q", "").strip()
    hits = [each.version for each in search_articles(scope, words, today, most=MOST)]
    rows = hits if words else related(scope, case.taxonomy, today, most=MOST)
    used = uses_by(UseKind.CASE, case.number)
    context = {
        "rows": rows, "words": words, "used": used, "today": today, "lesson": lesson_in(case, scope),
        "shared": lesson_of(case.number),
    }  # fmt: skip
    return render_case_panel(request, case, "cases/_knowledge_panel.html", context, title=_("相关知识"))


@require_POST
@needs(Right.WORK_CASES)
def use(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Note that a case was answered with an article."""
    case = found(request, number)
    try:
        note_use(code=code, kind=UseKind.CASE, reference=case.number, by=person(request), at=timezone.now())
    except ArticleUnknown:
        raise Http404 from None
    messages.success(request, _("已记下用了这条知识"))
    return redirect("cases:page", number)


@require_POST
@needs(Right.WORK_CASES)
def share(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the lesson of a case to the knowledge editors."""
    case, user = found(request, number), person(request)
    text = lesson_in(case, user.scope)
    if not text:
        raise Http404
    article = share_lesson(lesson=_lesson(case, text), by=user, at=timezone.now())
    words = _("经验教训已交给知识编辑：%(code)s") % {"code": article.code}
    messages.success(request, words)
    return redirect("cases:page", number)


def _lesson(case: Case, text: str) -> Lesson:
    title = case.title or topic_name(case.taxonomy) or case.number
    return Lesson(case.number, case.unit, title, text, case.taxonomy)


@require_GET
@needs(Right.WORK_CASES)
def hot_panel(request: HttpRequest) -> HttpResponse:
    """Hot cases and topics of the person's units."""
    context = {"hot": hot(person(request).scope, timezone.now())}
    return render_panel(request, "cases/_hot_panel.html", context, title=_("热点案件"))
