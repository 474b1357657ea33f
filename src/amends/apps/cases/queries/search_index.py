# SPDX-License-Identifier: Apache-2.0
"""Row keys of the cases that hold all of some phrases, the newest first, from the index of each kind of database.

Both look tokens up first and then compare the text itself, so that both give what reading every text would give. A
case holds a phrase also where its topic is called so, by the name of the leaf or of a level above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.db import connection
from django.db.models import Max, Q, Value
from django.db.models.functions import StrIndex

from amends.apps.cases.models import CaseText
from amends.apps.cases.queries.intake import taxonomy
from amends.apps.cases.rules.search import WINDOW, topic_token
from amends.apps.core.models import User
from amends.kernel.blocks import Window, coded, windows
from amends.kernel.grams import Phrase, folded

WHY = "the token of the person's unit cuts the index; the rows shown are read within their scope"
# Read for each row that is looked at: of an EXISTS, PostgreSQL would gather all cases of the topics first.
_TOPIC = "(SELECT k.taxonomy FROM cases_case k WHERE k.id = case_id) IN ({marks})"


@dataclass(frozen=True, slots=True)
class Sought:
    """A phrase, and the leaves of the taxonomy that are called so."""

    phrase: Phrase
    leaves: tuple[str, ...]

    def match(self, *, all_of: str, one_of: str, quoted: str, beginning: str) -> str:
        """The phrase as an index is asked for it: its tokens, or one of its topics."""
        own = all_of.join(quoted.format(coded(token)) for token in self.phrase.tokens)
        own = own or beginning.format(coded(self.phrase.beginning))
        if not self.leaves:
            return own
        return f"(({own}){one_of}{one_of.join(quoted.format(topic_token(leaf)) for leaf in self.leaves)})"

    def compared(self, text_holds: str) -> str:
        """The condition that the case holds the phrase, by its text or its topic; takes `values`."""
        if not self.leaves:
            return text_holds
        return f"({text_holds} OR {_TOPIC.format(marks=', '.join(['%s'] * len(self.leaves)))})"

    @property
    def values(self) -> tuple[str, ...]:
        """What `compared` takes, in order."""
        return self.phrase.needle, *self.leaves


@cache
def _topics() -> dict[str, str]:
    """What each leaf and the levels above it are called, in both languages, as texts are compared."""
    return {
        code: folded("\n".join((*each.names, *each.names_en))) for code, each in taxonomy().leaves.items()
    }


def sought(phrase: Phrase) -> Sought:
    """A phrase with the topics of that name."""
    return Sought(phrase, tuple(code for code, names in _topics().items() if phrase.needle in names))


def topic_texts(leaf: str) -> tuple[str, ...]:
    """What a leaf is called with the levels above it, in each language; nothing for none and for one of old."""
    found = taxonomy().leaves.get(leaf)
    return tuple(" › ".join(names) for names in (found.names, found.names_en)) if found else ()


def matching(person: User, wanted: Sequence[Phrase], *, below: int | None, most: int) -> list[int]:
    """At most `most` row keys smaller than `below`, the greatest first; none for a person of no unit or no phrases."""
    if person.unit is None or not wanted:
        return []
    if below is None:
        below = (CaseText.objects.unscoped(WHY).aggregate(last=Max("case_id"))["last"] or 0) + 1
    asked = [sought(phrase) for phrase in wanted]
    if connection.vendor == "sqlite" and any(phrase.tokens for phrase in wanted):
        return _looked_up(person, asked, below, most)  # read backwards, it stops where it has enough
    first = max(below - WINDOW, 0)  # where a word is common, the newest hold enough
    found = _read(person, asked, Window(first, below), most)
    if len(found) < most and first:
        found += _looked_up(person, asked, first, most - len(found))
    return found


def _looked_up(person: User, asked: Sequence[Sought], below: int, most: int) -> list[int]:
    unit = f"u{person.unit_id}" if person.unit and person.unit.parent_id else ""  # the top unit sees all
    if connection.vendor == "postgresql":
        return _in_postgresql(asked, unit, below, most)
    return _in_sqlite(asked, unit, below, most)


def _in_sqlite(asked: Sequence[Sought], unit: str, below: int, most: int) -> list[int]:
    """The full-text table is read backwards from `below`, and only as far as needed."""
    parts = [each.match(all_of=" AND ", one_of=" OR ", quoted='"{}"', beginning='"{}" *') for each in asked]
    match = " AND ".join([*parts, *([f'"{unit}"'] if unit else [])])
    compared = " AND ".join(each.compared("instr(text, %s)") for each in asked)
    return _keys(
        "SELECT case_id FROM cases_search CROSS JOIN cases_casetext ON case_id = cases_search.rowid "  # noqa: S608 - marks
        f"WHERE cases_search MATCH %s AND cases_search.rowid < %s AND {compared} "
        "ORDER BY cases_search.rowid DESC LIMIT %s",
        [match, below, *(value for each in asked for value in each.values), most],
    )


def _in_postgresql(asked: Sequence[Sought], unit: str, below: int, most: int) -> list[int]:
    """An inverted index gives all that match at once, in no order: so it is asked for a window of keys at a time,
    and only for what is not common among the newest, which `matching` reads first.
    `OFFSET 0` keeps the planner from reading the rows of the window instead."""
    parts = [each.match(all_of=" & ", one_of=" | ", quoted="'{}'", beginning="'{}':*") for each in asked]
    parts += [f"'{unit}'"] if unit else []
    compared = " AND ".join(each.compared("strpos(text, %s) > 0") for each in asked)
    values = [value for each in asked for value in each.values]
    found: list[int] = []
    for window in windows(below):
        blocks = [f"({' | '.join(window.blocks)})"] if window.blocks else []
        found += _keys(
            "SELECT case_id FROM (SELECT case_id, text FROM cases_casetext WHERE tokens @@ %s::tsquery OFFSET 0) s "  # noqa: S608 - marks
            f"WHERE case_id >= %s AND case_id < %s AND {compared} ORDER BY case_id DESC LIMIT %s",
            [" & ".join([*parts, *blocks]), window.first, window.below, *values, most - len(found)],
        )
        if len(found) >= most:
            break
    return found


def _keys(statement: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _read(person: User, asked: Sequence[Sought], window: Window, most: int) -> list[int]:
    rows = CaseText.objects.within(person.scope).filter(case_id__gte=window.first, case_id__lt=window.below)
    for at, each in enumerate(asked):
        rows = rows.alias(**{f"at{at}": StrIndex("text", Value(each.phrase.needle))})
        rows = rows.filter(Q(**{f"at{at}__gt": 0}) | Q(case__taxonomy__in=each.leaves))
    return list(rows.order_by("-case_id").values_list("case_id", flat=True)[:most])
