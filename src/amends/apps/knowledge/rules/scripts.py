# SPDX-License-Identifier: Apache-2.0
"""What a script must hold, what makes it too long, and how it takes in the wordings that it names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, cast

from amends.apps.knowledge.rules.script_words import Part, ScriptKind

Parts = Mapping[str, str]
_REFERENCE: Final = re.compile(r"\[\[([A-Z0-9-]{2,40})\]\]")
_SLOT: Final = re.compile(r"\{([^{}]*)\}")
_ALWAYS: Final = (Part.OPENING, Part.NEED_CHECK, Part.SUGGESTION, Part.CLOSE)
_SELLING: Final = (Part.SUITABILITY, Part.CONSENT)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a part and a whole script may be, in characters, and how many key messages it may hold."""

    part: int
    whole: int
    key_messages: int


class TooMuch(StrEnum):
    """What there is too much of."""

    PART = "part"
    WHOLE = "whole"
    KEY_MESSAGES = "key_messages"


@dataclass(frozen=True, slots=True)
class Excess:
    """Something that is over its limit: the part (empty for the whole), how much there is and how much may be."""

    what: TooMuch
    part: str
    count: int
    most: int


def key_of(typed: str) -> int:
    """The key of a row as an address or a form has it; 0, which no row has, for anything else: `²` is a digit to
    `str.isdigit` and no number to `int`."""
    return int(typed) if typed.isdecimal() and len(typed) < 19 else 0


def read_limits(content: Mapping[str, Any]) -> Mapping[str, Limits]:
    """The limits by channel. Raises `KeyError`, `TypeError` where one is missing or unknown."""
    rows = cast(Mapping[str, Mapping[str, int]], content["limits"])
    return {
        channel: Limits(**{name: int(value) for name, value in row.items()}) for channel, row in rows.items()
    }


def missing_parts(kind: ScriptKind, parts: Parts) -> tuple[Part, ...]:
    """The parts without which a script is refused: nobody recommends what they did not ask about, nobody sells what
    may not suit or was not agreed to."""
    needed = (*_ALWAYS, *(_SELLING if kind is ScriptKind.SELLING else ()))
    return tuple(each for each in needed if not parts.get(each, "").strip())


def excesses(parts: Parts, key_messages: Sequence[str], limits: Limits) -> tuple[Excess, ...]:
    """Everything over its limit; `parts` are composed already, since customers hear what the references stand for."""
    return tuple(_excesses(parts, key_messages, limits))


def _excesses(parts: Parts, key_messages: Sequence[str], limits: Limits) -> Iterator[Excess]:
    counted = {part: _length(parts.get(part, "")) for part in Part}
    for part, count in counted.items():
        if count > limits.part:
            yield Excess(TooMuch.PART, part, count, limits.part)
    if (whole := sum(counted.values())) > limits.whole:
        yield Excess(TooMuch.WHOLE, "", whole, limits.whole)
    if len(key_messages) > limits.key_messages:
        yield Excess(TooMuch.KEY_MESSAGES, "", len(key_messages), limits.key_messages)


def _length(text: str) -> int:
    """Characters without blanks and line ends."""
    return len("".join(text.split()))


def references(text: str) -> tuple[str, ...]:
    """The keys of the wordings that a text names, in its order."""
    return tuple(_REFERENCE.findall(text))


def composed(text: str, said: Mapping[str, str]) -> str:
    """A text with what its references stand for; a key that nothing is said for stays a gap `【key】`."""
    return _REFERENCE.sub(lambda found: said.get(found[1], f"【{found[1]}】"), text)


def spoken(text: str, values: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A text with its slots filled; what is not known stays a gap `【…】` with its name, for who speaks to fill."""
    return _SLOT.sub(lambda found: values.get(found[1]) or f"【{names.get(found[1], found[1])}】", text)


def slots(text: str) -> frozenset[str]:
    """The names in braces that a text asks for."""
    return frozenset(_SLOT.findall(text))
