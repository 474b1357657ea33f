# SPDX-License-Identifier: Apache-2.0
"""Hiding personal data in texts that were kept before it was hidden, or before a pattern of it was known.

What left word by word stays as it left: replies, and the texts that somebody agreed to, by whose digest they are known.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from amends.apps.cases.actions.reviews import DRAFT
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.actions.sweeping import WHY, Portion, portions
from amends.apps.cases.models import (
    Attachment,
    Case,
    ChurnReason,
    Contact,
    Intake,
    Mail,
    Note,
    Remedy,
    SpecialFlag,
    Step,
    Task,
    Transfer,
    Transition,
    Verification,
)
from amends.apps.cases.rules.intake.hiding import hidden_within, hiding_version
from amends.apps.cases.rules.remedies import but_for_references
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.core.rules.chain import Json

SWEEP = "masking"
_KEYS: Final = 500
_TEXTS: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (Case, ("title", "story", "findings", "plan", "close_reason", "next_text")),
    (Intake, ("facts", "desired_outcome", "outlet", "yardstick", "policy", "demand", "campaign")),
    (Step, ("note", "record")),
    (Contact, ("note",)),
    (Transition, ("reason",)),
    (Verification, ("answers",)),
    (Remedy, ("words", "reason", "interests", "decision", "proof")),
    (Task, ("text", "facts", "result")),
    (Note, ("text", "facts")),
    (Transfer, ("reason",)),
    (SpecialFlag, ("reason",)),
    (ChurnReason, ("words",)),
    (Mail, ("subject",)),
    (Attachment, ("name",)),
)


@dataclass(frozen=True, slots=True)
class _Unmasked:
    """A row of a case that holds personal data, and its columns without them."""

    model: Any
    pk: int
    case: int
    columns: dict[str, object]

    @property
    def names(self) -> list[Json]:
        return [f"{self.model._meta.model_name}.{column}" for column in self.columns]


def mask_old_texts(*, at: datetime, progress: Callable[[int, int], None]) -> int:
    """Hide the personal data in the texts of every case that was not looked at since the patterns are what they are;
    returns in how many there were some. A run that is killed goes on where it was; once more, it finds nothing."""
    changed = 0
    for each in portions(SWEEP, version=hiding_version(), keys=_KEYS):
        changed += sum(mask_case(case, at=at) for case in sorted(_cases_in(each)))
        progress(each.upto, each.last)
    return changed


def mask_case(key: int, *, at: datetime) -> bool:
    """Hide the personal data in the texts of one case; returns whether there were any. Whoever has the case open is
    told on saving that it changed."""
    with transaction.atomic():
        rows = Case.objects.unscoped(WHY).filter(pk=key)
        case = rows.select_for_update(no_key=True).get()
        found = list(_unmasked(key - 1, key))
        if not found:
            return False
        with writing(by=None, at=at) as log:
            for each in found:
                each.model.objects.unscoped(WHY).filter(pk=each.pk).update(**each.columns)
            rows.update(version=F("version") + 1)
            case = rows.select_related("unit", "customer").get()
            keep_words(case)
            about, texts = case.customer.code, [name for each in found for name in each.names]
            log(
                EventKind.CASE_TEXTS_HIDDEN,
                case,
                about=about,
                unit=case.unit,
                number=case.number,
                texts=texts,
            )
    return True


def _cases_in(portion: Portion) -> set[int]:
    return {each.case for each in _unmasked(portion.after, portion.upto)}


def _unmasked(after: int, upto: int) -> Iterator[_Unmasked]:
    """The rows with personal data of cases by key. One query a table."""
    for model, columns in _TEXTS:
        case = "pk" if model is Case else "case_id"
        rows = model.objects.unscoped(WHY).filter(**{f"{case}__gt": after, f"{case}__lte": upto})
        for pk, of, *values in rows.order_by().values_list("pk", case, *columns):
            masked = {name: _masked(name, value) for name, value in zip(columns, values, strict=True)}
            old = dict(zip(columns, values, strict=True))
            if changed := {name: value for name, value in masked.items() if value != old[name]}:
                yield _Unmasked(model, pk, of, changed)


def _masked(name: str, value: object) -> object:
    """As new ones are kept: numbers that are said to be references of a payment stay in its proof."""
    if name == "proof":
        return but_for_references(str(value), lambda text: str(hidden_within(text)))
    return hidden_within(value, but={DRAFT})
