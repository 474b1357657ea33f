# SPDX-License-Identifier: Apache-2.0
"""The article that an address names; a form on a page of its own; a press that may be refused."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.access import person
from amends.apps.core.queries.people import people_within
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import KnowledgeRefused
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.queries.articles import article_by_code, current, versions_of, writes
from amends.apps.knowledge.rules.article_words import Stage

MOST_COLLEAGUES = 60


def found_article(request: HttpRequest, code: str) -> Article:
    """The article of that code that concerns the person's units; 404 otherwise."""
    article = article_by_code(code, person(request).scope)
    if article is None:
        raise Http404
    return article


def read_article(request: HttpRequest, code: str) -> Article:
    """The same where the person may read it: something of it is in force, or they write there."""
    article = found_article(request, code)
    read = not article.retired_at and current(article, timezone.localdate()) is not None
    if not read and not writes(person(request), article):
        raise Http404
    return article


def written_article(request: HttpRequest, code: str) -> Article:
    """The same for whoever sees what is not approved."""
    article = found_article(request, code)
    if not writes(person(request), article):
        raise Http404
    return article


def open_draft(article: Article) -> ArticleVersion:
    """The version that is not approved yet; 404 where there is none."""
    for each in versions_of(article):
        if each.state != Stage.APPROVED:
            each.article = article
            return each
    raise Http404


def address(article: Article) -> str:
    """Where an article is shown."""
    return reverse("knowledge:article", args=[article.code])


def form_page(
    request: HttpRequest, form: Form, title: str, back: str, *, template: str = "form", **more: object
) -> HttpResponse:
    """A form on a page of its own; 422 with the errors at their fields."""
    user = person(request)
    around = people_within(user.scope).filter(is_active=True)
    writers = [each for each in around[: 6 * MOST_COLLEAGUES] if each.may(Right.WRITE_KNOWLEDGE)]
    context = {"form": form, "title": title, "back": back, "colleagues": writers[:MOST_COLLEAGUES], **more}
    page = f"knowledge/articles/{template}.html"
    return render(request, page, context, status=422 if form.errors else 200)


def tried(form: Form, verb: Callable[[], object]) -> object | None:
    """What a verb gave back, or `None` where it refused: the refusal stands at the field it is about."""
    try:
        return verb() or True
    except KnowledgeRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None


def pressed(request: HttpRequest, verb: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Do a verb behind a button and go back; a refusal is said there."""
    try:
        verb()
        messages.success(request, done)
    except KnowledgeRefused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(back)
