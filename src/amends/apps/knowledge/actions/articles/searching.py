# SPDX-License-Identifier: Apache-2.0
"""Keeping the words of an approved version findable: written in the transaction that changes them."""

from django.db import connection

from amends.apps.knowledge.models import Article, ArticleText, ArticleVersion
from amends.apps.knowledge.queries.topics import topic_words
from amends.apps.knowledge.rules.articles import document, kept_tokens
from amends.kernel.blocks import blocks_of

WHY = "the words of an article are kept by whoever approves it"
_FORGET = "INSERT INTO knowledge_search (knowledge_search, rowid, tokens) VALUES ('delete', %s, %s)"
_KEEP = "INSERT INTO knowledge_search (rowid, tokens) VALUES (%s, %s)"
_TOKENS = "UPDATE knowledge_articletext SET tokens = array_to_tsvector(%s) WHERE version_id = %s"


def keep_words(version: ArticleVersion) -> None:
    """Keep what an approved version says for searching, in the caller's transaction. At most four writes."""
    article = version.article
    assert version.starts_date, "an approved version has a first day: the database holds it"
    title = document([version.title])[:250]
    text = document([version.title, version.short, version.body, *version.points, topic_words(article.topic)])
    forget_words(version)
    row = ArticleText(
        version=version, unit_id=article.unit_id, topic=article.topic, title=title, text=text,
        starts_date=version.starts_date, last_date=version.last_date, review_date=article.review_date,
    )  # fmt: skip
    row.save(force_insert=True)
    tokens = kept_tokens(title, text)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_TOKENS, [[*tokens, *blocks_of(version.pk)], version.pk])
        else:
            cursor.execute(_KEEP, [version.pk, " ".join(tokens)])


def forget_words(version: ArticleVersion) -> None:
    """Let a version be found no more."""
    before = ArticleText.objects.unscoped(WHY).filter(pk=version.pk).first()
    if before is None:
        return
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, [version.pk, " ".join(kept_tokens(before.title, before.text))])
    ArticleText.objects.unscoped(WHY).filter(pk=version.pk).delete()


def keep_article(article: Article) -> None:
    """Keep the words of all versions of an article that may be found: its topic or review date changed."""
    kept = (
        ArticleText.objects.unscoped(WHY)
        .filter(version__article=article)
        .values_list("version_id", flat=True)
    )
    for version in ArticleVersion.objects.unscoped(WHY).filter(pk__in=list(kept)):
        version.article = article
        keep_words(version)
