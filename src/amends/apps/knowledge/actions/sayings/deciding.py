# SPDX-License-Identifier: Apache-2.0
"""Approve what somebody else wrote; take it out of use; replace a word that is not used any more."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import allowed, written
from amends.apps.knowledge.actions.sayings.refusals import (
    Decided,
    ForbiddenWords,
    Overtaken,
    OwnWork,
    SayingRefused,
)
from amends.apps.knowledge.actions.sayings.writing import (
    About,
    Said,
    next_of,
    refuse_clash,
    talk_of,
    write_script,
    write_wording,
)
from amends.apps.knowledge.actions.uses import note_script
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned
from amends.apps.knowledge.queries.checked import forbidden_in
from amends.apps.knowledge.queries.scripts import scripts_in_force
from amends.apps.knowledge.queries.terms import TermInForce
from amends.apps.knowledge.queries.wordings import WordingText, wordings_in_force
from amends.apps.knowledge.rules.articles import masked
from amends.apps.knowledge.rules.scripts import key_of
from amends.apps.knowledge.rules.term_words import replaced, variants_in

V = TypeVar("V", bound=Versioned)


def approve(*, row: V, by: User, at: datetime) -> V:
    """Approve a version, which holds from the next time that somebody reads it. Raises `OwnWork`, `Decided`,
    `Overtaken`, `VariantTaken`, `TermAvoided`, `ForbiddenWords`, `RightMissing`, `NotYourUnit`."""
    allowed(by, row.unit, Right.APPROVE_KNOWLEDGE)
    if row.made_by_id == by.pk:
        raise OwnWork
    if isinstance(row, Term):  # another may have been approved since this one was handed in
        refuse_clash(row.code, row.term, row.variants, row.unit)
    if found := forbidden_in(row):
        raise ForbiddenWords(found)
    with writing(by=by, at=at) as log:
        held = _locked(row)
        if held.approved_at or held.retired_at:
            raise Decided
        if any(each.number > held.number for each in _versions(held)):
            raise Overtaken
        held.approved_by, held.approved_at = by, at
        held.save(update_fields=["approved_by", "approved_at"])
        _note(held, by, at)
        log(EventKind.SAYING_APPROVED, held, unit=held.unit, number=held.number)
    return held


def retire(*, row: V, reason: str, by: User, at: datetime) -> V:
    """Take something out of use, all its versions with it: what the units above or the pack say holds again; or take a
    draft out of the queue. Raises `WordsMissing`, `Decided`, `RightMissing`, `NotYourUnit`."""
    allowed(by, row.unit, Right.APPROVE_KNOWLEDGE)
    why = masked(written(reason, "reason"))[:200]
    with writing(by=by, at=at) as log:
        held = _locked(row)
        if held.retired_at:
            raise Decided
        for each in [held] if not held.approved_at else _versions(held):
            each.retired_by, each.retired_at, each.retired_reason = by, at, why
            each.save(update_fields=["retired_by", "retired_at", "retired_reason"])
            log(EventKind.SAYING_RETIRED, each, unit=each.unit, number=each.number)
        held.refresh_from_db()
        _note(held, by, at)
    return held


def _note(row: Versioned, by: User, at: datetime) -> None:
    if isinstance(row, Script):
        note_script(script=row, by=by, at=at)


class NotThere(SayingRefused):
    """The text that was pressed is gone, or is not kept here."""

    def __init__(self) -> None:
        super().__init__(_("这一处不在这里改，或者已经换过了。"))


def propose(*, kind: str, key: str, term: TermInForce, unit: Unit, by: User, at: datetime) -> Versioned:
    """A draft of a script or a wording (`key` as `standing` gives it) that says the term in place of its variants.
    Raises `NotThere` and what the verbs of the two raise."""
    if kind == "script":
        script = next((each.script for each in scripts_in_force(unit) if each.script.pk == key_of(key)), None)
        if script is not None:
            return propose_in_script(row=script, term=term, by=by, at=at)
    if kind == "wording":
        place = tuple(key.split("|"))
        found = next((each for each in wordings_in_force(unit).values() if each.place == place), None)
        if found is not None:
            return propose_in_wording(found=found, unit=unit, term=term, by=by, at=at)
    raise NotThere


def propose_in_script(*, row: Script, term: TermInForce, by: User, at: datetime) -> Script:
    """A draft of a script that says the term in place of its variants. Raises as `write_script`."""
    parts = {name: _better(text, term) for name, text in row.parts.items()}
    messages = [_better(each, term) for each in row.key_messages]
    talk = replace(talk_of(row), parts=parts, key_messages=messages)
    about = replace(next_of(row), note=term.term)
    return write_script(talk=talk, about=about, by=by, at=at)


def propose_in_wording(
    *, found: WordingText, unit: Unit, term: TermInForce, by: User, at: datetime
) -> Wording:
    """A draft of a wording, in a unit, that says the term in place of its variants. Raises as `write_wording`."""
    words = Said(
        found.key, found.channel, _better(found.text, term), found.group, found.title, found.language,
        found.is_liability,
    )  # fmt: skip
    return write_wording(words=words, about=About(unit=unit, owner=by, note=term.term), by=by, at=at)


def _better(text: str, term: TermInForce) -> str:
    return replaced(text, variants_in(text, (term,)))


def _locked(row: V) -> V:
    rows: QuerySet[V] = type(row)._default_manager.unscoped("in hand").select_related("unit")  # type: ignore[attr-defined]
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)


def _versions(row: V) -> list[V]:
    """The approved versions of the same thing in the same unit."""
    rows: QuerySet[V] = type(row)._default_manager.unscoped("in hand").select_related("unit")  # type: ignore[attr-defined]
    names = ("key", "channel", "language") if hasattr(row, "key") else ("code",)
    same = rows.filter(unit=row.unit, **{name: getattr(row, name) for name in names})
    return list(same.filter(approved_at__isnull=False, retired_at__isnull=True).order_by("number"))
