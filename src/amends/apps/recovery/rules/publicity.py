# SPDX-License-Identifier: Apache-2.0
"""Whether publicity worked: who saw it, who of them remembers the offer, who of them understood the conditions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """What a question of the quiz asks."""

    REACH = "reach"
    RECALL = "recall"
    UNDERSTANDING = "understanding"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its code, what it asks, and the codes of the answers that are right in this campaign."""

    item: str
    part: Part
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """A survey wave and which of its questions ask about the campaign."""

    wave: int
    asked: tuple[Asked, ...]

    def of(self, part: Part) -> tuple[Asked, ...]:
        """The questions of a part."""
        return tuple(each for each in self.asked if each.part is part)

    def stored(self) -> dict[str, Any]:
        """As the campaign keeps it."""
        asked = [{"item": each.item, "part": str(each.part), "right": [*each.right]} for each in self.asked]
        return {"wave": self.wave, "asked": asked}


def read_quiz(stored: Mapping[str, Any]) -> Quiz | None:
    """What a campaign keeps as a quiz; `None` where nothing is kept."""
    if not stored:
        return None
    asked = (Asked(each["item"], Part(each["part"]), tuple(each["right"])) for each in stored["asked"])
    return Quiz(int(stored["wave"]), tuple(asked))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many got it right, of how many who were asked and answered."""

    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Reach over all who answered it; recall and understanding only over those reached, since who never saw a thing has
    nothing to remember. `understood` counts those who had every question of it right."""

    reach: Tally
    recall: Tally
    understood: Tally
    by_item: Mapping[str, Tally]


Answers = Mapping[str, Collection[str]]  # of one person: the codes chosen, by question


def effect(quiz: Quiz, people: Iterable[Answers]) -> Effect:
    """The tallies of a quiz over people's answers. Without a question of reach everybody counts as reached."""
    everybody = list(people)
    gate = quiz.of(Part.REACH)
    reach = _tally(everybody, gate)
    reached = [each for each in everybody if all(_right(each, one) for one in gate)]
    questions = quiz.of(Part.UNDERSTANDING)
    by_item = {each.item: _tally(reached, (each,)) for each in quiz.asked if each.part is not Part.REACH}
    return Effect(reach, _tally(reached, quiz.of(Part.RECALL)), _tally(reached, questions), by_item)


def _tally(people: Iterable[Answers], questions: tuple[Asked, ...]) -> Tally:
    """Those who had all of some questions right, of those who answered all of them; nobody where there are none."""
    if not questions:
        return Tally(0, 0)
    asked = [each for each in people if all(one.item in each for one in questions)]
    return Tally(sum(all(_right(each, one) for one in questions) for each in asked), len(asked))


def _right(answers: Answers, question: Asked) -> bool:
    return not set(question.right).isdisjoint(answers.get(question.item, ()))
