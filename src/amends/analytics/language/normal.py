# SPDX-License-Identifier: Apache-2.0
"""One spelling for texts that are compared or learnt from."""

from amends.kernel.identifiers import normal_text


def folded(text: str) -> str:
    """Full-width forms folded, runs of space made one, Latin letters in lower case: `ＡＢ　c` → `ab c`."""
    return normal_text(text).lower()


def is_spaced(texts: list[str]) -> bool:
    """Whether spaces part the words, as in segmented Chinese or in English: at most eight letters to a word."""
    words = sum(len(text.split()) for text in texts)
    letters = sum(len(text) - text.count(" ") for text in texts)
    return words > 0 and letters <= 8 * words
