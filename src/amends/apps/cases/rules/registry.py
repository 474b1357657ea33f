# SPDX-License-Identifier: Apache-2.0
"""The channels by which a customer's word reaches us: whose each is, how high it stands, what it was called before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from amends.apps.cases.rules.contact import Channel as ContactChannel
from amends.apps.cases.rules.states import Origin
from amends.kernel.identifiers import normal_text

Plain = Mapping[str, object]
PROACTIVE_TYPE = "proactive"
REFERENCED = frozenset({"regulator", "external"})  # whoever sends it on has a number of their own for it


class ChannelUnknown(LookupError):
    """No channel of the registry has this code or name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no channel {name!r}")


class RegistryMalformed(ValueError):
    """The content of a registry lacks something."""


@dataclass(frozen=True, slots=True)
class LegacyName:
    """What a channel was called before `until` (that day is no longer of the old name)."""

    name: str
    aliases: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class SourceChannel:
    """One channel. `contact` is the kind of contact that an intake by it is: none where nobody spoke with us."""

    code: str
    name: str
    level: int
    type: str
    owner_role: str
    origin: Origin
    contact: ContactChannel | None
    legacy: tuple[LegacyName, ...]

    @property
    def is_referenced(self) -> bool:
        """Whether what comes by it carries a number of whoever sent it on."""
        return self.type in REFERENCED or self.level >= 4

    def name_on(self, day: date) -> str:
        """What it was called on a day."""
        return next((each.name for each in self.legacy if day < each.until), self.name)


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What a level asks for: `at_least` is the least urgent priority that it allows, `tells` are roles to tell."""

    level: int
    name: str
    extra: str
    at_least: str
    tells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All channels, in order, and the rules of their levels."""

    channels: Mapping[str, SourceChannel]
    levels: Mapping[int, LevelRule]

    def channel(self, code: str) -> SourceChannel:
        """The channel of a code. Raises `ChannelUnknown`."""
        try:
            return self.channels[code]
        except KeyError:
            raise ChannelUnknown(code) from None

    def named(self, name: str) -> SourceChannel:
        """The channel of a code or a name, today's or an old one. Raises `ChannelUnknown`."""
        wanted = normal_text(name).casefold()
        for each in self.channels.values():
            old = (word for legacy in each.legacy for word in (legacy.name, *legacy.aliases))
            if wanted in {normal_text(word).casefold() for word in (each.code, each.name, *old)}:
                return each
        raise ChannelUnknown(name)

    def by_hand(self) -> tuple[SourceChannel, ...]:
        """The channels by which a customer comes to us: all but what we find ourselves."""
        return tuple(each for each in self.channels.values() if each.type != PROACTIVE_TYPE)

    def rule(self, channel: SourceChannel) -> LevelRule:
        """What the level of a channel asks for."""
        return self.levels.get(channel.level, LevelRule(channel.level, "", "", "", ()))

    def told_roles(self, channel: SourceChannel) -> tuple[str, ...]:
        """The roles that are told of a case by this channel; from level 4 on its owner is among them."""
        rule = self.rule(channel)
        owner = (channel.owner_role,) if channel.level >= 4 else ()
        return tuple(dict.fromkeys((*rule.tells, *owner)))


def read_registry(content: Plain) -> Registry:
    """The registry that plain content says. Raises `RegistryMalformed`."""
    try:
        channels = [_channel(row) for row in _rows(content["channels"])]
        levels = [_level(row) for row in _rows(content["level_rules"])]
    except (KeyError, TypeError, ValueError) as error:
        raise RegistryMalformed(f"the channel registry: {error}") from error
    return Registry({each.code: each for each in channels}, {each.level: each for each in levels})


def _rows(value: object) -> Sequence[Plain]:
    return cast(Sequence[Plain], value)


def _channel(row: Plain) -> SourceChannel:
    contact = row.get("contact")
    return SourceChannel(
        code=str(row["code"]),
        name=str(row["name_zh"]),
        level=int(str(row["level"])),
        type=str(row["type"]),
        owner_role=str(row["owner_role"]),
        origin=Origin(str(row.get("origin", Origin.COMPLAINT))),
        contact=ContactChannel(str(contact)) if contact else None,
        legacy=tuple(_legacy(each) for each in _rows(row.get("legacy", ()))),
    )


def _legacy(row: Plain) -> LegacyName:
    aliases = tuple(map(str, cast(Sequence[object], row.get("also_zh", ()))))
    return LegacyName(str(row["name_zh"]), aliases, date.fromisoformat(str(row["until"])))


def _level(row: Plain) -> LevelRule:
    tells = tuple(map(str, cast(Sequence[object], row.get("tells", ()))))
    name, extra = str(row["name_zh"]), str(row["extra_zh"])
    return LevelRule(int(str(row["level"])), name, extra, str(row.get("at_least", "")), tells)
