# SPDX-License-Identifier: Apache-2.0
"""Noting what uses an article."""

from datetime import datetime

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.knowledge.actions.refusals import NotYourUnit
from amends.apps.knowledge.models import Article, KnowledgeUse
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.rules.article_words import UseKind


class ArticleUnknown(LookupError):
    """No article has this code among those that concern the person."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no article {code!r}")


def note_use(*, code: str, kind: UseKind, reference: str, by: User, at: datetime) -> KnowledgeUse:
    """Note that a case, script or campaign (`reference` is its number or code) uses an article; twice notes it once.
    Raises `ArticleUnknown`, `NotYourUnit` for somebody of no unit."""
    article = Article.objects.concerning(by.scope).filter(code=code).first()
    if article is None:
        raise ArticleUnknown(code)
    unit = by.unit
    if unit is None:
        raise NotYourUnit
    rows = KnowledgeUse.objects.unscoped(READ_BELOW)
    with writing(by=by, at=at) as log:
        row, _new = rows.get_or_create(
            article=article, kind=str(kind), reference=reference, defaults={"unit": unit, "by": by, "at": at}
        )
        log(EventKind.ARTICLE_USED, article, unit=unit, code=code, kind=str(kind), reference=reference)
    return row
