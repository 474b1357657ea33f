# SPDX-License-Identifier: Apache-2.0
"""Score begging: words in an invitation that ask for a high score, threaten with a low one or pay for it.

An invitation that begs spoils the answers of everybody: such a text is refused with the words found and a better
sentence. Which words these are is content (`survey_begging.yaml` of a pack).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.apps.surveys.rules.document import Json, chinese, mapped

_BETWEEN = re.compile(
    r"[\s\u200b-\u200f\ufeff·*_~|]+"
)  # what somebody puts between letters to get past a filter


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of begging, why it spoils the answers, and what to write instead."""

    code: str
    pattern: re.Pattern[str]
    why: str
    better: str
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Begging:
    """Words that beg, as they stand in the text."""

    words: str
    why: str
    better: str
    why_en: str = ""

    def reason(self, language: str) -> str:
        """Why it spoils the answers, in a language; the better sentence stays in that of the invitation."""
        return self.why if chinese(language) else self.why_en or self.why


def read_rules(document: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of a pack's `survey_begging`."""
    return tuple(
        Rule(
            str(each["id"]),
            re.compile(each["pattern"], re.IGNORECASE),
            each["why_zh"],
            each["better_zh"],
            each.get("why_en", ""),
        )
        for each in document["rules"]
    )


def begging(text: str, rules: Sequence[Rule]) -> tuple[Begging, ...]:
    """What in a text begs for a score, each rule once; spaces and signs between the letters hide nothing."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    found = ((rule, rule.pattern.search(plain)) for rule in rules)
    return tuple(Begging(match.group(), rule.why, rule.better, rule.why_en) for rule, match in found if match)


def begged(document: Json, rules: Sequence[Rule]) -> tuple[Begging, ...]:
    """What in the words around the questions of a questionnaire begs for a score, in any language."""
    ours = mapped(document, "amends")
    texts = (document.get("title"), document.get("description"), ours.get("intro"), ours.get("thanks"))
    said = [one for each in texts for one in (each.values() if isinstance(each, dict) else [each])]
    return tuple(found for one in said if isinstance(one, str) for found in begging(one, rules))
