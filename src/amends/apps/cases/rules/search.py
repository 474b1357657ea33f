# SPDX-License-Identifier: Apache-2.0
"""What a case is found by: its words with numbers of people masked, cut into tokens, and the newest cases first.

Tokens are written in ASCII (every character as four hex digits), so that no database folds, splits or orders them its
own way: both find the same. Beside the words stand tokens of the units that may see the case (`u7`), of its topic
(`tbb0201`: what that is called is looked up when somebody asks, so that a new name needs no new index) and, where the
database cannot read its index backwards, of the block of numbers that the case lies in (`x12_5`)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from amends.kernel.grams import Phrase, bigrams, folded, phrases
from amends.kernel.identifiers import masked_number, normal_text

LONGEST_TEXT = 20_000  # characters of one case; what is said after them is not searched
LONGEST_WORDS = 80
BLOCK_BITS = (12, 15, 18)  # 4,096 cases, 32,768, 262,144: how far back is looked at once, one after the other
WINDOW = 2_000  # the newest cases are read one by one for a single character, which no index tells apart
_PERSONAL = re.compile(r"\d{7,}[Xx]?")


@dataclass(frozen=True, slots=True)
class Window:
    """A span of row keys, `first` to `below` (exclusive), and the tokens one of which every row in it has."""

    first: int
    below: int
    blocks: tuple[str, ...] = ()


def masked(text: str) -> str:
    """The text with service, identity and account numbers masked: nobody finds a person by what a text says."""
    return _hidden(normal_text(text))


def document(parts: Iterable[str]) -> str:
    """Everything that was said about a case as it is searched."""
    return folded(masked("\n".join(part for part in parts if part)[:LONGEST_TEXT]))


def asked(words: str) -> tuple[Phrase, ...]:
    """What somebody looks for, masked as the documents are."""
    return phrases(masked(words[:LONGEST_WORDS]))


def kept_tokens(text: str, marks: str) -> list[str]:
    """The tokens of a document, of the units that may see it and of its topic."""
    return [*marks.split(), *map(coded, bigrams(text))]


def topic_token(leaf: str) -> str:
    """The token of a leaf of the taxonomy; it begins with a letter that no code of a word has."""
    return f"t{leaf.lower().replace('-', '')}"


def coded(token: str) -> str:
    """A token in ASCII, so that every beginning of it is a beginning of its code."""
    return token.encode("utf-16-be").hex()


def blocks_of(key: int) -> list[str]:
    """The tokens of the blocks that a case lies in, by its row key."""
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


def excerpt(texts: Iterable[str], words: str, *, around: int = 24) -> str:
    """The masked words around the first place where one of the texts says what was looked for; else its beginning."""
    plain = [_hidden(" ".join(text.split())) for text in texts if text]
    for chunk in masked(words).split():
        for text in plain:
            at = text.lower().find(chunk.lower())
            if at >= 0:
                first, last = max(at - around, 0), at + len(chunk) + around
                return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
    first_text = next(iter(plain), "")
    return first_text[: 2 * around] + ("…" if len(first_text) > 2 * around else "")


def _hidden(text: str) -> str:
    return _PERSONAL.sub(lambda found: masked_number(found.group()), text)
