# SPDX-License-Identifier: Apache-2.0
"""The words of an approved version as they are searched. Each database keeps an index of its own beside the rows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.knowledge.models.articles import ArticleVersion


class ArticleTextQuerySet(ScopedQuerySet["ArticleText"]):
    """Words of articles."""


class ArticleText(models.Model):
    """Everything that an approved version says, folded, with what decides whether and where it is offered."""

    version = models.OneToOneField(ArticleVersion, models.CASCADE, related_name="searched", primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    topic = models.CharField(_("投诉分类"), max_length=12, blank=True)
    title = models.CharField(_("标题"), max_length=250)
    text = models.TextField(_("检索文本"))
    starts_date = models.DateField(_("生效日期"))
    last_date = models.DateField(_("失效日期"), null=True, blank=True)
    review_date = models.DateField(_("复审日期"))

    objects = ArticleTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("知识检索文本")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="article_text_says"),)

    def __str__(self) -> str:
        return str(self.version_id)


# As of cases: SQLite keeps a full-text table without a text of its own, PostgreSQL a column that Django does not know.
_INDEX = {
    "sqlite": [
        "CREATE VIRTUAL TABLE knowledge_search USING fts5"
        "(tokens, content='', detail='none', columnsize=0, tokenize='ascii')",
    ],
    "postgresql": [
        "ALTER TABLE knowledge_articletext ADD COLUMN tokens tsvector",
        "CREATE INDEX knowledge_search ON knowledge_articletext USING gin (tokens) WITH (fastupdate = off)",
    ],
}
_NO_INDEX = {
    "sqlite": ["DROP TABLE knowledge_search"],
    "postgresql": ["ALTER TABLE knowledge_articletext DROP COLUMN tokens"],
}


def search_index_sql(vendor: str, *, remove: bool = False) -> list[str]:
    """The statements that make (or remove) the index of a database beside the rows."""
    return (_NO_INDEX if remove else _INDEX)[vendor]
