# SPDX-License-Identifier: Apache-2.0
"""Whether a customer says that they will go outside, to a regulator, a consumers' body, the media or the law: what
they said, how high that stands, and whose it would be. «I do not want to go there» still says where it is heading."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from amends.apps.cases.rules.registry import Registry
from amends.kernel.identifiers import normal_text

Plain = Mapping[str, object]
_DIGITS = ("[0-9]", "[零〇一二三四五六七八九]")


@dataclass(frozen=True, slots=True)
class Route:
    """One way outside: the words that speak of it, how high it stands, whose it is, and what else to do about it."""

    code: str
    name: str
    words: tuple[str, ...]
    level: int
    owner_role: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class OutsideWords:
    """All ways outside, phrases that hold their words and speak of something else, and what to do about any."""

    routes: tuple[Route, ...]
    not_meant: tuple[str, ...]
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaning:
    """The ways that a customer spoke of, the highest first, and the words that they used, in order."""

    routes: tuple[Route, ...]
    said: tuple[str, ...]

    @property
    def level(self) -> int:
        """How high the highest of them stands."""
        return max((each.level for each in self.routes), default=0)

    @property
    def owner_roles(self) -> tuple[str, ...]:
        """Whose they would be, each once."""
        return tuple(dict.fromkeys(each.owner_role for each in self.routes))


NOWHERE = Leaning((), ())


def leaning(texts: Iterable[str], words: OutsideWords, *, above: int = 0) -> Leaning:
    """Where a customer says that they will go; only ways that stand higher than `above`, the level of the channel by
    which they came."""
    told = "\n".join(normal_text(each) for each in texts if each)
    by_word = {word: route for route in words.routes for word in route.words if route.level > above}
    hits = [hit for hit in _pattern(words).findall(told) if hit in by_word]
    found = {by_word[hit].code: by_word[hit] for hit in hits}
    routes = sorted(found.values(), key=lambda each: -each.level)
    return Leaning(tuple(routes), tuple(dict.fromkeys(hits)))


@lru_cache(maxsize=4)
def _pattern(words: OutsideWords) -> re.Pattern[str]:
    """The longest phrase first, so that one that means something else takes its words with it; a number is whole."""
    known = {*words.not_meant, *(word for route in words.routes for word in route.words)}
    return re.compile("|".join(_whole(each) for each in sorted(known, key=len, reverse=True)))


def _whole(word: str) -> str:
    for digit in _DIGITS:
        if re.fullmatch(f"{digit}+", word):
            return f"(?<!{digit}){word}(?!{digit})"
    return re.escape(word).replace("…", "[^,，。;；]{0,2}")


def read_outside(content: Plain, registry: Registry) -> OutsideWords:
    """What plain content says; a route with a channel stands as high as that, and is whose that is. Raises `KeyError`,
    `ChannelUnknown`."""
    said = cast(Plain, content["outside"])
    rows = cast(Sequence[Plain], said["routes"])
    return OutsideWords(
        routes=tuple(_route(row, registry) for row in rows),
        not_meant=_texts(said["not_meant"]),
        do=_texts(said["do_zh"]),
    )


def _route(row: Plain, registry: Registry) -> Route:
    channel = registry.channel(str(row["channel"])) if "channel" in row else None
    return Route(
        code=str(row["code"]),
        name=str(row["name_zh"]),
        words=_texts(row["words"]),
        level=channel.level if channel else int(str(row["level"])),
        owner_role=channel.owner_role if channel else str(row["owner_role"]),
        do=str(row.get("do_zh", "")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast(Sequence[object], value)))
