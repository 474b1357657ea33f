# SPDX-License-Identifier: Apache-2.0
"""What was taken down of a customer's word is put right: the topic, what they want, the slots of 5W2H."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, changing
from amends.apps.cases.actions.faults import note_fault
from amends.apps.cases.actions.intake_texts import NotTaken, hider
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.models import Case, Intake
from amends.apps.cases.models.desk_words import AREAS, CLAIM_TYPES
from amends.apps.cases.queries.intake import intake_words, provinces, taxonomy
from amends.apps.cases.queries.standing import intake_of
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.cases.rules.states import HANDLING
from amends.apps.cases.rules.taxonomy import LeafUnknown
from amends.apps.core.models import EventKind, User

CORRECTED = frozenset(
    {"claim_type", "aims", "desired_outcome", "event_date", "outlet", "jurisdiction", "area"}
)


class NothingTold(CaseRefused):
    """A case that we found ourselves has no word of a customer that could be put right."""

    sentence = _("这是我方发现的案件，没有受理记录可以更正")


def correct_intake(
    *,
    case: Case,
    version: int,
    leaf: str | None = None,
    facts: Mapping[str, object],
    columns: Mapping[str, object],
    by: User,
    at: datetime,
) -> Case:
    """Put right what was taken down: `leaf` is the topic (empty: none), `facts` slots of 5W2H by code, `columns` those
    of `CORRECTED`. What the steps recorded stays in the steps, personal data is hidden, and the log names what was
    changed, the topic before and after. The limits of the law follow the topic, the jurisdiction and the area, from
    the receipt on.

    Raises `NothingTold`, `NotTaken`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    _check(columns)
    with changing(case, version=version, by=by, at=at) as change:
        row = change.case
        refuse_ended(row)
        if row.procedure.code != HANDLING:
            raise NothingTold
        before = row.taxonomy
        if leaf is not None:
            _set_topic(row, leaf)
        intake = intake_of(row)
        _write(intake, facts, columns)
        if place := columns.get("jurisdiction"):
            change.fact(FactKind.JURISDICTION_SET, jurisdiction=place)
        if leaf is not None or "area" in columns:
            note_fault(change, intake.area)
        names: list[str] = sorted({*facts, *columns})
        change.note(EventKind.CASE_CORRECTED, fields=", ".join(names), before=before, after=row.taxonomy)
    return row


def _check(columns: Mapping[str, object]) -> None:
    if strange := sorted(columns.keys() - CORRECTED):
        raise NotTaken(value=strange[0])
    claim, aims = columns.get("claim_type", ""), columns.get("aims", ())
    known = {str(each) for each in CLAIM_TYPES} | {""}
    unknown = [claim] if str(claim) not in known else []
    places, nation = provinces()
    unknown += [
        each for each in [columns.get("jurisdiction", nation)] if each not in {nation, *places.values()}
    ]
    unknown += [each for each in [columns.get("area", "")] if str(each) not in {"", *map(str, AREAS)}]
    if isinstance(aims, list | tuple):
        unknown += [each for each in aims if each not in intake_words().aims]
    if unknown:
        raise NotTaken(value=unknown[0])


def _set_topic(row: Case, code: str) -> None:
    try:
        leaf = taxonomy().leaf(code) if code else None
    except LeafUnknown:
        raise NotTaken(value=code) from None
    row.taxonomy = leaf.code if leaf else ""
    if leaf:
        row.recovery_class = leaf.recovery_class


def _write(intake: Intake, facts: Mapping[str, object], columns: Mapping[str, object]) -> None:
    hide = hider(None)
    intake.facts |= {code: hide(str(value)) for code, value in facts.items()}
    for name, value in columns.items():
        setattr(intake, name, hide(str(value)) if name in {"desired_outcome", "outlet"} else value)
    intake.save(update_fields=["facts", *columns])
