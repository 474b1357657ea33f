# SPDX-License-Identifier: Apache-2.0
"""Row keys of the cases that hold all of some phrases, the newest first, from the index of each kind of database.

Both look tokens up first and then compare the text itself, so that both give what reading every text would give.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Max, Value
from django.db.models.functions import StrIndex

from amends.apps.cases.models import CaseText
from amends.apps.cases.rules.search import WINDOW, Window, coded, windows
from amends.apps.core.models import User
from amends.kernel.grams import Phrase

WHY = "the token of the person's unit cuts the index; the rows shown are read within their scope"


def matching(person: User, wanted: Sequence[Phrase], *, below: int | None, most: int) -> list[int]:
    """At most `most` row keys smaller than `below`, the greatest first; none for a person of no unit or no phrases."""
    if person.unit is None or not wanted:
        return []
    if below is None:
        below = (CaseText.objects.unscoped(WHY).aggregate(last=Max("case_id"))["last"] or 0) + 1
    if any(phrase.tokens for phrase in wanted):
        return _looked_up(person, wanted, below, most)
    first = max(below - WINDOW, 0)
    found = _read(person, wanted, Window(first, below), most)
    if len(found) < most and first:
        found += _looked_up(person, wanted, first, most - len(found))
    return found


def _looked_up(person: User, wanted: Sequence[Phrase], below: int, most: int) -> list[int]:
    tokens = list(dict.fromkeys(coded(token) for phrase in wanted for token in phrase.tokens))
    beginnings = [coded(phrase.beginning) for phrase in wanted if phrase.beginning]
    if person.unit and person.unit.parent_id:  # the top unit sees all
        tokens.append(f"u{person.unit_id}")
    needles = [phrase.needle for phrase in wanted]
    if connection.vendor == "postgresql":
        return _in_postgresql(tokens, beginnings, needles, below, most)
    return _in_sqlite(tokens, beginnings, needles, below, most)


def _in_sqlite(
    tokens: list[str], beginnings: list[str], needles: list[str], below: int, most: int
) -> list[int]:
    """The full-text table is read backwards from `below`, and only as far as needed."""
    match = " AND ".join([*(f'"{token}"' for token in tokens), *(f'"{each}" *' for each in beginnings)])
    compared = " AND instr(text, %s)" * len(needles)
    return _keys(
        "SELECT case_id FROM cases_search CROSS JOIN cases_casetext ON case_id = cases_search.rowid "  # noqa: S608 - marks
        f"WHERE cases_search MATCH %s AND cases_search.rowid < %s{compared} ORDER BY cases_search.rowid DESC LIMIT %s",
        [match, below, *needles, most],
    )


def _in_postgresql(
    tokens: list[str], beginnings: list[str], needles: list[str], below: int, most: int
) -> list[int]:
    """An inverted index gives all that match at once, in no order: so it is asked for a window of keys at a time.
    `OFFSET 0` keeps the planner from reading the rows of the window instead."""
    compared = " AND strpos(text, %s) > 0" * len(needles)
    asked = [*(f"'{token}'" for token in tokens), *(f"'{each}':*" for each in beginnings)]
    found: list[int] = []
    for window in windows(below):
        blocks = [f"({' | '.join(window.blocks)})"] if window.blocks else []
        found += _keys(
            "SELECT case_id FROM (SELECT case_id, text FROM cases_casetext WHERE tokens @@ %s::tsquery OFFSET 0) s "  # noqa: S608 - marks
            f"WHERE case_id >= %s AND case_id < %s{compared} ORDER BY case_id DESC LIMIT %s",
            [" & ".join([*asked, *blocks]), window.first, window.below, *needles, most - len(found)],
        )
        if len(found) >= most:
            break
    return found


def _keys(statement: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _read(person: User, wanted: Sequence[Phrase], window: Window, most: int) -> list[int]:
    rows = CaseText.objects.within(person.scope).filter(case_id__gte=window.first, case_id__lt=window.below)
    for at, phrase in enumerate(wanted):
        rows = rows.alias(**{f"at{at}": StrIndex("text", Value(phrase.needle))}).filter(**{f"at{at}__gt": 0})
    return list(rows.order_by("-case_id").values_list("case_id", flat=True)[:most])
