# SPDX-License-Identifier: Apache-2.0
"""Whose words they are: a customer's own, quoted or told not to be said, they are no fault of who writes."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from amends.analytics.language.checking.rules import Context
from amends.analytics.language.checking.sentences import REACH, Layout

_UNCLOSED = 60  # letters that a quotation without an end is taken to have, at most to the end of its sentence
_SIGNS = ("“”", "「」", "『』", "‘’", '""')
_SIGN = re.compile('[“「『‘"]')
_QUOTATIONS = tuple(
    re.compile(f"{signs[0]}(?:[^{signs}]*{signs[1]}|[^{signs}。！？!?；]{{0,{_UNCLOSED}}})")
    for signs in _SIGNS
)
_CLAUSE = re.compile("[，,、；;。！？!?]")
_STOP = re.compile("[。！？!?；]")


@dataclass(frozen=True, slots=True)
class _Line:
    """What is known of a line, worked out once however many findings it has: `quotations` are, for each kind of sign,
    where those of the line begin and where they end."""

    start: int
    is_customers: bool
    quotations: tuple[tuple[list[int], list[int]], ...]

    def quotation(self, at: int) -> int:
        """Where the innermost quotation around a place begins, or -1."""
        return max((_around(at, *each) for each in self.quotations), default=-1)


def _around(at: int, starts: list[int], ends: list[int]) -> int:
    before = bisect_left(starts, at) - 1
    return starts[before] if before >= 0 and at < ends[before] else -1


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who says what stands at a place of a text."""

    layout: Layout
    context: Context
    _lines: dict[int, _Line] = field(default_factory=dict)

    def is_writer(self, start: int) -> bool:
        """Whether what stands at a place is said by the writer, and not reported, quoted or forbidden."""
        line = self._line(start)
        quote = line.quotation(start)
        if line.is_customers or (quote >= 0 and not self._is_own_quote(line.start, quote)):
            return False
        clause = _CLAUSE.split(self.layout.text[max(line.start, quote + 1, start - REACH) : start])[-1]
        return not (self.context.reported.search(clause) or self.context.denied.search(clause))

    def _is_own_quote(self, first: int, quote: int) -> bool:
        """Whether a quotation is what somebody is told to say, or the whole line."""
        lead = _STOP.split(self.layout.text[max(first, quote - REACH) : quote])[-1]
        bare = self.context.label.sub("", lead).strip()
        return not bare or bool(self.context.own_quote.search(lead) and not self.context.denied.search(lead))

    def _line(self, at: int) -> _Line:
        first, last = self.layout.line(at)
        if first not in self._lines:
            customers = bool(self.context.customer_line.match(self.layout.text, first))
            self._lines[first] = _Line(first, customers, _quotations(self.layout.text[first:last], first))
        return self._lines[first]


def _quotations(line: str, first: int) -> tuple[tuple[list[int], list[int]], ...]:
    if not _SIGN.search(line):
        return ()
    spans = ([match.span() for match in each.finditer(line)] for each in _QUOTATIONS)
    return tuple(([first + s for s, _ in each], [first + e for _, e in each]) for each in spans if each)
