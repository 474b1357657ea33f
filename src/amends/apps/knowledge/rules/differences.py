# SPDX-License-Identifier: Apache-2.0
"""What differs between two texts, character by character, for two columns side by side."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, and whether the other text has it too."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts in pieces, and how alike they are, 0 to 1 (Ratcliff and Obershelp)."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    alike: float


def compared(left: str, right: str) -> Compared:
    """Two texts set side by side."""
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    lefts: list[Piece] = []
    rights: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if a < b:
            lefts.append(Piece(left[a:b], kind != "equal"))
        if c < d:
            rights.append(Piece(right[c:d], kind != "equal"))
    return Compared(tuple(lefts), tuple(rights), matcher.ratio())
