# SPDX-License-Identifier: Apache-2.0
"""The rules of the wording check, compiled: phrases, terms and the rules of a pack, found by their anchors."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from amends.analytics.language.checking.anchors import LONGEST, both_anchors, led
from amends.analytics.language.checking.findings import FAULTS, SEVERITIES
from amends.analytics.language.checking.scanning import Scan, scan_of
from amends.analytics.language.checking.words import Term, Words, words_of

Plain = Mapping[str, Any]
TERMS: Final = -1  # the number under which the words of terms are kept among the anchors
UNIFIED: Final = "unified_term"
NEVER: Final = re.compile(r"(?!)")


class RulesMalformed(ValueError):
    """A rule lacks something, or its pattern is none; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern, looked for in one sentence.

    `unless` takes a hit back where it is found in the same sentence; `unless_next` where it is found in it or in
    the sentence after; `unless_before` and `unless_after` where it is found just there. `only_with` must be found in
    the sentence. `kind` names what is asked beyond that: "promise" (is what was promised confirmed?) and "apology"
    (how many in a row?). `channels`: only there, empty everywhere.
    """

    code: str
    category: str
    severity: str
    pattern: re.Pattern[str]
    better: str
    why: str
    fault: str = ""
    kind: str = ""
    channels: frozenset[str] = frozenset()
    unless: re.Pattern[str] | None = None
    unless_next: re.Pattern[str] | None = None
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None
    only_with: re.Pattern[str] | None = None
    near: frozenset[str] = frozenset()  # anchors said by hand, where letters may stand apart
    without_spaces: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """When words are not the speaker's own: what customers said, what is told not to be said, who speaks in a line."""

    customer_line: re.Pattern[str] = NEVER
    label: re.Pattern[str] = NEVER
    reported: re.Pattern[str] = NEVER
    denied: re.Pattern[str] = NEVER
    own_quote: re.Pattern[str] = NEVER
    action: re.Pattern[str] = NEVER
    value: re.Pattern[str] = NEVER
    most_apologies: int = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Everything that `check` needs. `scan` says which rules the anchors in a text call; `always` those without any."""

    rules: tuple[Rule, ...]
    words: Words
    context: Context
    scan: Scan
    always: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # category → its name


def read_rules(*, phrases: Plain, terms: Iterable[Term], more: Sequence[Plain]) -> Rules:
    """The rules of a pack, compiled. `phrases` is its `forbidden_phrases`, `terms` the words to replace, `more` files
    with rules of their own (`wording_rules`, `survey_begging`). Raises `RulesMalformed`.
    """
    files = (phrases, *more)
    categories = {str(c["code"]): c for file in files for c in file.get("categories", ())}
    rules = [
        _rule(
            {"category": file.get("category", ""), "severity": file.get("severity", "medium"), **each},
            categories,
        )
        for file in files
        for each in (*file.get("phrases", ()), *file.get("rules", ()))
    ]
    everyday = frozenset(word for file in files for word in file.get("everyday", ()))
    own = [_own_term(each) for file in files for each in file.get("jargon", ())]
    words = words_of([*(_less(term, everyday) for term in terms), *own])
    context = next((_context(file["context"]) for file in files if "context" in file), Context())
    names = {code: str(each["name_zh"]) for code, each in categories.items()}
    return _compiled(tuple(rules), words, context, names)


def _rule(each: Plain, categories: Mapping[str, Plain]) -> Rule:
    category, severity = str(each["category"]), str(each["severity"])
    fault = str(each.get("fault", categories.get(category, {}).get("fault", "")))
    if severity not in SEVERITIES or (fault and fault not in FAULTS):
        raise RulesMalformed(f"{each.get('id')}: no such severity or fault: {severity} {fault}")
    try:
        return Rule(
            code=str(each["id"]),
            category=category,
            severity=severity,
            pattern=_compiled_pattern(str(each["pattern"])),
            better=str(each["better_zh"]),
            why=str(each["why_zh"]),
            fault=fault,
            kind=str(each.get("kind", "")),
            channels=frozenset(each.get("channels", ())),
            near=frozenset(each.get("near", ())),
            without_spaces=each.get("without_spaces") is True,
            **{name: re.compile(led(str(each[name]))) for name in _GUARDS if name in each},
        )
    except (KeyError, re.error) as error:
        raise RulesMalformed(f"{each.get('id')}: {error}") from error


def _compiled_pattern(pattern: str) -> re.Pattern[str]:
    """Case is of no account where there is one: to ask costs time, and Chinese has none."""
    latin = re.search("[a-z]{2}", re.sub(r"\\.", "", pattern), re.IGNORECASE)
    return re.compile(led(pattern), re.IGNORECASE if latin else re.NOFLAG)


_GUARDS = ("unless", "unless_next", "unless_before", "unless_after", "only_with")


def _own_term(each: Plain) -> Term:
    said, fine = (str(each["word"]),), tuple(map(str, each.get("fine", ())))
    return Term(str(each["id"]), str(each["plain_zh"]), str(each["why_zh"]), "wording", said, fine)


def _less(term: Term, everyday: frozenset[str]) -> Term:
    said = tuple(word for word in term.said if word not in everyday)
    return Term(term.code, term.plainer, term.why, term.severity, said, term.fine)


def _context(said: Plain) -> Context:
    names = ("customer_line", "label", "reported", "denied", "own_quote", "action", "value")
    patterns = {name: re.compile(led(str(said[name]))) for name in names if name in said}
    return Context(**patterns, most_apologies=int(said.get("most_apologies", 3)))


def _compiled(rules: tuple[Rule, ...], words: Words, context: Context, names: Mapping[str, str]) -> Rules:
    calls: dict[str, set[int]] = defaultdict(set)
    besides: dict[str, set[int]] = defaultdict(set)
    always = []
    for number, rule in enumerate(rules):
        own, others = (rule.near, frozenset[str]()) if rule.near else both_anchors(rule.pattern.pattern)
        for anchor in own:
            calls[anchor].add(number)
        for anchor in others:
            besides[anchor].add(number)
        if not own:
            always.append(number)
    for word, owner in words.owner.items():
        if owner is not None:
            calls[word[:LONGEST]].add(TERMS)
    return Rules(rules, words, context, scan_of(calls, besides), tuple(always), names)
