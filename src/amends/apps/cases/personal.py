# SPDX-License-Identifier: Apache-2.0
"""What the area holds of a person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from amends.apps.cases.actions.mail.files import place_of
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.models import (
    Attachment,
    Breach,
    Case,
    CaseText,
    ChurnReason,
    ClockEvent,
    Contact,
    Draft,
    HardContact,
    ImprovementCase,
    Intake,
    Link,
    Mail,
    Note,
    Remedy,
    Reply,
    SpecialFlag,
    Step,
    Task,
    Timer,
    Transfer,
    Transition,
    Verification,
    Viewing,
    Watcher,
)
from amends.apps.cases.rules.states import Origin
from amends.apps.core.personal import Apart, Block, Entry, Held, Loose

_OF_CASE = ("case__customer",)
_CODED = {"handling_type", "severity", "urgency", "cause", "jurisdiction", "outlet", "standard", "policy"}
_CLASSED = {"campaign", "root_domain", "root_branch", "gap_code", "aims", "area", "claim_type", "root_family"}
_CASE_CODES = {
    "number",
    "channel",
    "taxonomy",
    "reasons",
    "queue",
    "outcome",
    "origin",
    "special",
    "priority",
}


def _kept(rows: QuerySet[Any, Any]) -> Iterator[Path]:
    return (place_of(each) for each in rows.select_related("mail") if each.is_kept)


def _kept_anew(rows: QuerySet[Any, Any]) -> None:
    """The words of the cases as they are found follow from what is left of them."""
    for row in rows.select_related("case__unit"):
        keep_words(row.case)


def _blocks(rows: QuerySet[Any, Any]) -> Iterator[Block]:
    """Open cases; and closed ones, which may be disputed for a time. What the regulator sent is kept by law."""
    for case in rows.only("number", "is_open", "closed_at", "origin"):
        ended = None if case.is_open or not case.closed_at else localdate(case.closed_at)
        if case.is_open or ended:
            yield Block("case", case.number, ended, kept=case.origin == Origin.APPEAL)


PERSONAL: tuple[Entry, ...] = (
    Held(CaseText, _OF_CASE, codes=frozenset({"text", "units"}), told=False, after=_kept_anew),
    Held(Attachment, _OF_CASE, codes=frozenset({"kind", "digest"}), files=_kept),
    Held(
        Mail,
        _OF_CASE,
        codes=frozenset({"fingerprint"}),
        hidden=frozenset({"fingerprint", "sender", "sender_sealed"}),
    ),
    Held(ClockEvent, _OF_CASE, codes=frozenset({"kind", "values"})),
    Held(Timer, _OF_CASE, codes=frozenset({"clock", "level", "role"}), told=False),
    Held(Breach, _OF_CASE, codes=frozenset({"clock", "kind"})),
    Held(SpecialFlag, _OF_CASE),
    Apart(HardContact, "which clerk was unlucky with a contact"),
    Held(ChurnReason, _OF_CASE),
    Held(ImprovementCase, _OF_CASE),
    Held(
        Intake,
        _OF_CASE,
        codes=frozenset(_CODED | _CLASSED),
        instead={"reference": "", "reference_by": "", "public_code": ""},
    ),
    Held(Transition, _OF_CASE),
    Held(Step, _OF_CASE),
    Held(Verification, _OF_CASE),
    Held(Contact, _OF_CASE),
    Held(Remedy, _OF_CASE, codes=frozenset({"leaf", "interests"})),
    Held(Reply, _OF_CASE, codes=frozenset({"channel", "outer_channel", "wording", "digest"})),
    Held(Task, _OF_CASE, codes=frozenset({"key"})),
    Held(Note, _OF_CASE),
    Held(Transfer, _OF_CASE, codes=frozenset({"queue"})),
    Apart(Watcher, "which colleague follows a case"),
    Held(Viewing, _OF_CASE, removed=True, told=False),
    Held(Link, _OF_CASE),
    Held(Case, ("customer",), codes=frozenset(_CASE_CODES), instead={"key": None}, blocks=_blocks),
    Loose(Draft, ("values",)),
)
