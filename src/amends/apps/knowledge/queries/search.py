# SPDX-License-Identifier: Apache-2.0
"""Finding articles: what is up to date before what is past its review date, titles before texts, the newest first.

The index of each kind of database looks tokens up first; the text itself is compared after, so that both find what
reading every text would find."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from amends.apps.core.rules.organisation import Scope
from amends.apps.knowledge.models import ArticleText, ArticleVersion
from amends.apps.knowledge.queries.articles import RELATED
from amends.apps.knowledge.rules.articles import Piece, asked, highlighted, token_of
from amends.kernel.blocks import windows
from amends.kernel.grams import Phrase

Value = str | int | date
WHY = "the units are part of the statement; the rows shown are read by them again"
MOST = 30
AROUND = 24
LONGEST = 2_000  # characters of a text that are looked through for the place to show
_UNITS = (
    "unit_id IN (SELECT id FROM core_unit WHERE (number <= %s AND last >= %s) OR number BETWEEN %s AND %s)"
)
_HOLDS = f"starts_date <= %s AND (last_date IS NULL OR last_date >= %s) AND {_UNITS}"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, with the title and the place of the text in pieces, the words marked `hit`."""

    version: ArticleVersion
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    phrases: tuple[Phrase, ...]
    scope: Scope
    today: date
    topic: str
    below: int

    @property
    def condition(self) -> str:
        """What every row must fulfil."""
        return _HOLDS + (" AND topic LIKE %s" if self.topic else "")

    @property
    def values(self) -> list[Value]:
        """What `condition` takes, in order."""
        first, last = self.scope.first, self.scope.last
        topic = [f"{self.topic}%"] if self.topic else []
        return [self.today, self.today, first, last, first, last, *topic]


def search_articles(scope: Scope, words: str, today: date, *, topic: str = "", most: int = MOST) -> list[Hit]:
    """At most `most` of the articles in force in somebody's units and above that hold every word. Those past their
    review date come after all others, never first. At most ten queries, most often four."""
    wanted = asked(words)
    if not wanted:
        return []
    last = ArticleText.objects.unscoped(WHY).aggregate(last=Max("pk"))["last"] or 0
    look = _Asked(wanted, scope, today, topic, last + 1)
    keys: list[int] = []
    for fresh, in_title in ((True, True), (True, False), (False, True), (False, False)):
        if len(keys) < most:
            found = _look(look, fresh=fresh, in_title=in_title, most=most - len(keys))
            keys += found
    return _hits(keys, look, words)


def _hits(keys: Sequence[int], look: _Asked, words: str) -> list[Hit]:
    rows = ArticleVersion.objects.in_force(look.scope, look.today).filter(pk__in=keys)
    by_key = {each.pk: each for each in rows.select_related(*RELATED)}
    return [_hit(by_key[key], words, look.today) for key in keys if key in by_key]


def _hit(version: ArticleVersion, words: str, today: date) -> Hit:
    says = " ".join([version.short, *version.points, version.body])[:LONGEST]
    title, excerpt = highlighted(version.title, words), highlighted(says, words, around=AROUND)
    return Hit(version, title, excerpt, version.article.is_overdue(today))


def _look(look: _Asked, *, fresh: bool, in_title: bool, most: int) -> list[int]:
    """Row keys of one rank; a text whose title holds the words is of the rank of titles only."""
    place = "strpos({}, %s) > 0" if connection.vendor == "postgresql" else "instr({}, %s) > 0"
    needles = [each.needle for each in look.phrases]
    titled = " AND ".join([place.format("title")] * len(needles))
    texts = " AND ".join([place.format("text")] * len(needles))
    compared = titled if in_title else f"{texts} AND NOT ({titled})"
    due = f"review_date {'>=' if fresh else '<'} %s"
    condition = f"{look.condition} AND {due} AND {compared}"
    values = [*look.values, look.today, *needles, *([] if in_title else needles)]
    tokens = [_tokens(each, in_title) for each in look.phrases]
    if connection.vendor == "postgresql":
        return _in_postgresql(tokens, condition, values, look.below, most)
    return _in_sqlite(tokens, condition, values, most)


def _tokens(phrase: Phrase, in_title: bool) -> tuple[list[str], str]:
    """The tokens of a phrase as the index has them, or what one of them begins with."""
    own = [token_of(each, title=in_title) for each in phrase.tokens]
    return own, "" if own else token_of(phrase.beginning, title=in_title)


def _in_sqlite(
    tokens: Sequence[tuple[list[str], str]], condition: str, values: Sequence[Value], most: int
) -> list[int]:
    """The full-text table is read backwards, and only as far as needed."""
    parts = [f'"{each}"' for own, _beginning in tokens for each in own]
    parts += [f'"{beginning}" *' for _own, beginning in tokens if beginning]
    return _keys(
        "SELECT version_id FROM knowledge_search CROSS JOIN knowledge_articletext "  # noqa: S608 - conditions of ours
        f"ON version_id = knowledge_search.rowid WHERE knowledge_search MATCH %s AND {condition} "
        "ORDER BY knowledge_search.rowid DESC LIMIT %s",
        [" AND ".join(parts), *values, most],
    )


def _in_postgresql(
    tokens: Sequence[tuple[list[str], str]], condition: str, values: Sequence[Value], below: int, most: int
) -> list[int]:
    """An inverted index gives all that match at once: so it is asked for a window of keys at a time."""
    found: list[int] = []
    for window in windows(below):
        parts = list(_postgresql_parts(tokens, window.blocks))
        found += _keys(
            "SELECT version_id FROM (SELECT * FROM knowledge_articletext WHERE tokens @@ %s::tsquery OFFSET 0) s "  # noqa: S608 - conditions of ours
            f"WHERE version_id >= %s AND version_id < %s AND {condition} ORDER BY version_id DESC LIMIT %s",
            [" & ".join(parts), window.first, window.below, *values, most - len(found)],
        )
        if len(found) >= most:
            break
    return found


def _postgresql_parts(tokens: Sequence[tuple[list[str], str]], blocks: Sequence[str]) -> Iterator[str]:
    for own, beginning in tokens:
        yield from (f"'{each}'" for each in own)
        if beginning:
            yield f"'{beginning}':*"
    if blocks:
        yield f"({' | '.join(blocks)})"


def _keys(statement: str, values: Sequence[Value]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return [key for (key,) in cursor.fetchall()]
