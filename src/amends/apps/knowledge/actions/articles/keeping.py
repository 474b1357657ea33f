# SPDX-License-Identifier: Apache-2.0
"""Looking after an article: whose it is, when it is looked at again, what the front line says of it, its end."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.articles.searching import forget_words, keep_article
from amends.apps.knowledge.actions.articles.writing import IN_HAND, StageWrong, locked_article
from amends.apps.knowledge.actions.refusals import KnowledgeRefused, NotYourUnit, written
from amends.apps.knowledge.models import Article, ArticleFeedback, ArticleVersion
from amends.apps.knowledge.models.articles import COMPLAINTS
from amends.apps.knowledge.rules.article_words import Complaint, SourceChannel
from amends.apps.knowledge.rules.articles import masked


class ReviewPast(KnowledgeRefused):
    """The next review is said to be in the past."""

    def __init__(self) -> None:
        super().__init__(_("下一次复审要晚于今天。"), field="review_date")


@dataclass(frozen=True, slots=True)
class Keeping:
    """Whose an article is, what it is about, where its material comes from, when it is looked at again."""

    owner: User
    topic: str
    source_channel: SourceChannel
    review_date: date


def change_article(*, article: Article, keeping: Keeping, by: User, at: datetime) -> None:
    """Change who looks after an article, its topic or its review date. Raises `NotYourUnit`, `StageWrong`."""
    with writing(by=by, at=at) as log:
        row = locked_article(article, by, Right.WRITE_KNOWLEDGE)
        row.owner, row.topic = keeping.owner, keeping.topic
        row.source_channel, row.review_date = keeping.source_channel, keeping.review_date
        row.save(update_fields=["owner", "topic", "source_channel", "review_date"])
        keep_article(row)
        log(EventKind.ARTICLE_CHANGED, row, unit=row.unit, code=row.code)


def review_article(*, article: Article, next_date: date, by: User, at: datetime) -> None:
    """Say that an article still holds, and when it is looked at again. Raises `ReviewPast`, `NotYourUnit`."""
    if next_date <= timezone.localdate(at):
        raise ReviewPast
    with writing(by=by, at=at) as log:
        row = locked_article(article, by, Right.WRITE_KNOWLEDGE)
        row.review_date = next_date
        row.save(update_fields=["review_date"])
        keep_article(row)
        log(EventKind.ARTICLE_REVIEWED, row, unit=row.unit, code=row.code, next=next_date.isoformat())


def retire_article(*, article: Article, reason: str, by: User, at: datetime) -> None:
    """Take an article out of use; it stays on record. Raises `WordsMissing`, `NotYourUnit`, `StageWrong`."""
    why = written(masked(reason), "reason")
    with writing(by=by, at=at) as log:
        row = locked_article(article, by, Right.APPROVE_KNOWLEDGE)
        row.retired_at, row.retired_reason = at, why[:200]
        row.save(update_fields=["retired_at", "retired_reason"])
        for version in ArticleVersion.objects.unscoped(IN_HAND).filter(article=row):
            forget_words(version)
        log(EventKind.ARTICLE_RETIRED, row, unit=row.unit, code=row.code)


def give_feedback(
    *, article: Article, kind: Complaint, words: str, by: User, at: datetime
) -> ArticleFeedback:
    """Say of an article that it is of no use, out of date or not understood; the same again changes the words. Its
    owner is told. Raises `NotYourUnit` for somebody of no unit."""
    unit = by.unit
    if unit is None:
        raise NotYourUnit
    said = masked(words.strip())[:200]
    with writing(by=by, at=at) as log:
        rows = ArticleFeedback.objects.unscoped("one's own").filter(settled_at__isnull=True)
        row, new = rows.get_or_create(
            article=article,
            by=by,
            kind=str(kind),
            defaults={"unit": unit, "words": said, "at": at},
        )
        if not new:
            row.words, row.at = said, at
            row.save(update_fields=["words", "at"])
        log(EventKind.ARTICLE_FEEDBACK, article, unit=unit, code=article.code, what=str(kind))
        _tell(article, kind, row.pk, at)
    return row


def _tell(article: Article, kind: Complaint, key: int, at: datetime) -> None:
    words = _("知识“%(title)s”收到反馈：%(kind)s") % {"title": article.title, "kind": COMPLAINTS[kind]}
    link = reverse("knowledge:article", args=[article.code])
    notify(to=article.owner, subject=words, at=at, link=link, key=f"article-feedback:{key}")


def settle_feedback(*, feedback: ArticleFeedback, answer: str, by: User, at: datetime) -> None:
    """Say what came of it; whoever said it is told. Raises `WordsMissing`, `StageWrong` where somebody did already,
    `NotYourUnit`."""
    said = written(masked(answer), "answer")
    with writing(by=by, at=at) as log:
        article = locked_article(feedback.article, by, Right.WRITE_KNOWLEDGE)
        rows = ArticleFeedback.objects.unscoped(IN_HAND).filter(pk=feedback.pk, settled_at__isnull=True)
        if not rows.update(settled_by=by, settled_at=at, answer=said[:200]):
            raise StageWrong
        words = _("您对知识“%(title)s”的反馈有了结果：%(said)s") % {"title": article.title, "said": said}
        link = reverse("knowledge:article", args=[article.code])
        notify(to=feedback.by, subject=words, at=at, link=link, key=f"article-settled:{feedback.pk}")
        log(EventKind.ARTICLE_FEEDBACK_SETTLED, article, unit=article.unit, code=article.code)
