# SPDX-License-Identifier: Apache-2.0
"""What a case is found by: its words with numbers of people masked, cut into tokens, and the newest cases first.

Tokens are written as `amends.kernel.blocks` says. Beside the words stand tokens of the units that may see the case
(`u7`), of its topic (`tbb0201`: what that is called is looked up when somebody asks, so that a new name needs no new
index) and, where the database cannot read its index backwards, of the block of numbers that the case lies in."""

import re
from collections.abc import Iterable

from amends.kernel.blocks import coded
from amends.kernel.grams import Phrase, bigrams, folded, phrases
from amends.kernel.identifiers import masked_number, normal_text

LONGEST_TEXT = 20_000  # characters of one case; what is said after them is not searched
LONGEST_WORDS = 80
WINDOW = 2_000  # the newest cases are read one by one for a single character, which no index tells apart
_PERSONAL = re.compile(r"\d{7,}[Xx]?")


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
