# SPDX-License-Identifier: Apache-2.0
"""From technical material to plain words to what the front line reads: written by one, approved by another."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User, next_key
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.articles.searching import forget_words, keep_words
from amends.apps.knowledge.actions.refusals import KnowledgeRefused, allowed, written
from amends.apps.knowledge.actions.sayings.refusals import ForbiddenWords
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.queries.checked import forbidden_in_article
from amends.apps.knowledge.rules.article_words import SourceChannel, Stage
from amends.apps.knowledge.rules.articles import Answer, Fault, fault_of, masked

IN_HAND = "the caller found the article among those that concern the person"
COPIED = ("title", "short", "body", "points", "says", "last_date")


class AnswerIncomplete(KnowledgeRefused):
    """An answer lacks what it must say; `fault` names it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(_sentences()[fault], field=str(fault))
        self.fault = fault


class StageWrong(KnowledgeRefused):
    """The verb does not fit how far the version is."""

    def __init__(self) -> None:
        super().__init__(_("这个版本刚刚变过状态，请看过最新内容再操作。"))


class OwnWords(KnowledgeRefused):
    """Nobody approves what they wrote themselves, were it one word that somebody changed since."""

    def __init__(self) -> None:
        super().__init__(_("自己起草或改写的知识要由别人批准。"))


class TextChanged(KnowledgeRefused):
    """Somebody changed the words after the approver opened the page."""

    def __init__(self) -> None:
        super().__init__(_("您打开以后有人改过这个版本，请看过最新内容再批准。"))


class DraftOpen(KnowledgeRefused):
    """There is a version that is not approved yet."""

    def __init__(self) -> None:
        super().__init__(_("这条知识已经有一个没有批准的版本，请先处理它。"))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new article begins with: technical material as it came, whose it is, when it is to be looked at again."""

    unit: Unit
    title: str
    material: str
    owner: User
    review_date: date
    source_channel: SourceChannel
    topic: str = ""
    lesson_of: str = ""


def draft_article(*, draft: Draft, by: User, at: datetime) -> ArticleVersion:
    """Put technical material on file. Nobody of the front line reads it yet. Raises `KnowledgeRefused`."""
    allowed(by, draft.unit, Right.WRITE_KNOWLEDGE)
    return store_draft(draft=draft, by=by, at=at)


def store_draft(*, draft: Draft, by: User, at: datetime) -> ArticleVersion:
    """The same for whoever may hand material in without writing knowledge: a lesson from a case. Numbers of people in
    the material are masked; the same material sent twice is one article. Raises `WordsMissing`."""
    title, material = written(masked(draft.title), "title"), written(masked(draft.material), "material")
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=draft.unit.pk)
        rows = ArticleVersion.objects.unscoped("one's own").filter(
            article__unit=draft.unit, article__lesson_of=draft.lesson_of, article__retired_at__isnull=True,
            title=title[:120], material=material, made_by=by, number=1, state=Stage.TECHNICAL,
        )  # fmt: skip
        return rows.select_related("article").first() or _drafted(draft, title, material, by, at)


def _drafted(draft: Draft, title: str, material: str, by: User, at: datetime) -> ArticleVersion:
    with writing(by=by, at=at) as log:
        key = next_key(Article)
        article = Article.objects.create(
            pk=key, code=f"K-{key:06d}", unit=draft.unit, title=title[:120], topic=draft.topic, owner=draft.owner,
            review_date=draft.review_date, source_channel=draft.source_channel, lesson_of=draft.lesson_of,
            made_by=by, made_at=at,
        )  # fmt: skip
        version = _version(article, 1, material, by, at)
        log(EventKind.ARTICLE_DRAFTED, article, unit=article.unit, code=article.code, number=1)
    return version


def draft_version(*, article: Article, material: str, note: str, by: User, at: datetime) -> ArticleVersion:
    """Begin a new version: the material that came in, and the words in force to be rewritten. Raises `DraftOpen`,
    `WordsMissing`, `NotYourUnit`."""
    said, why = written(masked(material), "material"), written(masked(note), "note")
    with writing(by=by, at=at) as log:
        row = locked_article(article, by, Right.WRITE_KNOWLEDGE)
        rows = ArticleVersion.objects.unscoped(IN_HAND).filter(article=row)
        if rows.exclude(state=Stage.APPROVED).exists():
            raise DraftOpen
        newest = rows.order_by("-number").first()
        copied = {name: getattr(newest, name) for name in COPIED} if newest else {}
        number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
        version = _version(row, number, said, by, at, note=why, **copied | {"last_date": None})
        log(EventKind.ARTICLE_DRAFTED, row, unit=row.unit, code=row.code, number=number)
    return version


def _version(
    article: Article, number: int, material: str, by: User, at: datetime, **more: object
) -> ArticleVersion:
    columns = {"title": article.title, **more}
    row = ArticleVersion.objects.create(
        article=article,
        number=number,
        state=Stage.TECHNICAL,
        material=material,
        made_by=by,
        made_at=at,
        **columns,
    )
    row.writers.add(by)
    return row


def rewrite(*, version: ArticleVersion, answer: Answer, by: User, at: datetime) -> ArticleVersion:
    """Say it in plain words; again as often as needed until it is approved. Raises `AnswerIncomplete`, `StageWrong`,
    `NotYourUnit`."""
    if fault := fault_of(answer):
        raise AnswerIncomplete(fault)
    with writing(by=by, at=at) as log:
        row = locked_version(version, by, Right.WRITE_KNOWLEDGE)
        if row.state == Stage.APPROVED:
            raise StageWrong
        _store(row, state=Stage.PLAIN, plain_by=by, plain_at=at, returned_reason="", **_columns(answer))
        row.writers.add(by)
        log(EventKind.ARTICLE_REWRITTEN, row.article, unit=row.article.unit, number=row.number)
    return row


def _columns(answer: Answer) -> dict[str, object]:
    return {
        "title": masked(answer.title.strip()),
        "short": masked(answer.short.strip()),
        "body": masked(answer.body.strip()),
        "points": [masked(each) for each in answer.points],
        "says": {channel: masked(words.strip()) for channel, words in answer.says.items() if words.strip()},
        "starts_date": answer.starts,
        "last_date": answer.last,
        "note": masked(answer.note.strip()),
    }


def approve_version(
    *, version: ArticleVersion, by: User, at: datetime, seen: str | None = None
) -> ArticleVersion:
    """Let the front line read it from its first day on, in place of the version before. `seen` is the fingerprint of
    the text that a person looked at, where one did. Raises `OwnWords`, `TextChanged`, `ForbiddenWords`, `StageWrong`,
    `NotYourUnit`."""
    with writing(by=by, at=at) as log:
        row = locked_version(version, by, Right.APPROVE_KNOWLEDGE)
        if row.state != Stage.PLAIN or row.returned_reason:
            raise StageWrong
        if by.pk in {row.made_by_id, row.plain_by_id} or row.writers.filter(pk=by.pk).exists():
            raise OwnWords
        if seen is not None and seen != row.fingerprint:
            raise TextChanged
        if found := forbidden_in_article(row):
            raise ForbiddenWords(found)
        today = timezone.localdate(at)
        starts = max(row.starts_date or today, today)
        last = row.last_date if row.last_date is None else max(row.last_date, starts)
        _store(row, state=Stage.APPROVED, approved_by=by, approved_at=at, starts_date=starts, last_date=last)
        _replace(row, at)
        Article.objects.unscoped(IN_HAND).filter(pk=row.article_id).update(title=row.title)
        row.article.title = row.title
        keep_words(row)
        log(EventKind.ARTICLE_APPROVED, row.article, unit=row.article.unit, number=row.number)
    return row


def _replace(row: ArticleVersion, at: datetime) -> None:
    """The versions before end where this one begins: at once, or on the day before its first."""
    assert row.starts_date
    before = ArticleVersion.objects.unscoped(IN_HAND).filter(article=row.article, state=Stage.APPROVED)
    for each in before.filter(superseded_at__isnull=True).exclude(pk=row.pk):
        day_before = row.starts_date - timedelta(days=1)
        if each.starts_date is None or each.starts_date > day_before or day_before < timezone.localdate(at):
            _store(each, superseded_at=at)
            forget_words(each)
        elif each.last_date is None or each.last_date > day_before:
            _store(each, last_date=day_before)
            keep_words(each)


def return_version(*, version: ArticleVersion, reason: str, by: User, at: datetime) -> None:
    """Send plain words back to their writer. Raises `WordsMissing`, `StageWrong`, `NotYourUnit`."""
    why = written(masked(reason), "reason")
    with writing(by=by, at=at) as log:
        row = locked_version(version, by, Right.APPROVE_KNOWLEDGE)
        if row.state != Stage.PLAIN or row.returned_reason:
            raise StageWrong
        _store(row, returned_reason=why[:200])
        article = row.article
        link = reverse("knowledge:article", args=[article.code])
        if row.plain_by:
            words = _("知识“%(title)s”被退回：%(reason)s") % {"title": row.title, "reason": why}
            notify(
                to=row.plain_by,
                subject=words,
                at=at,
                link=link,
                key=f"article-back:{row.pk}:{at.isoformat()}",
            )
        log(EventKind.ARTICLE_RETURNED, article, unit=article.unit, number=row.number)


def locked_article(article: Article, by: User, right: Right) -> Article:
    """The row as it is now, locked until the transaction ends. Raises `NotYourUnit`, `RightMissing`, `StageWrong` for
    one that is retired. Call it inside `writing`."""
    rows = Article.objects.unscoped(IN_HAND).select_for_update(no_key=True, of=("self",))
    row = rows.select_related("unit", "owner").get(pk=article.pk)
    allowed(by, row.unit, right)
    if row.retired_at:
        raise StageWrong
    return row


def locked_version(version: ArticleVersion, by: User, right: Right) -> ArticleVersion:
    """A version as it is now, under the lock of its article."""
    article = locked_article(version.article, by, right)
    row = ArticleVersion.objects.unscoped(IN_HAND).select_related("plain_by").get(pk=version.pk)
    row.article = article
    return row


def _store(row: ArticleVersion, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _sentences() -> dict[Fault, str]:
    return {
        Fault.TITLE_MISSING: _("请写明标题。"),
        Fault.MATERIAL_MISSING: _("请贴上原始资料。"),
        Fault.SHORT_MISSING: _("请用一句话回答客户。"),
        Fault.BODY_MISSING: _("请写下详细说明。"),
        Fault.POINTS_TOO_MANY: _("要点最多八条，每条不超过八十个字。"),
        Fault.LAST_BEFORE_START: _("失效日期早于生效日期。"),
    }
