# SPDX-License-Identifier: Apache-2.0
"""Publicity materials: which version is in use, and which words may not stand in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.analytics.language.checking import Finding, Rules, check
from amends.analytics.language.jargon import Found, Term, jargon

MOST_BYTES = 2 << 20
_NOT_SAID = {"high", "medium"}
# A file is told by its first bytes, never by its name.
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What decides on a version of a material."""

    number: int
    approved_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordCheck:
    """What was found in the words of a material: phrases that nobody may say, and wordings that are not the unified or
    the plain ones."""

    forbidden: tuple[Finding, ...]
    unclear: tuple[Found, ...]


def in_use(versions: Sequence[VersionFacts]) -> int | None:
    """The number of the version in use: the newest approved, unless it was withdrawn. Then none is: an older one was
    replaced for a reason, and does not come back by itself."""
    approved = [each for each in versions if each.approved_at]
    newest = max(approved, key=lambda each: each.number, default=None)
    return newest.number if newest and not newest.withdrawn_at else None


def check_words(text: str, rules: Rules, unclear: tuple[Term, ...]) -> WordCheck:
    """Every forbidden phrase and every unclear wording in the order of the text."""
    found = check(text, rules, channel="material")
    return WordCheck(tuple(each for each in found if each.severity in _NOT_SAID), jargon(text, unclear))


def kind_of_file(content: bytes) -> str | None:
    """The media type of a picture or a PDF, or `None` where it is neither."""
    return next((kind for begin, kind in SIGNATURES.items() if content.startswith(begin)), None)
