# SPDX-License-Identifier: Apache-2.0
"""The operability checklist as the pack has it: stages with items, and gates that need whole stages answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LAUNCH, NEXT_WAVE, CLOSE = "launch", "next_wave", "close"


class GateUnknown(LookupError):
    """A gate was asked for that the checklist does not have."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line to be ticked."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Items that belong together."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """All stages in order, and which of them each gate needs."""

    stages: tuple[Stage, ...]
    gates: Mapping[str, tuple[str, ...]]

    @property
    def items(self) -> dict[str, Item]:
        """Every item by its code."""
        return {item.code: item for stage in self.stages for item in stage.items}

    def needed(self, gate: str) -> tuple[Item, ...]:
        """The items that must be answered before a gate opens. Raises `GateUnknown`."""
        if gate not in self.gates:
            raise GateUnknown(gate)
        return tuple(item for stage in self.stages if stage.code in self.gates[gate] for item in stage.items)

    def unanswered(self, gate: str, answered: Collection[str]) -> tuple[Item, ...]:
        """Which of them nobody answered yet. Raises `GateUnknown`."""
        return tuple(item for item in self.needed(gate) if item.code not in answered)


def read_checklist(content: Mapping[str, Any]) -> Checklist:
    """The pack's `campaign_checklist`. Raises `KeyError` where it lacks what it must say."""
    stages = tuple(
        Stage(str(stage["code"]), str(stage["name_zh"]), _items(stage["items"]))
        for stage in content["stages"]
    )
    gates = {str(gate["code"]): tuple(str(each) for each in gate["requires"]) for gate in content["gates"]}
    return Checklist(stages, gates)


def _items(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(Item(str(row["code"]), str(row["zh"])) for row in rows)
