# SPDX-License-Identifier: Apache-2.0
"""The directory of channels: what each costs, when it is open, what it can do; and public numbers for misdials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any, cast

from amends.packs import load


@dataclass(frozen=True, slots=True)
class Channel:
    """One entry. `opens` and `closes` are local; both none where hours are not ours to say. `cost_words` is empty for
    a free channel and for a public number."""

    code: str
    name: str
    number: str
    is_own: bool
    is_free: bool = False
    cost_words: str = ""
    opens: str = ""
    closes: str = ""
    skills: tuple[str, ...] = ()
    is_engineer: bool = False

    @property
    def all_day(self) -> bool:
        """Whether it never closes."""
        return (self.opens, self.closes) == ("00:00", "24:00")

    def is_open(self, at: time) -> bool | None:
        """Whether it is open at a local time of day; none where its hours are not ours to say."""
        if not self.opens:
            return None
        now = f"{at:%H:%M}"
        if self.opens <= self.closes:
            return self.opens <= now < self.closes
        return now >= self.opens or now < self.closes

    def fits(self, words: str) -> bool:
        """Whether every word stands in its name, its number or among what it can do."""
        told = " ".join((self.name, self.number, self.number.replace("-", ""), *self.skills)).casefold()
        return all(word in told for word in words.casefold().split())


@cache
def channels() -> tuple[Channel, ...]:
    """The whole directory, own channels first."""
    document = cast(Mapping[str, Any], load("directory"))
    return (*map(_own, document["channels"]), *map(_public, document["public"]))


def look_up(words: str, *, free_only: bool = False) -> Sequence[Channel]:
    """The channels that fit some words; without words all of them."""
    return [each for each in channels() if each.fits(words) and (each.is_free or not free_only)]


def misdial_sentence(found: Channel | None) -> str:
    """What to say to a caller who dialled wrongly: no blame, and the right number where it is known."""
    said = cast(Mapping[str, Any], load("directory"))["sentences"]
    operator = {"operator": said["operator_zh"]}
    if found is None:
        return str(said["misdial_unknown_zh"] % operator)
    return str(said["misdial_zh"] % (operator | {"name": found.name, "number": found.number}))


def _own(entry: Mapping[str, Any]) -> Channel:
    opens, closes = entry["hours"]
    return Channel(
        code=entry["code"], name=entry["name_zh"], number=entry["number"], is_own=True,
        is_free=entry["cost"] == "free", cost_words=entry.get("cost_zh", ""), opens=opens, closes=closes,
        skills=tuple(entry["skills_zh"]), is_engineer=entry["engineer"],
    )  # fmt: skip


def _public(entry: Mapping[str, Any]) -> Channel:
    return Channel(
        entry["code"], entry["name_zh"], entry["number"], is_own=False, skills=tuple(entry["words_zh"])
    )
