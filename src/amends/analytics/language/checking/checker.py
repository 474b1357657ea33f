# SPDX-License-Identifier: Apache-2.0
"""One text looked through: anchors first, then the patterns of the rules that an anchor called, then the context."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np

from amends.analytics.language.checking.apologies import judged
from amends.analytics.language.checking.context import Speakers
from amends.analytics.language.checking.findings import SEVERITIES, Finding
from amends.analytics.language.checking.promises import is_confirmed
from amends.analytics.language.checking.rules import TERMS, UNIFIED, Rule, Rules
from amends.analytics.language.checking.sentences import (
    LETTER,
    REACH,
    Layout,
    lowered,
    narrow,
    squeezed,
    without_gaps,
)
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
    layout = Layout(narrow(text))
    found = _checked(layout, rules, told)
    for part in squeezed(layout):
        for each in _checked(Layout(part.text), rules, told):
            start, end = part.places[each.start], part.places[each.end - 1] + 1
            found.append(replace(each, start=start, end=end, line=layout.line_number(start)))
    return tuple(replace(each, text=text[each.start : each.end]) for each in _distinct(found))


def _checked(layout: Layout, rules: Rules, told: Told) -> list[Finding]:
    speakers = Speakers(layout, rules.context)
    found: list[Finding] = []
    apologies: list[Finding] = []
    sentence = Sentence(-1, "", 0)
    for number, called in _called(layout, rules):
        if number != sentence.number:
            sentence = _sentence(layout, rules, number)
        if called == TERMS:
            found += _terms(speakers, rules, sentence)
            continue
        rule = rules.rules[called]
        if rule.pattern.search(sentence.said) or rule.without_spaces:
            hits_of = apologies if rule.kind == "apology" else found
            hits_of += _matches(speakers, rule, sentence, told)
    return found + judged(layout, rules.context, apologies)


class Sentence(NamedTuple):
    """One sentence without who speaks: its words, and where they begin."""

    number: int
    said: str
    start: int

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.start + len(self.said)


def _sentence(layout: Layout, rules: Rules, number: int) -> Sentence:
    start, said = layout.sentence(number)
    label = rules.context.label.match(said) if "：" in said or ":" in said else None
    skipped = label.end() if label else 0
    return Sentence(number, said[skipped:], start + skipped)


def _called(layout: Layout, rules: Rules) -> Iterator[tuple[int, int]]:
    """(sentence, rule) pairs in which an anchor of the rule stands in the sentence, each once, in order. In blocks:
    what one block needs stays in the cache of the processor."""
    for first in range(0, len(layout.ends), BLOCK):
        begin = layout.ends[first - 1] if first else 0
        ends = layout.ends[first : first + BLOCK]
        text = lowered(layout.text[begin : ends[-1]])
        called = rules.scan.called(text, np.asarray(ends) - begin, first)
        every = product(range(first, first + len(ends)), rules.always)
        yield from sorted({*called, *every}) if rules.always else called


def _matches(speakers: Speakers, rule: Rule, sentence: Sentence, told: Told) -> Iterator[Finding]:
    if rule.channels and told.channel and told.channel not in rule.channels:
        return
    layout, context, said = speakers.layout, speakers.context, sentence.said
    places: Sequence[int] = range(sentence.start, sentence.end)
    if rule.without_spaces:
        closed_up = without_gaps(layout.text, sentence.start, sentence.end)
        said, places = closed_up.text, closed_up.places
    for match in rule.pattern.finditer(said):
        if not LETTER.search(match[0]) or _excused(rule, match, layout, sentence.number):
            continue
        if rule.kind == "promise" and is_confirmed(_around(match), context, told.confirmed):
            continue
        first, last = places[match.start()], places[match.end() - 1] + 1
        if speakers.is_writer(first):
            yield _finding(layout, rule, first, last)


def _excused(rule: Rule, match: re.Match[str], layout: Layout, sentence: int) -> bool:
    said, start, end = match.string, *match.span()
    if rule.unless is not None and rule.unless.search(_around(match)):
        return True
    if rule.only_with is not None and not rule.only_with.search(_around(match)):
        return True
    if rule.unless_before is not None and rule.unless_before.search(said[max(start - REACH, 0) : start]):
        return True
    if rule.unless_after is not None and rule.unless_after.match(said[end : end + REACH]):
        return True
    if rule.unless_next is None:
        return False
    after = _next(layout, sentence) if end + REACH >= len(said) else ""
    return bool(rule.unless_next.search(_around(match) + after))


def _around(match: re.Match[str]) -> str:
    """The sentence of a match; of one that goes on and on, what is near."""
    said = match.string
    return said if len(said) <= 2 * REACH else said[max(match.start() - REACH, 0) : match.end() + REACH]


def _next(layout: Layout, sentence: int) -> str:
    """The sentence after, if it is on the same line."""
    end = layout.ends[sentence]
    if sentence + 1 == len(layout.ends) or layout.text[end - 1] == "\n":
        return ""
    return layout.text[end : min(layout.ends[sentence + 1], end + 2 * REACH)].strip()


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


def _terms(speakers: Speakers, rules: Rules, sentence: Sentence) -> Iterator[Finding]:
    layout = speakers.layout
    for start, end, term in hits(layout.text, rules.words, sentence.start, sentence.end):
        if speakers.is_writer(start):
            said, line = layout.text[start:end], layout.line_number(start)
            yield Finding(line, start, end, term.code, UNIFIED, term.severity, said, term.plainer, term.why)


def _distinct(found: list[Finding]) -> list[Finding]:
    """Without those that overlap a graver or longer one."""
    kept: list[Finding] = []
    bunch: list[Finding] = []
    end = 0
    for each in sorted(found, key=lambda f: (f.start, f.end)):
        if each.start >= end:
            kept += _best_of(bunch)
            bunch = []
        bunch.append(each)
        end = max(end, each.end)
    return kept + _best_of(bunch)


def _best_of(bunch: list[Finding]) -> list[Finding]:
    """Of findings that overlap in a chain, those that no graver or longer one overlaps."""
    kept: list[Finding] = []  # in order; none overlaps another, so only the neighbours count
    for each in sorted(bunch, key=lambda f: (SEVERITIES.index(f.severity), f.start - f.end, f.start, f.rule)):
        at = bisect_left(kept, each.start, key=lambda f: f.start)
        if (at == 0 or kept[at - 1].end <= each.start) and (at == len(kept) or each.end <= kept[at].start):
            kept.insert(at, each)
    return kept
