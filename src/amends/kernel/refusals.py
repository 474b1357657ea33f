# SPDX-License-Identifier: Apache-2.0
"""Why something cannot be done, as a sentence and what stands in it, so that pages may say it in another language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Saying:
    """A Chinese `sentence` with places, `%(name)s`, and what stands in them: words, numbers, lists of words."""

    sentence: str
    said: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.filled(self.sentence, "、")

    def filled(self, sentence: str, between: str) -> str:
        """What it says in the words of a translation, lists joined by `between`."""
        if not self.said:
            return sentence
        lists = {
            name: between.join(map(str, each))
            for name, each in self.said.items()
            if isinstance(each, list | tuple)
        }
        return sentence % {**self.said, **lists}

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {"sentence": self.sentence, "said": dict(self.said)}


def saying_of(row: Mapping[str, Any]) -> Saying:
    """What `as_json` kept."""
    return Saying(str(row["sentence"]), dict(row.get("said", {})))


class Refusal(ValueError):
    """A method cannot do what it was asked; `saying` says why and what to change."""

    def __init__(self, sentence: str, **said: object) -> None:
        self.saying = Saying(sentence, said)
        super().__init__(str(self.saying))
