# SPDX-License-Identifier: Apache-2.0
"""Noting what uses an article."""

from datetime import datetime
from functools import partial

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.knowledge.actions.refusals import NotYourUnit
from amends.apps.knowledge.models import Article, KnowledgeUse, Script
from amends.apps.knowledge.models.articles import READ_BELOW
from amends.apps.knowledge.rules.article_words import UseKind


class ArticleUnknown(LookupError):
    """No article has this code among those that concern the person."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no article {code!r}")


def note_use(
    *, code: str, kind: UseKind, reference: str, by: User, at: datetime, unit: Unit | None = None
) -> KnowledgeUse:
    """Note that a case, script or campaign (`reference` is its number or code) uses an article; twice notes it once.
    `unit` is whose it is, the person's own where none is named. Raises `ArticleUnknown`, `NotYourUnit` for somebody of
    no unit."""
    article = Article.objects.concerning(by.scope).filter(code=code).first()
    if article is None:
        raise ArticleUnknown(code)
    whose = unit or by.unit
    if whose is None:
        raise NotYourUnit
    rows = KnowledgeUse.objects.unscoped(READ_BELOW)
    if there := rows.filter(article=article, kind=str(kind), reference=reference).first():
        return there
    with writing(by=by, at=at) as log:
        row, _new = rows.get_or_create(
            article=article, kind=str(kind), reference=reference, defaults={"unit": whose, "by": by, "at": at}
        )
        log(EventKind.ARTICLE_USED, article, unit=whose, code=code, kind=str(kind), reference=reference)
    return row


def note_script(*, script: Script, by: User, at: datetime) -> None:
    """Bring up to date which articles the scripts of a code rely on: one was approved or retired. A campaign that a
    script sells uses its articles too. Call it inside the `writing` of that."""
    there = _scripts(script.code)
    using = [code for each in there for code in each.articles]
    rows = KnowledgeUse.objects.unscoped("of scripts in use").filter(
        kind=UseKind.SCRIPT, reference=script.code
    )
    rows.exclude(article__code__in=using).delete()
    note = partial(note_use, by=by, at=at, unit=script.unit)
    for code in script.articles if script in there else ():
        note(code=code, kind=UseKind.SCRIPT, reference=script.code)
        if script.subject:
            note(code=code, kind=UseKind.CAMPAIGN, reference=script.subject)


def _scripts(code: str) -> list[Script]:
    """Of each unit the version in use."""
    rows = Script.objects.unscoped("of every unit").in_use().filter(code=code).order_by("number")
    return list({each.unit_id: each for each in rows}.values())
