# SPDX-License-Identifier: Apache-2.0
"""5W2H: whether enough of what happened is known, and what to ask next."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.apps.cases.rules.intake.words import IntakeWords, Slot


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the seven slots are filled, which are not, and which of those must be."""

    filled: int
    asked: int
    at_least: int
    missing: tuple[Slot, ...]
    required: tuple[Slot, ...]

    @property
    def is_enough(self) -> bool:
        """Whether nothing more has to be asked before going on."""
        return self.filled >= self.at_least and not self.required


def completeness(facts: Mapping[str, object], words: IntakeWords) -> Completeness:
    """How complete the facts are, by the slots' codes; blanks and dashes count as nothing."""
    missing = tuple(slot for slot in words.slots if not _says(facts.get(slot.code)))
    return Completeness(
        filled=len(words.slots) - len(missing),
        asked=len(words.slots),
        at_least=words.slots_at_least,
        missing=missing,
        required=tuple(slot for slot in missing if slot.code in words.slots_required),
    )


def _says(value: object) -> bool:
    return bool(str(value or "").strip(" -—–.。/、"))
