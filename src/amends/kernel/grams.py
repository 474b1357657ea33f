# SPDX-License-Identifier: Apache-2.0
"""Pieces of text to find text by, the same wherever they are kept: pairs of characters where a script writes no
spaces (Chinese), beginnings of words where it does. A database that can look up words can then find any substring."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from amends.kernel.identifiers import normal_text

LONGEST_BEGINNING = 12  # of a word: what is longer is told apart by comparing the text itself
_WIDE = "⺀-\U0003ffff"  # scripts without spaces between words begin with the Han radicals
_RUN = re.compile(rf"(?:(?=[^\W_])[{_WIDE}])+|(?:(?=[^\W_])[^{_WIDE}])+")
_PHRASE = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One unbroken piece of what somebody looks for.

    A text holds it where `needle` is part of `folded(text)`; a text that holds it has all `tokens`, and where there
    are none (a single character, or one beside a word) some token that begins with `beginning`.
    """

    needle: str
    tokens: tuple[str, ...]
    beginning: str = ""


def folded(text: str) -> str:
    """The text as it is compared: one width and case, a space before every run of characters and every word, and
    nothing else between them: `【5G】套餐，断网` → ` 5g 套餐 断网`."""
    return "".join(f" {run}" for run in _RUN.findall(_plain(text)))


def bigrams(text: str) -> list[str]:
    """The tokens of a text, each once, in order: pairs of neighbours and the last character of a run of Chinese,
    the beginnings of other words: `断网了 5G` → 断网, 网了, 了, 5, 5g. About 15 µs for 150 characters."""
    return list(dict.fromkeys(token for run in folded(text).split() for token in _kept(run)))


def phrases(words: str) -> tuple[Phrase, ...]:
    """What somebody looks for, taken apart at spaces and punctuation; a text is found where it holds every phrase."""
    return tuple(dict.fromkeys(_phrase(each) for each in _PHRASE.findall(_plain(words))))


def holds(text: str, words: str) -> bool:
    """Whether a text holds what somebody looks for, by comparing the text itself."""
    return all(each.needle in folded(text) for each in phrases(words))


def _plain(text: str) -> str:
    return normal_text(normal_text(text).casefold())


def _kept(run: str) -> Iterator[str]:
    if _is_wide(run):
        yield from (run[at : at + 2] for at in range(len(run)))
    else:
        yield from (run[:length] for length in range(1, min(len(run), LONGEST_BEGINNING) + 1))


def _phrase(chunk: str) -> Phrase:
    runs = _RUN.findall(chunk)
    tokens = tuple(dict.fromkeys(token for run in runs for token in _asked(run)))
    first = "" if _is_wide(runs[0]) else " "  # a word is found from its beginning, a run from anywhere
    return Phrase(first + " ".join(runs), tokens, "" if tokens else runs[0])


def _asked(run: str) -> Iterator[str]:
    if _is_wide(run):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    else:
        yield run[:LONGEST_BEGINNING]


def _is_wide(run: str) -> bool:
    return run[0] >= _WIDE[0]
