# SPDX-License-Identifier: Apache-2.0
"""What a customer's words amount to: an inquiry that says «I am unhappy» is a complaint, whatever it was ticked as."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from amends.apps.cases.rules.intake.words import IntakeWords

COMPLAINT = "complaint"
MAY_HIDE_A_COMPLAINT = frozenset({"inquiry", "query_request", "service_order", "suggestion"})
EMOTIONAL, ECONOMIC, BOTH = "emotional", "economic", "both"
TITLE = 80
_SENTENCE = re.compile(r"[。！？!?；;\n\r]+")
_URGENT_FIRST = ("p1", "p2", "p3", "p4")


def words_of_dissatisfaction(story: str, words: IntakeWords) -> tuple[str, ...]:
    """The words by which a story says that the customer is unhappy, each once, in order."""
    hits = _pattern(words.dissatisfied, words.not_meant).findall(story)
    return tuple(dict.fromkeys(hit for hit in hits if hit not in words.not_meant))


@lru_cache(maxsize=4)
def _pattern(words: tuple[str, ...], not_meant: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted((*words, *not_meant), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def request_type_meant(request_type: str, said: Iterable[str], overruled: str = "") -> str:
    """What a request is: a complaint where dissatisfaction was said, unless somebody overruled it with a reason."""
    if request_type in MAY_HIDE_A_COMPLAINT and any(said) and not overruled.strip():
        return COMPLAINT
    return request_type


def claim_type_meant(aims: Iterable[str], words: IntakeWords) -> str:
    """What kind of amends the aims ask for: money counts as economic, none of it as emotional; none as unknown."""
    wanted = set(aims)
    economic = "compensate" in wanted
    emotional = bool(wanted & set(words.emotional_aims))
    if economic and emotional:
        return BOTH
    return ECONOMIC if economic else EMOTIONAL if emotional else ""


def strictest(*priorities: str, otherwise: str = "p3") -> str:
    """The most urgent of some priorities; empty ones say nothing."""
    return min((each for each in priorities if each), key=_URGENT_FIRST.index, default=otherwise)


def title_of(story: str, given: str = "") -> str:
    """At most 80 characters for lists: what was given, or the first sentence of the story."""
    text = given.strip() or next((part.strip() for part in _SENTENCE.split(story) if part.strip()), "")
    flat = " ".join(text.split())
    return flat if len(flat) <= TITLE else flat[: TITLE - 1] + "…"


def jurisdiction_of(places: Iterable[str], provinces: Mapping[str, str], nation: str) -> str:
    """The code of the first province that a place's name begins with (`provinces`: name → code); else the nation."""
    for place in places:
        for name, code in provinces.items():
            if place.startswith(name):
                return code
    return nation
