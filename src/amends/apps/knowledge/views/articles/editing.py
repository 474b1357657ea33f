# SPDX-License-Identifier: Apache-2.0
"""Writing: material in, plain words, approval; whose an article is and when it is looked at again."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amends.apps.core.access import lacking, needs, person, render_panel
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.articles.keeping import (
    change_article,
    give_feedback,
    retire_article,
    review_article,
    settle_feedback,
)
from amends.apps.knowledge.actions.articles.writing import (
    approve_version,
    draft_article,
    draft_version,
    return_version,
    rewrite,
)
from amends.apps.knowledge.forms.articles import (
    AnswerForm,
    DraftForm,
    FeedbackForm,
    KeepingForm,
    NoteForm,
    ReasonForm,
    ReviewForm,
    VersionForm,
    answer_initial,
    keeping_initial,
)
from amends.apps.knowledge.models import ArticleFeedback, ArticleVersion
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.queries.articles import duties
from amends.apps.knowledge.queries.finding import waiting
from amends.apps.knowledge.queries.reviewing import due_for_review
from amends.apps.knowledge.views.articles.finding import (
    address,
    form_page,
    open_draft,
    pressed,
    read_article,
    tried,
    written_article,
)

LOOKED_AT_AGAIN = timedelta(days=180)
A_MONTH = timedelta(days=30)
writes = require_http_methods(["GET", "POST"])


@require_GET
@needs()
def own(request: HttpRequest) -> HttpResponse:
    """What those who write and approve have to do: approve, rewrite, look at again, answer."""
    user, today = person(request), timezone.localdate()
    if not (user.may(Right.WRITE_KNOWLEDGE) or user.may(Right.APPROVE_KNOWLEDGE)):
        raise PermissionDenied(lacking((Right.WRITE_KNOWLEDGE, Right.APPROVE_KNOWLEDGE)))
    context = {"duties": duties(user, today + A_MONTH), "today": today}
    return render(request, "knowledge/articles/own.html", context)


@require_GET
@needs(Right.WRITE_KNOWLEDGE)
def home_panel(request: HttpRequest) -> HttpResponse:
    """On the home page: how much waits for those who write and approve."""
    user, until = person(request), timezone.localdate() + A_MONTH
    context = {
        "duties": duties(user, until),
        "sayings": len(waiting(user.scope)),
        "due": len(due_for_review(user.scope, until)),
    }
    return render_panel(request, "knowledge/articles/_home_panel.html", context, title=_("知识与话术待办"))


@writes
@needs(Right.WRITE_KNOWLEDGE)
def new(request: HttpRequest) -> HttpResponse:
    """Put technical material on file."""
    user, today = person(request), timezone.localdate()
    initial = {"unit": user.unit_id, "owner": user.username, "review_date": today + LOOKED_AT_AGAIN}
    form = DraftForm(request.POST or None, scope=user.scope, initial=initial)
    if form.is_valid():
        made = tried(form, lambda: draft_article(draft=form.draft(), by=user, at=timezone.now()))
        if isinstance(made, ArticleVersion):
            return redirect("knowledge:article_rewrite", made.article.code)
    return form_page(request, form, _("起草知识"), reverse("knowledge:list"))


@writes
@needs(Right.WRITE_KNOWLEDGE)
def new_version(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new version."""
    article, user, form = written_article(request, code), person(request), VersionForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if tried(form, lambda: draft_version(article=article, by=user, at=timezone.now(), **data)):
            return redirect("knowledge:article_rewrite", code)
    return form_page(request, form, _("起草新版本"), address(article), article=article)


@writes
@needs(Right.WRITE_KNOWLEDGE)
def rewriting(request: HttpRequest, code: str) -> HttpResponse:
    """Say it in plain words, the material beside it."""
    article, user = written_article(request, code), person(request)
    draft = open_draft(article)
    form = AnswerForm(request.POST or None, initial=answer_initial(draft, timezone.localdate()))
    if form.is_valid():
        answer = form.answer()
        if tried(form, lambda: rewrite(version=draft, answer=answer, by=user, at=timezone.now())):
            return redirect(address(article))
    more = {"article": article, "draft": draft}
    return form_page(request, form, _("改写成口语"), address(article), template="rewrite", **more)


@require_POST
@needs(Right.APPROVE_KNOWLEDGE)
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Let the front line read the very text that the page showed."""
    article = written_article(request, code)
    draft, user, seen = open_draft(article), person(request), request.POST.get("seen", "")
    done = _("已批准，一线现在可以看到。")
    return pressed(
        request,
        lambda: approve_version(version=draft, by=user, at=timezone.now(), seen=seen),
        done,
        address(article),
    )


@writes
@needs(Right.APPROVE_KNOWLEDGE)
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """Send plain words back to their writer, with the reason."""
    article, form = written_article(request, code), ReasonForm(request.POST or None)
    draft, user = open_draft(article), person(request)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if tried(form, lambda: return_version(version=draft, reason=why, by=user, at=timezone.now())):
            return redirect(address(article))
    return form_page(request, form, _("退回改写"), address(article), article=article)


@writes
@needs(Right.APPROVE_KNOWLEDGE)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Take an article out of use."""
    article, form, user = written_article(request, code), ReasonForm(request.POST or None), person(request)
    if form.is_valid():
        why = form.cleaned_data["reason"]
        if tried(form, lambda: retire_article(article=article, reason=why, by=user, at=timezone.now())):
            return redirect(address(article))
    return form_page(request, form, _("停用知识"), address(article), article=article)


@writes
@needs(Right.WRITE_KNOWLEDGE)
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Say that an article still holds, until when."""
    article, user = written_article(request, code), person(request)
    initial = {"review_date": timezone.localdate() + LOOKED_AT_AGAIN}
    form = ReviewForm(request.POST or None, initial=initial)
    if form.is_valid():
        day = form.cleaned_data["review_date"]
        if tried(form, lambda: review_article(article=article, next_date=day, by=user, at=timezone.now())):
            return redirect(address(article))
    return form_page(request, form, _("复审：内容仍然正确"), address(article), article=article)


@writes
@needs(Right.WRITE_KNOWLEDGE)
def keeping(request: HttpRequest, code: str) -> HttpResponse:
    """Change whose an article is, what it is about, when it is looked at again."""
    article, user = written_article(request, code), person(request)
    form = KeepingForm(request.POST or None, initial=keeping_initial(article))
    if form.is_valid():
        chosen = form.keeping()
        if tried(form, lambda: change_article(article=article, keeping=chosen, by=user, at=timezone.now())):
            return redirect(address(article))
    return form_page(request, form, _("修改归属"), address(article), article=article)


@require_POST
@needs()
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """Say in one press that an article is of no use, out of date or not understood."""
    article, user, form = read_article(request, code), person(request), FeedbackForm(request.POST)
    if not form.is_valid():
        return redirect(address(article))
    kind, words = form.complaint, form.cleaned_data["words"]
    done = _("已告诉负责人，处理完会通知您。")
    return pressed(
        request,
        lambda: give_feedback(article=article, kind=kind, words=words, by=user, at=timezone.now()),
        done,
        address(article),
    )


@require_POST
@needs(Right.WRITE_KNOWLEDGE)
def settle(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what came of feedback."""
    article, user, form = written_article(request, code), person(request), NoteForm(request.POST)
    rows = ArticleFeedback.objects.unscoped(READ_BELOW).select_related("article", "by")
    row = get_object_or_404(rows, pk=pk, article=article)
    said = form.cleaned_data["note"] if form.is_valid() else ""
    return pressed(
        request,
        lambda: settle_feedback(feedback=row, answer=said, by=user, at=timezone.now()),
        _("已处理，并告诉了提出的人。"),
        address(article),
    )
