# SPDX-License-Identifier: Apache-2.0
"""The words of an invitation: one place for the link, no other address, short enough, and no begging for a score."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from amends.apps.surveys.rules.begging import Begging, Rule, begging

LINK = "{link}"
MOST_SMS, MOST_EMAIL = 250, 2_000
_PLACES = re.compile(r"\{[^{}]*\}?")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


class Fault(StrEnum):
    """What is wrong with a text."""

    EMPTY = "empty"
    NO_LINK = "no link"
    TWO_LINKS = "two links"
    OTHER_PLACE = "other place"
    ADDRESS = "address"
    TOO_LONG = "too long"
    BEGS = "begs"


@dataclass(frozen=True, slots=True)
class TextFault:
    """One fault of a text: `words` are those that it is about."""

    fault: Fault
    words: str = ""
    begging: Begging | None = None


def text_faults(text: str, *, most: int, rules: Sequence[Rule], linked: bool = True) -> tuple[TextFault, ...]:
    """Everything that is wrong with an invitation; `linked` where the way carries a link (a call does not)."""
    if not text.strip():
        return (TextFault(Fault.EMPTY),)
    found = list(_links(text)) if linked else []
    others = [each for each in _PLACES.findall(text) if each != LINK]
    found += [TextFault(Fault.OTHER_PLACE, each) for each in others]
    if address := _ADDRESS.search(text):
        found.append(TextFault(Fault.ADDRESS, address.group()))
    if len(text) > most:
        found.append(TextFault(Fault.TOO_LONG, str(most)))
    return (*found, *(TextFault(Fault.BEGS, each.words, each) for each in begging(text, rules)))


def _links(text: str) -> tuple[TextFault, ...]:
    count = text.count(LINK)
    if count == 0:
        return (TextFault(Fault.NO_LINK),)
    return (TextFault(Fault.TWO_LINKS),) if count > 1 else ()


def filled(text: str, link: str) -> str:
    """The text with the link in its place."""
    return text.replace(LINK, link)
