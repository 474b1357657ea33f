# SPDX-License-Identifier: Apache-2.0
"""Looking tokens up in an index of a database, the newest rows first.

Tokens are written in ASCII (every character as four hex digits), so that no database folds, splits or orders them its
own way: all find the same. A database that cannot read its index backwards is asked for a block of row keys at a time;
the blocks that a row lies in stand beside its words (`x12_5`)."""

from collections.abc import Iterator
from dataclasses import dataclass

BLOCK_BITS = (12, 15, 18)  # 4,096 rows, 32,768, 262,144: how far back is looked at once, one after the other


@dataclass(frozen=True, slots=True)
class Window:
    """A span of row keys, `first` to `below` (exclusive), and the tokens one of which every row in it has."""

    first: int
    below: int
    blocks: tuple[str, ...] = ()


def coded(token: str) -> str:
    """A token in ASCII, so that every beginning of it is a beginning of its code."""
    return token.encode("utf-16-be").hex()


def blocks_of(key: int) -> list[str]:
    """The tokens of the blocks that a row lies in, by its key."""
    return [f"x{bits}_{key >> bits}" for bits in BLOCK_BITS]


def windows(below: int) -> Iterator[Window]:
    """Where to look, the newest first, each span some eight times the one before, until nothing is left."""
    for bits in BLOCK_BITS:
        last = (below - 1) >> bits
        first = max(last - 1, 0) << bits
        yield Window(first, below, tuple(f"x{bits}_{block}" for block in range(first >> bits, last + 1)))
        below = first
        if first == 0:
            return
    yield Window(0, below)
