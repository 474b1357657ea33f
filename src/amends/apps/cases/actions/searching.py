# SPDX-License-Identifier: Apache-2.0
"""Keeping the words of a case findable: written in the transaction that changes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from amends.apps.cases.actions.sweeping import portions
from amends.apps.cases.models import (
    Case,
    CaseText,
    Contact,
    Intake,
    Note,
    Remedy,
    Reply,
    Step,
    Transfer,
    Transition,
)
from amends.apps.cases.models.desk_words import NoteKind
from amends.apps.cases.rules.search import document, kept_tokens, topic_token
from amends.apps.core.models import Unit, insert_values, put
from amends.kernel.blocks import blocks_of

WHY = "the words of a case are kept by whoever changes it; who may find them is told by its units"
SWEEP = "words"
_KEYS = 10_000
_FORGET = "INSERT INTO cases_search (cases_search, rowid, tokens) VALUES ('delete', %s, %s)"
_KEEP = "INSERT INTO cases_search (rowid, tokens) VALUES (%s, %s)"
_KEEP_ROW = (
    "INSERT INTO cases_casetext (case_id, text, units, tokens) VALUES (%s, %s, %s, array_to_tsvector(%s)) "
    "ON CONFLICT (case_id) DO UPDATE SET text = excluded.text, units = excluded.units, tokens = excluded.tokens"
)
_WRITTEN: tuple[tuple[Any, str], ...] = (
    (Note, "text"),  # but for what only the circle of a special person's case may read
    (Reply, "text"),
    (Contact, "note"),
    (Step, "note"),
    (Transition, "reason"),
    (Transfer, "reason"),
    (Remedy, "reason"),
)
_HIDDEN: dict[Any, dict[str, str]] = {Note: {"kind": str(NoteKind.RESTRICTED)}}
_FACTS = ("desired_outcome", "yardstick", "policy", "demand", "outlet", "reference")


def keep_words(case: Case, *, new: bool = False) -> bool:
    """Keep everything that was said about a case for searching, in the caller's transaction.

    Returns whether anything was written: nothing is, where the words are what they were. `new` says that the case
    has only its own words and its intake yet, which is in hand. Four queries, none for a new one whose unit is in hand;
    at most two writes.
    """
    later = [] if new else _later_words(case)
    text = document([*own_words(case), *_intake_words(_intake(case, new=new)), *later])
    units = _marks(case)
    before = None if new else CaseText.objects.unscoped(WHY).filter(case=case).first()
    if before and (before.text, before.units) == (text, units):
        return False
    if connection.vendor == "postgresql":
        put(_KEEP_ROW, [case.pk, text, units, [*kept_tokens(text, units), *blocks_of(case.pk)]])
        return True
    if before:
        put(_FORGET, [case.pk, " ".join(kept_tokens(before.text, before.units))])
    put(_KEEP, [case.pk, " ".join(kept_tokens(text, units))])
    row = {"case_id": case.pk, "text": text, "units": units}
    if before:
        CaseText(**row).save(force_update=True)
    else:
        insert_values(CaseText, [row])
    return True


def keep_missing_words(progress: Callable[[int, int], None]) -> int:
    """Keep the words of cases that have none kept, or none of their topic: after a load by other means than the verbs.
    Only those are looked at that came since the last look.

    Returns how many there were.
    """
    lacking = Q(searched=None) | (~Q(taxonomy="") & ~Q(searched__units__contains=f" {topic_token('')}"))
    kept = 0
    for each in portions(SWEEP, keys=_KEYS):
        cases = Case.objects.unscoped(WHY).filter(lacking, pk__gt=each.after, pk__lte=each.upto)
        for case in cases.select_related("unit").order_by("pk"):
            with transaction.atomic():
                kept += keep_words(case)
        progress(each.upto, each.last)
    return kept


def _marks(case: Case) -> str:
    topic = f" {topic_token(case.taxonomy)}" if case.taxonomy else ""
    return unit_tokens(case.unit) + topic


def unit_tokens(unit: Unit) -> str:
    """The tokens of a unit and of those above it. One query."""
    return " ".join(f"u{each.pk}" for each in unit.line)


def own_words(case: Case) -> list[str]:
    """The words that stand in the case itself."""
    said = [case.title, case.story, *map(str, case.reasons), case.findings, case.plan, case.next_text]
    return [*said, case.close_reason]


def _intake(case: Case, *, new: bool) -> Intake | None:
    if new:
        return case.intake if Case.intake.is_cached(case) else None
    return Intake.objects.unscoped(WHY).filter(case=case).only("facts", *_FACTS).first()


def _intake_words(intake: Intake | None) -> Iterator[str]:
    for name in ("facts", *_FACTS) if intake else ():
        yield from words_in(getattr(intake, name))


def _later_words(case: Case) -> Iterator[str]:
    yield from _texts(case)
    for record in Step.objects.unscoped(WHY).filter(case=case).exclude(record={}).values_list("record"):
        yield from words_in(record)


def _texts(case: Case) -> Iterable[str]:
    parts: list[Any] = [
        model.objects.unscoped(WHY)
        .filter(case=case)
        .exclude(**_HIDDEN.get(model, {}))
        .order_by()
        .values_list(F(column))
        for model, column in _WRITTEN
    ]
    return [text for (text,) in parts[0].union(*parts[1:], all=True)]


def words_in(value: object) -> Iterator[str]:
    """Every text in a value as JSON has it; codes of one word are texts as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from words_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from words_in(each)
