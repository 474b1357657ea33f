# SPDX-License-Identifier: Apache-2.0
"""One text looked through: anchors first, then the patterns of the rules that an anchor called, then the context."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from amends.analytics.language.checking.apologies import judged
from amends.analytics.language.checking.context import own_words
from amends.analytics.language.checking.findings import SEVERITIES, Finding
from amends.analytics.language.checking.promises import is_confirmed
from amends.analytics.language.checking.rules import TERMS, UNIFIED, Rule, Rules
from amends.analytics.language.checking.sentences import Layout, lowered, narrow, squeezed, without_gaps
from amends.analytics.language.checking.words import hits

BLOCK = 2_000  # sentences


@dataclass(frozen=True, slots=True)
class Told:
    """What is known beyond the text: through which channel it goes, and what was confirmed to the customer."""

    channel: str
    confirmed: tuple[str, ...]


def check(
    text: str, rules: Rules, *, channel: str = "", confirmed: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Every finding in the order of the text; of findings that overlap the gravest, then the longest, counts.

    `channel` is a code such as "sms", empty where unknown: rules of other channels are left out. `confirmed` are the
    amounts and dates that stand in the customer's commitments, as text: promising these is no finding.
    """
    told = Told(channel, tuple(confirmed))
    plain = narrow(text)
    found = _checked(plain, rules, told)
    for part in squeezed(plain):
        for each in _checked(part.text, rules, told):
            start, end = part.places[each.start], part.places[each.end - 1] + 1
            found.append(replace(each, start=start, end=end, line=plain.count("\n", 0, start) + 1))
    return tuple(replace(each, text=text[each.start : each.end]) for each in _distinct(found))


def _checked(text: str, rules: Rules, told: Told) -> list[Finding]:
    layout = Layout(text)
    found: list[Finding] = []
    apologies: list[Finding] = []
    for number, calls in groupby(_called(layout, rules), itemgetter(0)):
        sentence = _sentence(layout, rules, number)
        for _, called in calls:
            if called == TERMS:
                found += _terms(layout, rules, sentence)
                continue
            rule = rules.rules[called]
            if rule.pattern.search(sentence.said) or rule.without_spaces:
                hits_of = apologies if rule.kind == "apology" else found
                hits_of += _matches(layout, rules, rule, sentence, told)
    return found + judged(layout, rules.context, apologies)


class Sentence(NamedTuple):
    """One sentence without who speaks: its words, and where they begin and end."""

    number: int
    said: str
    start: int
    end: int


def _sentence(layout: Layout, rules: Rules, number: int) -> Sentence:
    start, end = layout.sentence(number)
    said = layout.text[start:end]
    label = rules.context.label.match(said) if "：" in said or ":" in said else None
    skipped = label.end() if label else 0
    return Sentence(number, said[skipped:], start + skipped, end)


def _called(layout: Layout, rules: Rules) -> Iterator[tuple[int, int]]:
    """(sentence, rule) pairs in which an anchor of the rule stands in the sentence, each once, in order. In blocks:
    what one block needs stays in the cache of the processor."""
    for first in range(0, len(layout.ends), BLOCK):
        begin = layout.ends[first - 1] if first else 0
        ends = layout.ends[first : first + BLOCK]
        text = lowered(layout.text[begin : ends[-1]])
        called = rules.scan.called(text, np.asarray(ends) - begin)
        if rules.always:
            every = product(range(len(ends)), rules.always)
            called = sorted({*called, *every})
        for sentence, rule in called:
            yield first + sentence, rule


def _matches(layout: Layout, rules: Rules, rule: Rule, sentence: Sentence, told: Told) -> Iterator[Finding]:
    if rule.channels and told.channel and told.channel not in rule.channels:
        return
    said = sentence.said
    places: Sequence[int] = range(sentence.start, sentence.end)
    if rule.without_spaces:
        closed_up = without_gaps(layout.text, sentence.start, sentence.end)
        said, places = closed_up.text, closed_up.places
    for match in rule.pattern.finditer(said):
        if not match[0] or _excused(rule, match, said, layout, sentence.number):
            continue
        if rule.kind == "promise" and is_confirmed(said, rules.context, told.confirmed):
            continue
        first, last = places[match.start()], places[match.end() - 1] + 1
        if own_words(layout, rules.context, first):
            yield _finding(layout, rule, first, last)


def _excused(rule: Rule, match: re.Match[str], said: str, layout: Layout, sentence: int) -> bool:
    if rule.unless is not None and rule.unless.search(said):
        return True
    if rule.only_with is not None and not rule.only_with.search(said):
        return True
    if rule.unless_before is not None and rule.unless_before.search(said[: match.start()]):
        return True
    if rule.unless_after is not None and rule.unless_after.match(said[match.end() :]):
        return True
    return rule.unless_next is not None and bool(rule.unless_next.search(_with_next(said, layout, sentence)))


def _with_next(said: str, layout: Layout, sentence: int) -> str:
    """The sentence and, on the same line, the one after."""
    end = layout.ends[sentence]
    if sentence + 1 == len(layout.ends) or layout.text[end - 1] == "\n":
        return said
    start, after = layout.sentence(sentence + 1)
    return said + layout.text[start:after]


def _finding(layout: Layout, rule: Rule, start: int, end: int) -> Finding:
    return Finding(
        line=layout.line_number(start),
        start=start,
        end=end,
        rule=rule.code,
        category=rule.category,
        severity=rule.severity,
        text=layout.text[start:end],
        better=rule.better,
        why=rule.why,
        fault=rule.fault,
    )


def _terms(layout: Layout, rules: Rules, sentence: Sentence) -> Iterator[Finding]:
    for start, end, term in hits(layout.text, rules.words, sentence.start, sentence.end):
        if own_words(layout, rules.context, start):
            said, line = layout.text[start:end], layout.line_number(start)
            yield Finding(line, start, end, term.code, UNIFIED, term.severity, said, term.plainer, term.why)


def _distinct(found: list[Finding]) -> list[Finding]:
    """Without those that overlap a graver or longer one."""
    kept: list[Finding] = []
    bunch: list[Finding] = []
    for each in sorted(found, key=lambda f: (f.start, f.end)):
        if bunch and each.start >= max(other.end for other in bunch):
            kept += _best_of(bunch)
            bunch = []
        bunch.append(each)
    return kept + _best_of(bunch)


def _best_of(bunch: list[Finding]) -> list[Finding]:
    """Of findings that overlap in a chain, those that no graver or longer one overlaps."""
    kept: list[Finding] = []
    for each in sorted(bunch, key=lambda f: (SEVERITIES.index(f.severity), f.start - f.end, f.start, f.rule)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda f: f.start)
