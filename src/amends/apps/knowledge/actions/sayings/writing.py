# SPDX-License-Identifier: Apache-2.0
"""Hand in a version of a term, a wording or a script; it holds once somebody else approved it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db import transaction

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.actions.refusals import allowed, written
from amends.apps.knowledge.actions.sayings.refusals import (
    ArticlesMissing,
    KeyWrong,
    PartsMissing,
    ReferenceUnknown,
    SlotsWrong,
    SubjectMissing,
    TermAvoided,
    VariantTaken,
)
from amends.apps.knowledge.models import Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned, VersionedQuerySet
from amends.apps.knowledge.queries.articles import published_articles
from amends.apps.knowledge.queries.scripts import PARTS, limits
from amends.apps.knowledge.queries.terms import terms_in_force
from amends.apps.knowledge.queries.wordings import allowed_slots, kept_slots, pack_wordings, wordings_in_force
from amends.apps.knowledge.rules.articles import masked
from amends.apps.knowledge.rules.script_words import Part, ScriptKind
from amends.apps.knowledge.rules.scripts import Excess, composed, excesses, missing_parts, references, slots

V = TypeVar("V", bound=Versioned)
_KEY = re.compile(r"[A-Z][A-Z0-9-]{1,38}[A-Z0-9]")
_HELD = "versions are numbered within their unit"


@dataclass(frozen=True, slots=True)
class About:
    """Whose version it is, when it is looked at again, and what changed."""

    unit: Unit
    owner: User
    review_date: date | None = None
    note: str = ""

    @property
    def columns(self) -> dict[str, object]:
        """The columns of the row."""
        return {
            "unit": self.unit,
            "owner": self.owner,
            "review_date": self.review_date,
            "note": masked(self.note),
        }


@dataclass(frozen=True, slots=True)
class TermWords:
    """One concept; `variants` are words that are not used for it any more."""

    code: str
    term: str
    plain: str
    variants: Sequence[str] = ()
    fine: Sequence[str] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One wording."""

    key: str
    channel: str
    text: str
    group: str
    title: str
    language: str = "zh"
    is_liability: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """One script; `parts` by the codes of `Part`, `subject` is the code of a campaign or a service, `articles` those of
    the knowledge that it relies on."""

    code: str
    name: str
    kind: ScriptKind
    channel: str
    parts: Mapping[str, str]
    key_messages: Sequence[str] = field(default=())
    subject: str = ""
    customers: str = ""
    articles: Sequence[str] = ()


def write_term(*, words: TermWords, about: About, by: User, at: datetime) -> Term:
    """Hand in a version of a term. Raises `WordsMissing`, `KeyWrong`, `VariantTaken`, `TermAvoided`,
    `RightMissing`, `NotYourUnit`."""
    allowed(by, about.unit, Right.WRITE_KNOWLEDGE)
    code, term, plain = _key(words.code, "code"), written(words.term, "term"), written(words.plain, "plain")
    variants = _lines(words.variants, without=term)
    refuse_clash(code, term, variants, about.unit)
    values = {
        "term": term, "plain": plain, "variants": variants, "fine": _lines(words.fine),
        "topic": words.topic.strip(),
    }  # fmt: skip
    return _handed_in(_In(Term, EventKind.TERM_WRITTEN, {"code": code}), values, about, by, at)


def refuse_clash(code: str, term: str, variants: Sequence[str], unit: Unit) -> None:
    """Raises `VariantTaken` where two concepts would be at odds in a unit: the word of one is not to be said by the
    other. One query."""
    for other in terms_in_force(unit):
        if other.code == code:
            continue
        if other.term in {term, *variants}:
            raise VariantTaken(other.term)
        if term in other.variants:
            raise TermAvoided(term, other.term)


def write_wording(*, words: Said, about: About, by: User, at: datetime) -> Wording:
    """Hand in a version of a wording. One that the pack has keeps its use, its slots and whether it admits a fault.
    Raises `WordsMissing`, `KeyWrong`, `SlotsWrong`, `RightMissing`, `NotYourUnit`."""
    allowed(by, about.unit, Right.WRITE_KNOWLEDGE)
    key, text, title = _key(words.key, "key"), written(words.text, "text"), written(words.title, "title")
    base = next((each for each in pack_wordings().values() if each.key == key), None)
    group = base.group if base else words.group
    _refuse_slots(key, group, text)
    identity = {"key": key, "channel": words.channel, "language": words.language}
    values = {
        "group": group, "title": title, "text": text,
        "is_liability": base.is_liability if base else words.is_liability,
    }  # fmt: skip
    return _handed_in(_In(Wording, EventKind.WORDING_WRITTEN, identity), values, about, by, at)


def write_script(*, talk: Talk, about: About, by: User, at: datetime) -> Script:
    """Hand in a version of a script. Raises `PartsMissing`, `SubjectMissing`, `ReferenceUnknown`, `ArticlesMissing`,
    `WordsMissing`, `KeyWrong`, `RightMissing`, `NotYourUnit`. What is too long warns (`too_much`)."""
    allowed(by, about.unit, Right.WRITE_KNOWLEDGE)
    code, name = _key(talk.code, "code"), written(talk.name, "name")
    if lacking := missing_parts(talk.kind, talk.parts):
        raise PartsMissing(PARTS[each] for each in lacking)
    if talk.kind is ScriptKind.SELLING and not talk.subject.strip():
        raise SubjectMissing
    _refuse_references(talk, about.unit)
    values: dict[str, Any] = {
        "name": name, "kind": str(talk.kind), "channel": talk.channel, "subject": talk.subject.strip(),
        "customers": talk.customers.strip(), "key_messages": _lines(talk.key_messages),
        "parts": {str(each): talk.parts[each].strip() for each in Part if talk.parts.get(each, "").strip()},
        "articles": _articles(talk.articles, about.unit),
    }  # fmt: skip
    return _handed_in(_In(Script, EventKind.SCRIPT_WRITTEN, {"code": code}), values, about, by, at)


def talk_of(row: Script) -> Talk:
    """A version as it was handed in."""
    return Talk(
        row.code,
        row.name,
        ScriptKind(row.kind),
        row.channel,
        row.parts,
        row.key_messages,
        row.subject,
        row.customers,
        row.articles,
    )


def too_much(talk: Talk, unit: Unit) -> tuple[Excess, ...]:
    """What of a script is over the limits of its channel, with the wordings that it names taken in."""
    heard = _heard(talk.channel, unit)
    parts = {part: composed(text, heard) for part, text in talk.parts.items()}
    return excesses(parts, _lines(talk.key_messages), limits()[talk.channel])


def _refuse_references(talk: Talk, unit: Unit) -> None:
    heard = _heard(talk.channel, unit)
    for part, text in talk.parts.items():
        if strange := [key for key in references(text) if key not in heard]:
            raise ReferenceUnknown(strange, part)


def _articles(codes: Sequence[str], unit: Unit) -> list[str]:
    """The codes, each once, of knowledge that the people of the unit read."""
    named = _lines([each.upper() for each in codes])
    there = published_articles(named, Scope(unit.number, unit.number)) if named else {}
    if strange := [each for each in named if each not in there]:
        raise ArticlesMissing(strange)
    return named


def _heard(channel: str, unit: Unit) -> dict[str, str]:
    found = wordings_in_force(unit).values()
    return {each.key: each.text for each in found if each.channel == channel and each.language == "zh"}


def _refuse_slots(key: str, group: str, text: str) -> None:
    there = slots(text)
    if strange := sorted(there - allowed_slots(group)):
        raise SlotsWrong(strange, lost=False)
    if lost := sorted(kept_slots(key) - there):
        raise SlotsWrong(lost, lost=True)


def _key(typed: str, field_name: str) -> str:
    plain = typed.strip().upper()
    if not _KEY.fullmatch(plain):
        raise KeyWrong(field_name)
    return plain


def _lines(words: Sequence[str], *, without: str = "") -> list[str]:
    """Words without blanks around them, each once, in their order."""
    return [each for each in dict.fromkeys(one.strip() for one in words) if each and each != without]


@dataclass(frozen=True, slots=True)
class _In(Generic[V]):
    """What is handed in: of which table, what the log calls it, and what makes its versions those of one thing."""

    model: type[V]
    kind: EventKind
    identity: Mapping[str, str]


def _handed_in(what: _In[V], values: Mapping[str, Any], about: About, by: User, at: datetime) -> V:
    """The next version of something in a unit. The unit stays locked until it is there: two versions handed in at once
    get two numbers, and the same page sent twice is one version."""
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=about.unit.pk)
        rows: VersionedQuerySet[V] = what.model._default_manager.unscoped(_HELD)  # type: ignore[attr-defined]
        last = rows.filter(unit=about.unit, **what.identity).order_by("-number").first()
        columns = {**about.columns, **values, "made_by": by}
        if (
            last
            and last.state == "draft"
            and all(getattr(last, name) == said for name, said in columns.items())
        ):
            return last
        with writing(by=by, at=at) as log:
            number = last.number + 1 if last else 1
            row = what.model._default_manager.create(**columns, **what.identity, number=number, made_at=at)
            log(what.kind, row, unit=about.unit, **what.identity, number=number)
    return row


def next_of(row: Versioned) -> About:
    """Whose a next version would be, as the one in hand."""
    return About(unit=row.unit, owner=row.owner, review_date=row.review_date)
