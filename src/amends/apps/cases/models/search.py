# SPDX-License-Identifier: Apache-2.0
"""The words of a case as they are searched. Each database keeps an index of its own beside the rows: migration 0004."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.core.models import ScopedQuerySet


class CaseTextQuerySet(ScopedQuerySet["CaseText"]):
    """Words of cases, within somebody's scope."""

    scope_path = "case__unit"


class CaseText(models.Model):
    """Everything that was said and written about a case, masked and folded; the units that may see it."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="searched", primary_key=True)
    text = models.TextField()
    units = models.CharField(
        max_length=120
    )  # its unit and those above it, then its topic, as tokens of the index: `u1 u4 u17 tbb0201`

    objects = CaseTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("检索文本")

    def __str__(self) -> str:
        return str(self.case_id)


# SQLite looks words up in a full-text table that keeps no text of its own; the rows above hold it.
# PostgreSQL keeps them in a column that Django does not know, so that nothing reads it back by accident.
_INDEX = {
    "sqlite": [
        "CREATE VIRTUAL TABLE cases_search USING fts5"
        "(tokens, content='', detail='none', columnsize=0, tokenize='ascii')",
    ],
    "postgresql": [
        "ALTER TABLE cases_casetext ADD COLUMN tokens tsvector",
        "CREATE INDEX cases_search ON cases_casetext USING gin (tokens) WITH (fastupdate = off)",
    ],
}
_NO_INDEX = {
    "sqlite": ["DROP TABLE cases_search"],
    "postgresql": ["ALTER TABLE cases_casetext DROP COLUMN tokens"],
}


def search_index_sql(vendor: str, *, remove: bool = False) -> list[str]:
    """The statements that make (or remove) the index of a database beside the rows."""
    return (_NO_INDEX if remove else _INDEX)[vendor]
