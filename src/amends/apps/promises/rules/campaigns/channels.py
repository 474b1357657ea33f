# SPDX-License-Identifier: Apache-2.0
"""Channels by consent and preference: where we would go to the customer, the customer must have agreed to it."""

from collections.abc import Iterable
from dataclasses import dataclass

# Where the customer comes to us nothing is sent, so nothing needs a consent: a poster in the hall, a page on the web.
PASSIVE = frozenset({"hall", "online"})
# Needs that speak against a channel: who asked for text is not called, who asked for voice not texted.
AGAINST = {"phone": "text_instead_of_voice", "sms": "voice_instead_of_text", "chat": "voice_instead_of_text"}


@dataclass(frozen=True, slots=True)
class Group:
    """Customers alike in what decides on channels, and how many they are."""

    tier: str
    consents: bool
    preferred: str
    needs: frozenset[str]
    customers: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one channel: how many may be told through it, by value tier; how many of them prefer it; why not the rest."""

    channel: str
    by_tier: dict[str, int]
    preferring: int
    no_consent: int
    other_wish: int

    @property
    def customers(self) -> int:
        """How many may be told through it."""
        return sum(self.by_tier.values())

    @property
    def is_selectable(self) -> bool:
        """Whether it may be chosen: a channel to customers needs at least one who agreed."""
        return self.channel in PASSIVE or self.customers > 0


def accepts(channel: str, *, consents: bool, preferred: str, needs: frozenset[str]) -> bool:
    """Whether a customer may be told through a channel. Without consent only where they come to us themselves; with it
    through the one that they prefer, and through any where they named none; never against a need."""
    if channel in PASSIVE:
        return True
    return consents and _wished(channel, preferred, needs)


def _wished(channel: str, preferred: str, needs: frozenset[str]) -> bool:
    return preferred in {"", channel} and AGAINST.get(channel) not in needs


def reach(channel: str, groups: Iterable[Group]) -> Reach:
    """What a channel can reach among groups of customers."""
    by_tier: dict[str, int] = {}
    preferring = no_consent = other_wish = 0
    for each in groups:
        if accepts(channel, consents=each.consents, preferred=each.preferred, needs=each.needs):
            by_tier[each.tier] = by_tier.get(each.tier, 0) + each.customers
            preferring += each.customers if each.preferred == channel else 0
        elif not each.consents:
            no_consent += each.customers
        else:
            other_wish += each.customers
    return Reach(channel, by_tier, preferring, no_consent, other_wish)
