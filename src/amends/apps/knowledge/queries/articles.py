# SPDX-License-Identifier: Apache-2.0
"""Articles: those in force, one with its versions, what its owner has to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.models import Article, ArticleFeedback, ArticleVersion, KnowledgeUse
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.rules.article_words import Stage

PAGE = 30
MOST = 200
RELATED = ("article__unit", "article__owner")


def articles_in_force(unit: Unit, at: datetime) -> QuerySet[ArticleVersion]:
    """The approved versions that the people of a unit may rely on at a moment: of the unit itself and of those above
    it; at most one of an article. Those past their review date come last."""
    today = timezone.localdate(at)
    only = Scope(unit.number, unit.number)
    rows = ArticleVersion.objects.in_force(only, today).select_related(*RELATED)
    return rows.annotate(late=Q(article__review_date__lt=today)).order_by("late", "-approved_at", "-pk")


def newest(scope: Scope, today: date, *, topic: str = "", after: str = "") -> list[ArticleVersion]:
    """A page of what is in force in somebody's units and above, the newest first, those past their review date last;
    `after` is the `place` of the last one shown. One query."""
    rows = ArticleVersion.objects.in_force(scope, today).select_related(*RELATED)
    rows = rows.filter(article__topic__startswith=topic) if topic else rows
    marked = rows.annotate(late=Q(article__review_date__lt=today))
    late, _tilde, key = after.partition("~")
    if late in {"0", "1"} and key.isdecimal() and len(key) < 19:
        behind = Q(late=late == "1", pk__lt=int(key))
        marked = marked.filter(behind | Q(late=True) if late == "0" else behind)
    return list(marked.order_by("late", "-pk")[:PAGE])


def related(scope: Scope, topic: str, today: date, *, most: int) -> list[ArticleVersion]:
    """What is in force on a leaf of the taxonomy; where nothing is, on the leaves beside it. Two queries at most."""
    if not topic:
        return []
    return (newest(scope, today, topic=topic) or newest(scope, today, topic=topic.rpartition("-")[0]))[:most]


def place(version: ArticleVersion, today: date) -> str:
    """Where a version stands in `newest`."""
    return f"{int(version.article.is_overdue(today))}~{version.pk}"


def article_by_code(code: str, scope: Scope) -> Article | None:
    """The article of a code where it concerns a person's units. One query."""
    return (
        Article.objects.concerning(scope).select_related("unit", "owner", "made_by").filter(code=code).first()
    )


def published_article(code: str, scope: Scope) -> Article | None:
    """The same where a version of it was approved and it is in use: what others may be sent to. One query."""
    return published_articles([code], scope).get(code)


def published_articles(codes: Collection[str], scope: Scope) -> dict[str, Article]:
    """Those of some codes that concern a person's units, were approved and are in use. One query."""
    held = ArticleVersion.objects.unscoped(READ_BELOW).filter(
        article=OuterRef("pk"), state=Stage.APPROVED, superseded_at__isnull=True
    )
    rows = Article.objects.concerning(scope).filter(Exists(held), code__in=codes, retired_at__isnull=True)
    return {each.code: each for each in rows.select_related("unit")}


def current(article: Article, today: date) -> ArticleVersion | None:
    """The version in force, which alone is read by the front line. One query."""
    rows = ArticleVersion.objects.unscoped(READ_BELOW).filter(
        Q(last_date__isnull=True) | Q(last_date__gte=today),
        article=article, state=Stage.APPROVED, superseded_at__isnull=True, starts_date__lte=today,
    )  # fmt: skip
    return rows.select_related("approved_by").order_by("-number").first()


def in_force_of(articles: Collection[Article], scope: Scope, today: date) -> set[int]:
    """The keys of those that the front line may read. One query."""
    rows = ArticleVersion.objects.in_force(scope, today).filter(article__in=articles)
    return set(rows.values_list("article_id", flat=True))


def versions_of(article: Article) -> list[ArticleVersion]:
    """All versions, the newest first. One query."""
    rows = ArticleVersion.objects.unscoped(READ_BELOW).filter(article=article)
    return list(rows.select_related("made_by", "plain_by", "approved_by").order_by("-number"))


def writes(user: User, article: Article) -> bool:
    """Whether somebody sees versions that are not approved: who writes or approves knowledge of that unit."""
    may = user.may(Right.WRITE_KNOWLEDGE) or user.may(Right.APPROVE_KNOWLEDGE)
    return may and user.scope.covers(article.unit.number)


def wrote(user: User, version: ArticleVersion) -> bool:
    """Whether somebody wrote a word of a version. One query at most."""
    first = user.pk in {version.made_by_id, version.plain_by_id}
    return first or version.writers.filter(pk=user.pk).exists()


def uses_of(article: Article, scope: Scope) -> list[KnowledgeUse]:
    """What uses an article: scripts and campaigns of everywhere, cases of a person's own units. One query."""
    rows = KnowledgeUse.objects.unscoped(READ_BELOW).filter(article=article)
    own = Q(unit__number__range=(scope.first, scope.last)) | ~Q(kind="case")
    return list(rows.filter(own).select_related("by", "unit").order_by("-at", "-pk")[:MOST])


def uses_by(kind: str, reference: str) -> dict[str, KnowledgeUse]:
    """The articles that a case, script or campaign uses, by code; whoever asks sees that one already. One query."""
    rows = KnowledgeUse.objects.unscoped("of a case or script in hand").filter(kind=kind, reference=reference)
    return {each.article.code: each for each in rows.select_related("article", "by").order_by("-at")[:MOST]}


def open_feedback(article: Article) -> list[ArticleFeedback]:
    """What the front line said that nobody settled. One query."""
    rows = ArticleFeedback.objects.unscoped(READ_BELOW).filter(article=article, settled_at__isnull=True)
    return list(rows.select_related("by", "unit").order_by("-at"))


@dataclass(frozen=True, slots=True)
class Duties:
    """What somebody who writes or approves knowledge has to do."""

    to_approve: Sequence[ArticleVersion]
    to_rewrite: Sequence[ArticleVersion]
    to_review: Sequence[Article]
    feedback: Sequence[ArticleFeedback]


def duties(user: User, until: date) -> Duties:
    """Versions to approve and to rewrite, articles to be looked at again until a day, and open feedback: of a person's
    units. Four queries."""
    drafts = ArticleVersion.objects.within(user.scope).exclude(state=Stage.APPROVED)
    drafts = drafts.filter(article__retired_at__isnull=True).select_related(*RELATED, "made_by", "plain_by")
    waiting = drafts.filter(state=Stage.PLAIN, returned_reason="").order_by("plain_at")
    begun = drafts.filter(Q(state=Stage.TECHNICAL) | ~Q(returned_reason="")).order_by("made_at")
    review = Article.objects.within(user.scope).filter(retired_at__isnull=True, review_date__lte=until)
    feedback = ArticleFeedback.objects.unscoped("of articles of the person's units").filter(
        settled_at__isnull=True, article__unit__number__range=(user.scope.first, user.scope.last)
    )
    feedback = feedback.select_related("article__owner", "by", "unit").order_by("at")
    review = review.select_related("unit", "owner").order_by("review_date", "pk")
    return Duties(list(waiting[:MOST]), list(begun[:MOST]), list(review[:MOST]), list(feedback[:MOST]))
