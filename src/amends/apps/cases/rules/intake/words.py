# SPDX-License-Identifier: Apache-2.0
"""What the intake asks for and notices, read from plain content: slots, aims, words of dissatisfaction, windows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the seven things to ask: `ask` is the question in words."""

    code: str
    name: str
    ask: str


@dataclass(frozen=True, slots=True)
class IntakeWords:
    """One version of what the intake asks for and notices."""

    slots: tuple[Slot, ...]
    slots_at_least: int
    slots_required: tuple[str, ...]
    rational_aims: Mapping[str, str]
    emotional_aims: Mapping[str, str]
    dissatisfied: tuple[str, ...]
    not_meant: tuple[str, ...]
    repeat_within: timedelta
    similar_from: float

    @property
    def aims(self) -> Mapping[str, str]:
        """All aims, the rational ones first."""
        return {**self.rational_aims, **self.emotional_aims}


def read_intake_words(content: Plain) -> IntakeWords:
    """What plain content says. Raises `KeyError` where something is missing."""
    aims, said = cast(Plain, content["purposes"]), cast(Plain, content["dissatisfied"])
    return IntakeWords(
        slots=tuple(_slot(row) for row in cast(Sequence[Plain], content["slots"])),
        slots_at_least=int(str(content["slots_at_least"])),
        slots_required=_texts(content["slots_required"]),
        rational_aims=_named(aims["rational"]),
        emotional_aims=_named(aims["emotional"]),
        dissatisfied=_texts(said["words"]),
        not_meant=_texts(said["not_meant"]),
        repeat_within=timedelta(days=int(str(content["repeat_within_days"]))),
        similar_from=float(str(content["similar_from"])),
    )


def _slot(row: Plain) -> Slot:
    return Slot(str(row["code"]), str(row["name_zh"]), str(row["ask_zh"]))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast(Sequence[object], value)))


def _named(value: object) -> dict[str, str]:
    return {str(row["code"]): str(row["name_zh"]) for row in cast(Sequence[Plain], value)}
