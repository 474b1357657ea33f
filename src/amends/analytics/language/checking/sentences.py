# SPDX-License-Identifier: Apache-2.0
"""Where lines and sentences begin and end, who speaks, and the same text without what hides letters."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

REACH = 100  # letters to either side that matter to a place, however far its sentence goes
LETTER = re.compile(r"[^\W_]")  # what holds none, a mark or a space, is no words and never a fault

_END = re.compile(r"[。！？!?；\n]+[”\"』」’）)]*")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94) if chr(0x21 + i).isalnum()}  # ＳＬＡ, but not ，
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_BETWEEN = " \u3000\u200b-\u200f\ufeff·*_~|"
# one letter alone between two of them: 你 应 该, but not «您好 请问»
_HIDDEN = re.compile(rf"(?:^|[{_BETWEEN}])[一-鿿\d](?:[{_BETWEEN}]+[一-鿿\d](?![一-鿿]))+", re.MULTILINE)
_HINT = re.compile(rf"[{_BETWEEN}][一-鿿\d][{_BETWEEN}]")
_GAP = re.compile(rf"[{_BETWEEN}]+")


def narrow(text: str) -> str:
    """The text with letters and digits of half width; every letter stays at its place."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


def lowered(text: str) -> str:
    """The text in lower case, every letter at its place."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(slots=True)
class Layout:
    """Lines and sentences of a text; each sentence ends with its own mark."""

    text: str
    ends: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # where each line ends

    def __post_init__(self) -> None:
        self.ends = [match.end() for match in _END.finditer(self.text)]
        if not self.ends or self.ends[-1] < len(self.text):
            self.ends.append(len(self.text))
        if "\n" in self.text:
            self.lines = [match.start() for match in re.finditer("\n", self.text)]

    def sentence(self, number: int) -> tuple[int, str]:
        """Where a sentence begins, and its words without the white space around them."""
        start = self.ends[number - 1] if number else 0
        said = self.text[start : self.ends[number]]
        bare = said.lstrip()
        return start + len(said) - len(bare), bare.rstrip()

    def line_number(self, at: int) -> int:
        """Which line, counted from 1, stands at a place."""
        return bisect_right(self.lines, at - 1) + 1

    def line(self, at: int) -> tuple[int, int]:
        """Where the line of a place begins and ends."""
        before = bisect_right(self.lines, at - 1)
        start = self.lines[before - 1] + 1 if before else 0
        return start, self.lines[before] if before < len(self.lines) else len(self.text)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A stretch whose letters were written apart, put together; `places[i]` is where its letter i stands."""

    text: str
    places: Sequence[int]


def squeezed(layout: Layout) -> tuple[Squeezed, ...]:
    """Lines that hold letters written apart to get past a filter, without what stands between."""
    if not _HINT.search(layout.text):
        return ()
    lines = {layout.line(match.start() + 1) for match in _HIDDEN.finditer(layout.text)}
    return tuple(without_gaps(layout.text, start, end) for start, end in sorted(lines))


def without_gaps(text: str, start: int, end: int) -> Squeezed:
    """A stretch of a text without spaces and signs between its letters."""
    gaps = {i for gap in _GAP.finditer(text, start, end) for i in range(*gap.span())}
    places = [i for i in range(start, end) if i not in gaps]
    return Squeezed("".join(text[i] for i in places), (*places, end))
