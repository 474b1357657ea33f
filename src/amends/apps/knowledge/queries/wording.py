# SPDX-License-Identifier: Apache-2.0
"""The wording check as a unit has it: the rules of the pack, and the terms that are in force there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from amends.analytics.language.checking import UNIFIED, Finding, Rules, Term, check, read_rules
from amends.apps.core.models import Unit
from amends.apps.knowledge.queries.terms import TermInForce, terms_in_force
from amends.packs import load

FILES = ("wording_rules", "survey_begging")
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with the name of its category."""

    finding: Finding
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, with what was found in it."""

    text: str
    found: Shown | None = None


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule for people to read: what it finds, and what looks like it and is fine."""

    code: str
    category: str
    severity: str
    better: str
    why: str
    found: tuple[str, ...]
    fine: tuple[str, ...]

    @property
    def everything(self) -> str:
        """All its words, to look for some among them."""
        return " ".join([self.code, self.better, self.why, *self.found, *self.fine])


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one category."""

    name: str
    rules: Sequence[RuleShown]


def rules_for(unit: Unit | None) -> Rules:
    """The rules in force for a unit; compiled once for as long as its terms stay what they are. One query."""
    return _rules(tuple(_term(each) for each in terms_in_force(unit)))


def checked(
    text: str, *, unit: Unit | None, channel: str = "", confirmed: Collection[str] = ()
) -> tuple[Finding, ...]:
    """What the check finds in a text that a customer of the unit is to read or hear; see `check`."""
    return check(text, rules_for(unit), channel=channel, confirmed=confirmed)


def _term(each: TermInForce) -> Term:
    return Term(each.code, each.term, each.plain, "wording", each.variants, each.fine)


def wording_findings(text: str, *, unit: Unit | None, channel: str = "") -> list[Shown]:
    """What the check finds, with names for people to read."""
    rules = rules_for(unit)
    return shown(check(text, rules, channel=channel), rules)


def shown(found: Iterable[Finding], rules: Rules) -> list[Shown]:
    """Findings with the names of their categories."""
    return [Shown(each, str(rules.names.get(each.category, each.category))) for each in found]


def marked(text: str, found: Sequence[Shown]) -> list[Piece]:
    """The text in pieces, each with its finding or `None`."""
    pieces, last = [], 0
    for each in found:
        pieces += [Piece(text[last : each.finding.start]), Piece(each.finding.text, each)]
        last = each.finding.end
    return [piece for piece in [*pieces, Piece(text[last:])] if piece.text]


def rules_in_words(unit: Unit | None, words: str = "") -> list[RuleGroup]:
    """Every rule by category, with its examples; only those that hold `words` where some are given."""
    names = _category_names()
    shown = [*_phrases_in_words(), *(_term_in_words(each) for each in terms_in_force(unit))]
    groups = {code: [each for each in shown if each.category == code] for code in names}
    kept = {code: [each for each in rows if words in each.everything] for code, rows in groups.items()}
    return [RuleGroup(names[code], rows) for code, rows in kept.items() if rows]


def _files() -> list[Plain]:
    return [cast(Plain, load(name)) for name in ("forbidden_phrases", *FILES)]


def _category_names() -> dict[str, str]:
    """As `Rules.names`, without compiling a pattern: to read the rules none is needed."""
    return {
        str(each["code"]): str(each["name_zh"]) for file in _files() for each in file.get("categories", ())
    }


@cache
def _phrases_in_words() -> tuple[RuleShown, ...]:
    return tuple(
        RuleShown(
            code=str(each["id"]),
            category=str(each.get("category", file.get("category", ""))),
            severity=str(each.get("severity", file.get("severity", ""))),
            better=str(each["better_zh"]),
            why=str(each["why_zh"]),
            found=tuple(each["test"]["match"]),
            fine=tuple(each["test"]["no_match"]),
        )
        for file in _files()
        for each in (*file.get("phrases", ()), *file.get("rules", ()))
    )


def _term_in_words(each: TermInForce) -> RuleShown:
    return RuleShown(each.code, UNIFIED, "wording", each.term, each.plain, each.variants, (each.term,))


@lru_cache(maxsize=16)
def _rules(terms: tuple[Term, ...]) -> Rules:
    more = tuple(cast(Plain, load(name)) for name in FILES)
    return read_rules(phrases=cast(Plain, load("forbidden_phrases")), terms=terms, more=more)
