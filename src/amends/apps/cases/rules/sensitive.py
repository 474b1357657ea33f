# SPDX-License-Identifier: Apache-2.0
"""Words on a person's health: kept only with a purpose and the person's separate consent, hidden otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import cast

Plain = Mapping[str, object]
HIDDEN = "**"


@dataclass(frozen=True, slots=True)
class HealthWords:
    """The words that speak of health, the phrases that hold one and do not, and what such words may be kept for."""

    words: tuple[str, ...]
    not_meant: tuple[str, ...]
    purposes: Mapping[str, str]

    def found(self, *texts: str) -> tuple[str, ...]:
        """The health words that texts hold, each once, the longest reading of a place first."""
        hits = (match for text in texts for match in _pattern(self.words, self.not_meant).findall(text))
        return tuple(dict.fromkeys(hit for hit in hits if hit not in self.not_meant))

    def hidden(self, text: str) -> str:
        """A text with its health words hidden."""
        pattern = _pattern(self.words, self.not_meant)
        return pattern.sub(lambda hit: hit[0] if hit[0] in self.not_meant else HIDDEN, text)


@cache
def _pattern(*words: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(chain(*words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


@dataclass(frozen=True, slots=True)
class HealthConsent:
    """What the customer was asked: what for (a code of the purposes), and whether they agreed to that alone."""

    purpose: str
    agreed: bool

    def allows(self, health: HealthWords) -> bool:
        """Whether health words may be kept: agreed to, and for a purpose that is known."""
        return self.agreed and self.purpose in health.purposes


def read_health_words(content: Plain) -> HealthWords:
    """The health words that plain content says."""
    lists = cast(Plain, content["health"])
    purposes = cast(Sequence[Plain], content["purposes_of_health"])
    return HealthWords(
        words=tuple(map(str, cast(Sequence[object], lists["words"]))),
        not_meant=tuple(map(str, cast(Sequence[object], lists["not_meant"]))),
        purposes={str(each["code"]): str(each["name_zh"]) for each in purposes},
    )
